//! What the property tests share.

use proptest::prelude::ProptestConfig;

/// `PROPTEST_CASES` where it is set (`xtask prove` asks for many more), else what a test run can afford.
pub fn cases(affordable: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(affordable), failure_persistence: None, ..ProptestConfig::default() }
}
