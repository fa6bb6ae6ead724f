//! Reading an answer, mended where its text is broken in places.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// Signs that are no UTF-8, of which an answer may hold so many before it is one in another charset: a few are
/// somebody's text that was cut in the middle of a letter. In another charset every text would be another one.
const ODD_SIGNS: usize = 8;

/// So many brackets stand within each other at most: real answers have ten. What is deeper is taken for broken, as each
/// level is read again for the next, on the stack.
const DEEPEST: usize = 32;

/// Reads `body` as `T`; the number says how many values were broken as text and had to be left out.
///
/// `mended` is room for the mended text, from which `T` then borrows; pass `&mut None`.
///
/// # Errors
/// Where `body` is not a whole JSON text.
pub(crate) fn read<'a, T: Deserialize<'a>>(
    body: &'a [u8],
    mended: &'a mut Option<String>,
) -> Result<(T, u32), serde_json::Error> {
    match serde_json::from_slice::<T>(body) {
        Ok(wire) => Ok((wire, 0)),
        // Cut off: nothing to mend.
        Err(error) if error.is_eof() => Err(error),
        Err(error) => {
            let Some((text, broken)) = mend(body) else { return Err(error) };
            let text: &'a str = mended.insert(text);
            Ok((serde_json::from_str(text)?, broken))
        }
    }
}

/// `body` with `null` in place of every leaf that is broken as text, with each key of an object once
/// (the last of several), and how many leaves were broken; none where `body` is no whole JSON text.
fn mend(body: &[u8]) -> Option<(String, u32)> {
    let odd = body.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    if odd > ODD_SIGNS.max(body.len() / 1000) {
        return None;
    }
    let text = String::from_utf8_lossy(body);
    let raw: &RawValue = serde_json::from_str(&text).ok()?;
    let mut mended = String::with_capacity(text.len());
    let mut broken = 0;
    put(raw, DEEPEST, &mut mended, &mut broken).then_some((mended, broken))
}

/// Mends a value within which brackets are followed for `levels` more. False where they cannot be followed.
fn put(raw: &RawValue, levels: usize, into: &mut String, broken: &mut u32) -> bool {
    let text = raw.get();
    match text.as_bytes().first() {
        Some(b'{' | b'[') if levels == 0 => {
            *broken += 1;
            into.push_str("null");
        }
        Some(b'{') => {
            let Ok(Object(entries)) = serde_json::from_str::<Object<'_>>(text) else { return false };
            into.push('{');
            for (index, (key, value)) in entries.into_iter().enumerate() {
                if index > 0 {
                    into.push(',');
                }
                into.push_str(key);
                into.push(':');
                if !put(value, levels - 1, into, broken) {
                    return false;
                }
            }
            into.push('}');
        }
        Some(b'[') => {
            let Ok(elements) = serde_json::from_str::<Vec<&RawValue>>(text) else { return false };
            into.push('[');
            for (index, element) in elements.into_iter().enumerate() {
                if index > 0 {
                    into.push(',');
                }
                if !put(element, levels - 1, into, broken) {
                    return false;
                }
            }
            into.push(']');
        }
        _ if serde_json::from_str::<serde_json::Value>(text).is_ok() => into.push_str(text),
        _ => {
            *broken += 1;
            into.push_str("null");
        }
    }
    true
}

/// The entries of an object as raw text, by the raw text of their keys.
struct Object<'a>(BTreeMap<&'a str, &'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Object<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = BTreeMap::new();
                while let Some(key) = map.next_key::<&'de RawValue>()? {
                    entries.insert(key.get(), map.next_value::<&'de RawValue>()?);
                }
                Ok(Object(entries))
            }
        }
        deserializer.deserialize_map(Read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_broken_as_text_costs_only_itself() {
        let body = br#"{"a":[1,"\ud800",{"b":1e999,"b":2}],"c":"\u0434"}"#;
        assert!(serde_json::from_slice::<serde_json::Value>(body).is_err());
        let (text, broken) = mend(body).unwrap();
        assert_eq!(text, r#"{"a":[1,null,{"b":2}],"c":"\u0434"}"#);
        assert_eq!(broken, 1);
    }

    #[test]
    fn an_answer_in_another_charset_is_none_and_a_cut_letter_costs_a_letter() {
        let cut = b"{\"text\":\"\xd0\"}";
        let (read, _) =
            read::<BTreeMap<String, String>>(cut, &mut None).map(|(map, n)| (map["text"].clone(), n)).unwrap();
        assert_eq!(read, "\u{fffd}");
        // "Чтение" and more in windows-1251.
        let other = b"{\"text\":\"\xd7\xf2\xe5\xed\xe8\xe5 \xd7\xf2\xe5\xed\xe8\xe5\"}";
        assert!(super::read::<BTreeMap<String, String>>(other, &mut None).is_err());
    }

    /// Brackets are followed on the stack of a thread, and each level is read again for the next.
    #[test]
    fn what_is_too_deep_costs_only_itself() {
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        let body = format!(r#"{{"a":"\ud800","b":[{deep},"c"],"d":[[2]]}}"#);
        let began = std::time::Instant::now();
        let (text, broken) = mend(body.as_bytes()).unwrap();
        assert!(text.starts_with(r#"{"a":null,"b":[["#) && text.ends_with(r#"],"c"],"d":[[2]]}"#), "{}", text.len());
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
        assert_eq!(broken, 2);
        assert!(began.elapsed() < std::time::Duration::from_secs(5), "{:?}", began.elapsed());
    }

    #[test]
    fn half_an_answer_is_no_answer() {
        assert!(mend(br#"{"a":[1,"#).is_none());
        assert!(mend(b"<html>").is_none());
    }
}
