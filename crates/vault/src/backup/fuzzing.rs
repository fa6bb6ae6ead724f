//! Doors for the fuzzer: the parts of a backup, without the passphrase and the seal that stand before them.

use std::io::{BufReader, Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::header::{Header, MAGIC};
use super::lines::Lines;

/// More is not unpacked: a backup of a hundred years has less.
const MOST: u64 = 16 * 1024 * 1024;

/// A header of this text whose sum is right.
pub fn header(text: &[u8]) -> Vec<u8> {
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes();
    let mut bytes = [MAGIC.as_slice(), &length, text].concat();
    let sum = Sha256::digest(&bytes);
    bytes.extend(sum);
    bytes
}

/// What stands within the seal, of these lines.
pub fn packed(lines: &[u8]) -> Vec<u8> {
    let mut packing = GzEncoder::new(Vec::new(), Compression::default());
    // Into memory: nothing that could fail.
    let _ = packing.write_all(lines);
    packing.finish().unwrap_or_default()
}

/// Reads the open part.
pub fn read_header(mut bytes: &[u8]) {
    let _ = Header::read(&mut bytes);
}

/// Reads what is unpacked.
pub fn read_lines(bytes: &[u8]) {
    let mut lines = Lines::new(bytes);
    while let Ok(Some(_)) = lines.next() {}
}

/// Unpacks and reads.
pub fn read_packed(bytes: &[u8]) {
    let mut lines = Lines::new(BufReader::new(GzDecoder::new(bytes).take(MOST)));
    while let Ok(Some(_)) = lines.next() {}
}
