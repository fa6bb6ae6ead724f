//! Answers of a whole school, spoiled byte by byte, through every connector: nothing panics, nothing hangs, and what is
//! given for an answer speaks for what was asked.
//!
//! The answers are those of the simulated school, so every page that a connector reads is among them; what is put into
//! them is chance, other answers and the texts that mean harm. `PEREMENA_FUZZ_SECONDS` says for how long each system is
//! tried, `PEREMENA_FUZZ_SEED` with what chance begins: a failure names both the seed and the bytes.
// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "school/look.rs"]
mod look;
#[path = "school/systems.rs"]
mod systems;

use std::time::{Duration, Instant};

use bytes::Bytes;
use look::{Pages, look, recorded, with_one_page};
use peremena_school_sim::hostile;
use systems::{System, for_every_system};

/// One page that drives a connector round for longer than this is a hang.
const LONGEST: Duration = Duration::from_secs(20);

fn variable(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(count.max(1)).unwrap()).unwrap()
    }

    /// A piece of `bytes`, not long.
    fn piece<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let from = self.below(bytes.len());
        let to = bytes.len().min(from + 1 + self.below(200));
        bytes.get(from..to).unwrap_or_default()
    }
}

/// `body` with one to eight things done to it.
fn spoiled(body: &[u8], pages: &Pages, dice: &mut Dice) -> Vec<u8> {
    const WORDS: [&str; 22] = [
        "null",
        "[]",
        "{}",
        "\"\"",
        "-1",
        "0",
        "1e999",
        "9223372036854775808",
        "true",
        "\"9999-99-99\"",
        "\"0001-01-01\"",
        "\"2026-02-30T25:61:61\"",
        "[[[[[[[[",
        "}}}}",
        ",",
        ":",
        "\\",
        "\"",
        "\\ud800",
        "\u{0}",
        "\"24:00\"",
        "1.7e308",
    ];
    let mut bytes = body.to_vec();
    for _ in 0..=dice.below(8) {
        let at = dice.below(bytes.len() + 1);
        let end = bytes.len().min(at + dice.below(40));
        match dice.below(9) {
            0 if at < bytes.len() => bytes[at] = u8::try_from(dice.next() & 0xff).unwrap(),
            1 => bytes.truncate(at),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let word = WORDS[dice.below(WORDS.len())];
                bytes.splice(at..at, word.bytes());
            }
            4 => {
                // In the place of a value: behind a colon, up to what ends it.
                let colon = bytes.iter().skip(at).position(|byte| *byte == b':').map_or(at, |found| at + found + 1);
                let stop = bytes
                    .iter()
                    .skip(colon)
                    .position(|byte| b",}]".contains(byte))
                    .map_or(colon, |found| colon + found);
                let word = WORDS[dice.below(WORDS.len())];
                bytes.splice(colon.min(bytes.len())..stop.min(bytes.len()), word.bytes());
            }
            5 => {
                let other = pages.values().nth(dice.below(pages.len())).unwrap().2.clone();
                let piece = dice.piece(&other).to_vec();
                bytes.splice(at..at, piece);
            }
            6 => {
                let harm = &hostile()[dice.below(hostile().len())].text;
                bytes.splice(at..at, dice.piece(harm.as_bytes()).to_vec());
            }
            7 => {
                let again = dice.piece(&bytes.clone()).to_vec();
                bytes.splice(at..at, again);
            }
            _ => {
                let other = pages.values().nth(dice.below(pages.len())).unwrap().2.clone();
                bytes = other.to_vec();
            }
        }
    }
    bytes
}

for_every_system!(spoiled_answers_end_nothing);

/// The other API of «Сетевой город».
#[tokio::test]
async fn spoiled_answers_of_the_mobile_api_end_nothing() {
    let values = &[("host", "sgo.example.ru"), ("client_id", "c-1"), ("client_secret", "s-1")];
    spoiled_answers_end_nothing(System { values, ..systems::NETSCHOOL }).await;
}

async fn spoiled_answers_end_nothing(system: System) {
    let word = system.word;
    let (family, pages) = recorded(system).await;
    let seed = variable("PEREMENA_FUZZ_SEED", 0x2026);
    let until = Instant::now() + Duration::from_secs(variable("PEREMENA_FUZZ_SECONDS", 3));
    let (mut dice, mut rounds, mut answers) = (Dice(seed), 0_u64, 0);
    while rounds == 0 || Instant::now() < until {
        rounds += 1;
        let chosen = pages.keys().nth(dice.below(pages.len())).unwrap().clone();
        let bytes = Bytes::from(spoiled(&pages[&chosen].2, &pages, &mut dice));
        let began = Instant::now();
        let seen = look(&family, with_one_page(&pages, &chosen, bytes.clone())).await;
        let whose = || format!("seed {seed}, round {rounds}, {chosen}: {:?}", String::from_utf8_lossy(&bytes));
        answers += seen.unwrap_or_else(|seen| panic!("{seen}; {}", whose()));
        let took = began.elapsed();
        assert!(took < LONGEST, "a look takes less than {LONGEST:?}, whatever comes: {took:?}; {}", whose());
    }
    println!("{word}: {rounds} spoiled answers of {} pages, {answers} looks were answered all the same", pages.len());
    assert!(answers > 0);
}
