//! A map that PHP wrote.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};

use crate::lenient::{MOST_ELEMENTS, Maybe};

/// Objects by key, or a list of them: a map whose keys are 0, 1, 2… arrives as a list, and so does an empty one (§2).
/// What is no object is left out and counted.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::eljur) struct Keyed<T> {
    /// In the order of the answer, each with its key, where it came with one.
    pub(in crate::eljur) entries: Vec<(Option<String>, T)>,
    /// How much could not be read.
    pub(in crate::eljur) skipped: u32,
    /// Whether there was a map or a list at all.
    pub(in crate::eljur) given: bool,
}

impl<T> Default for Keyed<T> {
    fn default() -> Self {
        Keyed { entries: Vec::new(), skipped: 0, given: false }
    }
}

impl<T> Keyed<T> {
    pub(in crate::eljur) fn values(&self) -> impl Iterator<Item = &T> {
        self.entries.iter().map(|(_, value)| value)
    }

    fn put(&mut self, key: Option<String>, value: Maybe<T>) {
        match value.0 {
            Some(value) if self.entries.len() < MOST_ELEMENTS => self.entries.push((key, value)),
            _ => self.skipped = self.skipped.saturating_add(1),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Keyed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Read<T> {
            type Value = Keyed<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map or a list")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut keyed = Keyed { given: true, ..Keyed::default() };
                while let Some((key, value)) = map.next_entry::<String, Maybe<T>>()? {
                    keyed.put(Some(key), value);
                }
                Ok(keyed)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut keyed = Keyed { given: true, ..Keyed::default() };
                while let Some(value) = seq.next_element::<Maybe<T>>()? {
                    keyed.put(None, value);
                }
                Ok(keyed)
            }
            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(Keyed::default())
            }
            fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
                Ok(Keyed::default())
            }
            fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
                Ok(Keyed::default())
            }
            fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
                Ok(Keyed::default())
            }
            fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
                Ok(Keyed::default())
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Keyed::default())
            }
        }
        deserializer.deserialize_any(Read(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lenient::Text;

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Named<'a> {
        #[serde(borrow)]
        name: Text<'a>,
    }

    fn read(text: &str) -> (Vec<(Option<String>, String)>, u32, bool) {
        let keyed: Keyed<Named<'_>> = serde_json::from_str(text).unwrap();
        let told = |(key, named): &(Option<String>, Named<'_>)| (key.clone(), named.name.owned().unwrap_or_default());
        (keyed.entries.iter().map(told).collect(), keyed.skipped, keyed.given)
    }

    #[test]
    fn a_map_and_a_list_are_both_read() {
        let (one, other) = ((Some("1".into()), "a".into()), (Some("2".into()), "b".into()));
        assert_eq!(read(r#"{"1":{"name":"a"},"2":{"name":"b"}}"#), (vec![one, other], 0, true));
        assert_eq!(read(r#"[{"name":"a"},7]"#), (vec![(None, "a".into())], 1, true));
        assert_eq!(read("[]"), (vec![], 0, true));
        let many = format!("[{}]", vec![r#"{"name":"a"}"#; MOST_ELEMENTS + 3].join(","));
        let (entries, skipped, given) = read(&many);
        assert_eq!((entries.len(), skipped, given), (MOST_ELEMENTS, 3, true));
        for nothing in ["null", "\"\"", "7", "-1", "1.5", "true"] {
            assert_eq!(read(nothing), (vec![], 0, false), "{nothing}");
        }
    }
}
