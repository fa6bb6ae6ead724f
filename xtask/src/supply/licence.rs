//! Whether a licence, as SPDX writes it, lets the app be given away under MPL-2.0.

/// What may be built in. Each of them asks for its text and its name at most, or (MPL) for its own files' source.
pub(super) const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    // Fonts.
    "OFL-1.1",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Whether the expression can be met by allowed licences alone. `/` is the old way to write OR.
pub(super) fn is_allowed(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    !words.is_empty() && any(&mut rest) && rest.is_empty()
}

/// `a OR b`; OR binds less than AND.
fn any(words: &mut &[&str]) -> bool {
    let mut met = all(words);
    while let Some((&"OR", rest)) = words.split_first() {
        *words = rest;
        // Read in any case: what stands behind must be an expression too.
        let other = all(words);
        met |= other;
    }
    met
}

fn all(words: &mut &[&str]) -> bool {
    let mut met = one(words);
    while let Some((&"AND", rest)) = words.split_first() {
        *words = rest;
        let other = one(words);
        met &= other;
    }
    met
}

fn one(words: &mut &[&str]) -> bool {
    let Some((first, rest)) = words.split_first() else { return false };
    *words = rest;
    if *first == "(" {
        let met = any(words);
        let closed = words.first() == Some(&")");
        *words = words.get(1..).unwrap_or_default();
        return met && closed;
    }
    if let Some((&"WITH", rest)) = words.split_first() {
        // An exception takes a duty away; the licence itself must do.
        *words = rest.get(1..).unwrap_or_default();
    }
    ALLOWED.contains(first)
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn an_expression_is_met_or_not() {
        for met in [
            "MIT",
            "MIT OR GPL-3.0-only",
            "GPL-3.0-only OR MIT",
            "(Apache-2.0 OR MIT) AND BSD-3-Clause",
            "Apache-2.0 WITH LLVM-exception",
            "MIT/Apache-2.0",
            "MIT AND (GPL-2.0-only OR ISC)",
        ] {
            assert!(is_allowed(met), "{met}");
        }
        for unmet in [
            "",
            "GPL-3.0-only",
            "MIT AND GPL-3.0-only",
            "(MIT OR ISC) AND AGPL-3.0-only",
            "MIT AND",
            "(MIT",
            "MIT ISC",
            "LicenseRef-own",
            "SSPL-1.0 OR BUSL-1.1",
        ] {
            assert!(!is_allowed(unmet), "{unmet}");
        }
    }
}
