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

/// What a tool of ours may be built of beside these, which is given to nobody: libFuzzer's own, as LLVM had it.
const ALLOWED_IN_TOOLS: &[&str] = &["NCSA"];

/// Whether the expression can be met by allowed licences alone. `/` is the old way to write OR.
pub(super) fn is_allowed(expression: &str) -> bool {
    is_met(expression, &|name| ALLOWED.contains(&name))
}

/// The same, for what is built into a tool and not into the app.
pub(super) fn is_allowed_in_tools(expression: &str) -> bool {
    is_met(expression, &|name| ALLOWED.contains(&name) || ALLOWED_IN_TOOLS.contains(&name))
}

fn is_met(expression: &str, may: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    !words.is_empty() && any(&mut rest, may) && rest.is_empty()
}

/// `a OR b`; OR binds less than AND.
fn any(words: &mut &[&str], may: &dyn Fn(&str) -> bool) -> bool {
    let mut met = all(words, may);
    while let Some((&"OR", rest)) = words.split_first() {
        *words = rest;
        // Read in any case: what stands behind must be an expression too.
        let other = all(words, may);
        met |= other;
    }
    met
}

fn all(words: &mut &[&str], may: &dyn Fn(&str) -> bool) -> bool {
    let mut met = one(words, may);
    while let Some((&"AND", rest)) = words.split_first() {
        *words = rest;
        let other = one(words, may);
        met &= other;
    }
    met
}

fn one(words: &mut &[&str], may: &dyn Fn(&str) -> bool) -> bool {
    let Some((first, rest)) = words.split_first() else { return false };
    *words = rest;
    if *first == "(" {
        let met = any(words, may);
        let closed = words.first() == Some(&")");
        *words = words.get(1..).unwrap_or_default();
        return met && closed;
    }
    if let Some((&"WITH", rest)) = words.split_first() {
        // An exception takes a duty away; the licence itself must do.
        *words = rest.get(1..).unwrap_or_default();
    }
    may(first)
}

#[cfg(test)]
mod tests {
    use super::{is_allowed, is_allowed_in_tools};

    #[test]
    fn a_tool_may_be_built_of_more_than_the_app() {
        let libfuzzer = "(MIT OR Apache-2.0) AND NCSA";
        assert!(is_allowed_in_tools(libfuzzer) && is_allowed_in_tools("MIT"));
        assert!(!is_allowed(libfuzzer) && !is_allowed_in_tools("MIT AND GPL-3.0-only"));
    }

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
