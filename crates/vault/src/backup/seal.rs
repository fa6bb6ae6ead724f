//! The sealed part of a backup: chunks of XChaCha20-Poly1305 in the STREAM construction
//! (<https://eprint.iacr.org/2015/189.pdf>). Each chunk's nonce holds its place and whether it is the last, so a chunk
//! that is missing, moved, repeated or added does not open; all are bound to the header.

use std::io::{self, Read, Write};

use chacha20poly1305::aead::Payload;
use chacha20poly1305::aead::stream::{DecryptorBE32, EncryptorBE32};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use zeroize::Zeroizing;

use super::header::Bound;
use crate::key::Key;

pub(super) const CHUNK: usize = 64 * 1024;
pub(super) const TAG: usize = 16;

/// The key is used for one backup and never again, so the part of the nonce that STREAM leaves to us may stand still.
const NONCE: [u8; 19] = [0; 19];

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.bytes().into())
}

fn altered() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a seal is broken")
}

/// Seals what is written to it.
pub(super) struct Sealer<W> {
    to: W,
    stream: EncryptorBE32<XChaCha20Poly1305>,
    bound: Bound,
    open: Zeroizing<Vec<u8>>,
}

impl<W: Write> Sealer<W> {
    pub(super) fn new(to: W, key: &Key, bound: Bound) -> Sealer<W> {
        let stream = EncryptorBE32::from_aead(cipher(key), (&NONCE).into());
        Sealer { to, stream, bound, open: Zeroizing::new(Vec::with_capacity(CHUNK)) }
    }

    /// Seals the last chunk: without it the file is not whole.
    pub(super) fn finish(mut self) -> io::Result<W> {
        let payload = Payload { msg: &self.open, aad: &self.bound };
        let sealed = self.stream.encrypt_last(payload).map_err(|_| altered())?;
        self.to.write_all(&sealed)?;
        Ok(self.to)
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk waits for more: it may be the last.
        if self.open.len() == CHUNK && !bytes.is_empty() {
            let payload = Payload { msg: &self.open, aad: &self.bound };
            let sealed = self.stream.encrypt_next(payload).map_err(|_| altered())?;
            self.to.write_all(&sealed)?;
            self.open.clear();
        }
        let room = CHUNK.saturating_sub(self.open.len()).min(bytes.len());
        self.open.extend_from_slice(bytes.get(..room).unwrap_or_default());
        Ok(room)
    }

    /// Only whole chunks leave before the end.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Gives what was sealed, chunk by chunk, and only what opens.
pub(super) struct Opener<R> {
    from: R,
    /// None once the last chunk was opened.
    stream: Option<DecryptorBE32<XChaCha20Poly1305>>,
    bound: Bound,
    ahead: Vec<u8>,
    open: Zeroizing<Vec<u8>>,
    given: usize,
}

impl<R: Read> Opener<R> {
    pub(super) fn new(mut from: R, key: &Key, bound: Bound) -> io::Result<Opener<R>> {
        let ahead = sealed(&mut from)?;
        let stream = Some(DecryptorBE32::from_aead(cipher(key), (&NONCE).into()));
        Ok(Opener { from, stream, bound, ahead, open: Zeroizing::new(Vec::new()), given: 0 })
    }

    /// Opens the next chunk; false after the last.
    fn next(&mut self) -> io::Result<bool> {
        let Some(mut stream) = self.stream.take() else { return Ok(false) };
        let chunk = std::mem::replace(&mut self.ahead, sealed(&mut self.from)?);
        let payload = Payload { msg: &chunk, aad: &self.bound };
        self.given = 0;
        // Only what nothing follows can be the last.
        self.open = Zeroizing::new(if self.ahead.is_empty() {
            stream.decrypt_last(payload).map_err(|_| altered())?
        } else {
            let open = stream.decrypt_next(payload).map_err(|_| altered())?;
            self.stream = Some(stream);
            open
        });
        Ok(true)
    }
}

impl<R: Read> Read for Opener<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.given == self.open.len() {
            if !self.next()? {
                return Ok(0);
            }
        }
        let mut rest = self.open.get(self.given..).unwrap_or_default();
        let read = rest.read(to)?;
        self.given += read;
        Ok(read)
    }
}

/// One chunk as it stands in the file, the last one shorter; empty at the end.
fn sealed(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut chunk = Vec::with_capacity(CHUNK + TAG);
    from.take((CHUNK + TAG) as u64).read_to_end(&mut chunk)?;
    Ok(chunk)
}
