//! Leaves and lists.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

/// Writes `visit_*` methods that read past a value of an unwanted type and give the empty value.
macro_rules! otherwise_empty {
    (seq) => {
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            Ok(Default::default())
        }
    };
    (map) => {
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(Default::default())
        }
    };
    (unit) => {
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Default::default())
        }
    };
    (bool) => {
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok(Default::default())
        }
    };
    (numbers) => {
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok(Default::default())
        }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok(Default::default())
        }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok(Default::default())
        }
    };
    (str) => {
        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok(Default::default())
        }
    };
    ($($what:ident),+) => { $(otherwise_empty!($what);)+ };
}

/// A string; a number or a truth value reads as its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Text<'a>(Option<Cow<'a, str>>);

impl<'a> Text<'a> {
    /// The text without spaces around it; none where nothing else is in it.
    pub(crate) fn get(&self) -> Option<&str> {
        self.0.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }

    /// As [`Text::get`], owned.
    pub(crate) fn owned(&self) -> Option<String> {
        self.get().map(str::to_owned)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read<'a>(PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for Read<'a> {
            type Value = Text<'a>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Some(Cow::Borrowed(text))))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Some(Cow::Owned(text.to_owned()))))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Text(Some(Cow::Owned(number.to_string()))))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Text(Some(Cow::Owned(number.to_string()))))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
                Ok(Text(Some(Cow::Owned(number.to_string()))))
            }
            otherwise_empty!(bool, unit, seq, map);
        }
        deserializer.deserialize_any(Read(PhantomData))
    }
}

/// Declares a leaf that is read from numbers and from their text.
macro_rules! number {
    ($(#[$doc:meta])* $name:ident($inner:ty), |$i:ident| $from_i:expr, |$u:ident| $from_u:expr, |$f:ident| $from_f:expr, |$s:ident| $from_s:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq)]
        pub(crate) struct $name(pub(crate) Option<$inner>);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Read;
                impl<'de> Visitor<'de> for Read {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("a number")
                    }
                    fn visit_i64<E>(self, $i: i64) -> Result<Self::Value, E> {
                        Ok($name($from_i))
                    }
                    fn visit_u64<E>(self, $u: u64) -> Result<Self::Value, E> {
                        Ok($name($from_u))
                    }
                    fn visit_f64<E>(self, $f: f64) -> Result<Self::Value, E> {
                        Ok($name($from_f))
                    }
                    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                        let $s = text.trim();
                        Ok($name($from_s))
                    }
                    otherwise_empty!(bool, unit, seq, map);
                }
                deserializer.deserialize_any(Read)
            }
        }
    };
}

/// f64 holds whole numbers exactly up to here; an id beyond it that came as a float is another's id.
const EXACT: f64 = 9_007_199_254_740_992.0;

fn whole(number: f64) -> Option<i64> {
    // In range, so the cast is exact.
    (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i64)
}

fn decimal(text: &str) -> Option<f64> {
    let number: f64 = if text.contains(',') { text.replace(',', ".").parse() } else { text.parse() }.ok()?;
    number.is_finite().then_some(number)
}

number! {
    /// A 64-bit id, as a number or as text. Zero stands for "none".
    Id(i64),
    |i| Some(i).filter(|id| *id != 0),
    |u| i64::try_from(u).ok().filter(|id| *id != 0),
    |f| whole(f).filter(|id| *id != 0),
    |s| s.parse().ok().filter(|id| *id != 0)
}

number! {
    /// A small whole number, as a number or as text.
    Int(i32),
    |i| i32::try_from(i).ok(),
    |u| i32::try_from(u).ok(),
    |f| whole(f).and_then(|i| i32::try_from(i).ok()),
    |s| s.parse().ok()
}

number! {
    /// A decimal number, as a number or as text with a comma or a point.
    Num(f64),
    |i| Some(i as f64),
    |u| Some(u as f64),
    |f| Some(f).filter(|f| f.is_finite()),
    |s| decimal(s)
}

/// A truth value; also "true", "False", 1 and 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Flag(pub(crate) Option<bool>);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Flag;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true or false")
            }
            fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
                Ok(Flag(Some(flag)))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Flag(Some(number != 0)))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Flag(Some(number != 0)))
            }
            fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
                Ok(Flag(None))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Flag(match text.trim() {
                    text if text.eq_ignore_ascii_case("true") => Some(true),
                    text if text.eq_ignore_ascii_case("false") => Some(false),
                    _ => None,
                }))
            }
            otherwise_empty!(unit, seq, map);
        }
        deserializer.deserialize_any(Read)
    }
}

/// An object; none where another type stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Maybe<T>(pub(crate) Option<T>);

impl<T> Default for Maybe<T> {
    fn default() -> Self {
        Maybe(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Read<T> {
            type Value = Maybe<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(|object| Maybe(Some(object)))
            }
            otherwise_empty!(bool, numbers, str, unit, seq);
        }
        deserializer.deserialize_any(Read(PhantomData))
    }
}

/// What an element of a list is made of: an object, or a leaf such as [`Id`].
pub(crate) trait Element<'de>: Sized {
    /// Reads one element; none where it is not one.
    fn element<A: SeqAccess<'de>>(seq: &mut A) -> Result<Option<Option<Self>>, A::Error>;
}

impl<'de> Element<'de> for Id {
    fn element<A: SeqAccess<'de>>(seq: &mut A) -> Result<Option<Option<Self>>, A::Error> {
        Ok(seq.next_element::<Id>()?.map(|id| id.0.is_some().then_some(id)))
    }
}

impl<'de: 'a, 'a> Element<'de> for Text<'a> {
    fn element<A: SeqAccess<'de>>(seq: &mut A) -> Result<Option<Option<Self>>, A::Error> {
        Ok(seq.next_element::<Text<'a>>()?.map(|text| text.get().is_some().then_some(text)))
    }
}

/// Lets a wire object stand in a [`List`].
macro_rules! elements {
    ($($shape:ident),+ $(,)?) => {
        $(impl<'de: 'a, 'a> $crate::lenient::Element<'de> for $shape<'a> {
            fn element<A: serde::de::SeqAccess<'de>>(seq: &mut A) -> Result<Option<Option<Self>>, A::Error> {
                Ok(seq.next_element::<$crate::lenient::Maybe<Self>>()?.map(|object| object.0))
            }
        })+
    };
}
pub(crate) use elements;

/// So many elements of a list, or of a map, are read: the pupils of a school, or the schools of a region, are fewer. What is
/// behind them is counted as what cannot be read. Much of what is made of lists looks through them for each of their own
/// elements, and an answer may be of 16 MiB.
pub(crate) const MOST_ELEMENTS: usize = 20_000;

/// A list. What is no element of its kind is left out and counted; null and a missing list are empty.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct List<T> {
    /// What could be read, in the order of the answer.
    pub(crate) items: Vec<T>,
    /// How much could not.
    pub(crate) skipped: u32,
    /// Whether there was a list at all.
    pub(crate) given: bool,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        List { items: Vec::new(), skipped: 0, given: false }
    }
}

impl<'de, T: Element<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read<T>(PhantomData<T>);
        impl<'de, T: Element<'de>> Visitor<'de> for Read<T> {
            type Value = List<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut list = List { given: true, ..List::default() };
                while let Some(element) = T::element(&mut seq)? {
                    match element {
                        Some(element) => list.items.push(element),
                        None => list.skipped += 1,
                    }
                    if list.items.len() == MOST_ELEMENTS {
                        while seq.next_element::<IgnoredAny>()?.is_some() {
                            list.skipped = list.skipped.saturating_add(1);
                        }
                        break;
                    }
                }
                Ok(list)
            }
            otherwise_empty!(bool, numbers, str, unit, map);
        }
        deserializer.deserialize_any(Read(PhantomData))
    }
}

/// An answer that some servers wrap and some do not: an object, or the bare list inside it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum OneOrMany<O, T> {
    /// The object.
    One(O),
    /// The list.
    Many(List<T>),
    /// Neither.
    #[default]
    Neither,
}

impl<'de, O: Deserialize<'de>, T: Element<'de>> Deserialize<'de> for OneOrMany<O, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read<O, T>(PhantomData<(O, T)>);
        impl<'de, O: Deserialize<'de>, T: Element<'de>> Visitor<'de> for Read<O, T> {
            type Value = OneOrMany<O, T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object or a list")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                O::deserialize(MapAccessDeserializer::new(map)).map(OneOrMany::One)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
                List::deserialize(serde::de::value::SeqAccessDeserializer::new(seq)).map(OneOrMany::Many)
            }
            otherwise_empty!(bool, numbers, str, unit);
        }
        deserializer.deserialize_any(Read(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_without_end_is_read_in_part_and_says_so() {
        let list = |count: usize| {
            let text = format!("[{}]", vec!["1"; count].join(","));
            let list: List<Id> = serde_json::from_str(&text).unwrap();
            (list.items.len(), list.skipped)
        };
        assert_eq!(list(MOST_ELEMENTS), (MOST_ELEMENTS, 0));
        assert_eq!(list(MOST_ELEMENTS + 3), (MOST_ELEMENTS, 3));
    }
}
