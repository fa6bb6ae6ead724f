//! What a process holds in its memory, to look for what must not be there any more.

use std::{
    fs::{self, File},
    io,
    os::unix::fs::FileExt,
};

/// How much is read at once.
const CHUNK: usize = 1 << 20;

/// How often each of `needles` stands in the memory that the process `pid` can write to: its heap, its stacks, what it has
/// mapped for itself. A child of this process, or one of the same user where the system lets it be read.
///
/// # Errors
/// Where the process is gone, or is not to be read.
pub fn in_memory(pid: u32, needles: &[&[u8]]) -> io::Result<Vec<usize>> {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps"))?;
    let memory = File::open(format!("/proc/{pid}/mem"))?;
    let overlap = needles.iter().map(|needle| needle.len()).max().unwrap_or(1).saturating_sub(1);
    let mut found = vec![0; needles.len()];
    for (from, to) in maps.lines().filter_map(writable) {
        let (mut at, mut bytes) = (from, Vec::new());
        while at < to {
            // The end of the last piece comes first: what lies across is found, and found once.
            let kept = bytes.len().min(overlap);
            bytes.drain(..bytes.len() - kept);
            let wanted = CHUNK.min(usize::try_from(to - at).unwrap_or(CHUNK));
            let mut piece = vec![0; wanted];
            // A page that is gone since, or that nobody may read.
            let Ok(read) = memory.read_at(&mut piece, at) else { break };
            if read == 0 {
                break;
            }
            bytes.extend(piece.iter().take(read));
            at += read as u64;
            for (needle, found) in needles.iter().zip(&mut found) {
                // What is within the kept end was counted before.
                let skipped = kept.saturating_sub(needle.len() - 1);
                *found += count(bytes.get(skipped..).unwrap_or_default(), needle);
            }
        }
    }
    Ok(found)
}

/// The bounds of a line of `/proc/PID/maps` that can be read and written (proc_pid_maps(5)).
fn writable(line: &str) -> Option<(u64, u64)> {
    let mut words = line.split_whitespace();
    let (from, to) = words.next()?.split_once('-')?;
    let bound = |text| u64::from_str_radix(text, 16).ok();
    words.next()?.starts_with("rw").then_some((bound(from)?, bound(to)?))
}

fn count(bytes: &[u8], needle: &[u8]) -> usize {
    let Some(first) = needle.first() else { return 0 };
    let starts = bytes.iter().enumerate().filter(|(_, byte)| *byte == first);
    starts.filter(|(at, _)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(needle))).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_is_found_as_often_as_it_is_held() {
        // Made at run time, so that the text itself stands nowhere else.
        let needle: Vec<u8> = (0..40_u8).map(|byte| byte.wrapping_mul(37) ^ 0x5a).collect();
        let mut held = vec![0_u8; 3 * CHUNK];
        let before = in_memory(std::process::id(), &[&needle]).unwrap()[0];
        for at in [7, CHUNK - 3, 2 * CHUNK] {
            held[at..at + needle.len()].copy_from_slice(&needle);
        }
        let now = in_memory(std::process::id(), &[&needle]).unwrap()[0];
        assert!(now >= before + 3, "{before}, {now}");
        assert_eq!(count(&held, &needle), 3);
    }
}
