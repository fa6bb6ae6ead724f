//! Who is who: users, children, classes, schools.

use std::marker::PhantomData;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

use crate::lenient::{Element, Flag, Id, Int, List, Maybe, OneOrMany, Text, elements};

elements!(EduGroup, School, Person, Relative, GroupTeacher, Named);

/// `users/me/context` (§4).
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Context<'a> {
    pub(crate) user_id: Id,
    pub(crate) person_id: Id,
    #[serde(borrow)]
    pub(crate) roles: List<Text<'a>>,
    #[serde(borrow)]
    pub(crate) children: List<Child<'a>>,
    #[serde(borrow)]
    pub(crate) schools: List<School<'a>>,
    #[serde(borrow)]
    pub(crate) edu_groups: List<EduGroup<'a>>,
    #[serde(borrow)]
    pub(crate) first_name: Text<'a>,
    #[serde(borrow)]
    pub(crate) last_name: Text<'a>,
    #[serde(borrow)]
    pub(crate) middle_name: Text<'a>,
    #[serde(borrow)]
    pub(crate) short_name: Text<'a>,
    pub(crate) school_ids: List<Id>,
    pub(crate) group_ids: List<Id>,
}

/// A child: an object, or only the id as a number or text (§4).
#[derive(Debug)]
pub(crate) enum Child<'a> {
    /// In full.
    Whole(Box<Person<'a>>),
    /// Only who.
    Id(i64),
}

impl<'de: 'a, 'a> Element<'de> for Child<'a> {
    fn element<A: SeqAccess<'de>>(seq: &mut A) -> Result<Option<Option<Self>>, A::Error> {
        Ok(seq.next_element::<MaybeChild<'a>>()?.map(|child| child.0))
    }
}

struct MaybeChild<'a>(Option<Child<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for MaybeChild<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read<'a>(PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for Read<'a> {
            type Value = MaybeChild<'a>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a child")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let person = Person::deserialize(MapAccessDeserializer::new(map))?;
                Ok(MaybeChild(Some(Child::Whole(Box::new(person)))))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                while seq.next_element::<serde::de::IgnoredAny>()?.is_some() {}
                Ok(MaybeChild(None))
            }
            fn visit_i64<E>(self, id: i64) -> Result<Self::Value, E> {
                Ok(MaybeChild((id != 0).then_some(Child::Id(id))))
            }
            fn visit_u64<E>(self, id: u64) -> Result<Self::Value, E> {
                Ok(MaybeChild(i64::try_from(id).ok().filter(|id| *id != 0).map(Child::Id)))
            }
            fn visit_str<E>(self, id: &str) -> Result<Self::Value, E> {
                Ok(MaybeChild(id.trim().parse().ok().filter(|id| *id != 0).map(Child::Id)))
            }
            fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
                Ok(MaybeChild(None))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(MaybeChild(None))
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(MaybeChild(None))
            }
        }
        deserializer.deserialize_any(Read(PhantomData))
    }
}

/// A person wherever one stands: `personId` in the context, `id` elsewhere. **Not** the user id.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Person<'a> {
    pub(crate) id: Id,
    pub(crate) person_id: Id,
    #[serde(borrow)]
    pub(crate) first_name: Text<'a>,
    #[serde(borrow)]
    pub(crate) last_name: Text<'a>,
    #[serde(borrow)]
    pub(crate) middle_name: Text<'a>,
    #[serde(borrow)]
    pub(crate) short_name: Text<'a>,
    pub(crate) school_ids: List<Id>,
    pub(crate) group_ids: List<Id>,
}

/// A class or a subgroup.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct EduGroup<'a> {
    pub(crate) id: Id,
    pub(crate) parent_ids: List<Id>,
    #[serde(rename = "type", borrow)]
    pub(crate) kind: Text<'a>,
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
    #[serde(borrow)]
    pub(crate) status: Text<'a>,
    #[serde(rename = "studyyear")]
    pub(crate) study_year: Int,
}

/// `schools/{s}`, and in the context (§13).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct School<'a> {
    pub(crate) id: Id,
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
    #[serde(rename = "fullName", borrow)]
    pub(crate) full_name: Text<'a>,
    #[serde(borrow)]
    pub(crate) city: Text<'a>,
    /// Hours from UTC.
    #[serde(rename = "timeZone")]
    pub(crate) time_zone: Int,
    pub(crate) uses_weighted_avg: Flag,
    #[serde(rename = "groupIds")]
    pub(crate) group_ids: List<Id>,
}

/// `schools/{s}/parameters` (§13).
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SchoolParameters<'a> {
    #[serde(borrow)]
    pub(crate) full_name: Text<'a>,
    #[serde(borrow)]
    pub(crate) address: OneOrMany<Address<'a>, Text<'a>>,
    #[serde(borrow)]
    pub(crate) website: Text<'a>,
    #[serde(borrow)]
    pub(crate) email: Text<'a>,
    #[serde(borrow)]
    pub(crate) school_phone: Text<'a>,
    #[serde(borrow)]
    pub(crate) director_full_name: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Address<'a> {
    #[serde(borrow)]
    pub(crate) address: Text<'a>,
}

/// `edu-groups/{g}/teachers`; also in PascalCase, as `schools/{s}/teachers` has it (§6.3). The shape of
/// `subjects` is not known: a list of objects, of texts, or one text.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct GroupTeacher<'a> {
    #[serde(borrow)]
    pub(crate) person: Maybe<Person<'a>>,
    #[serde(alias = "FirstName", borrow)]
    pub(crate) first_name: Text<'a>,
    #[serde(alias = "LastName", borrow)]
    pub(crate) last_name: Text<'a>,
    #[serde(alias = "MiddleName", borrow)]
    pub(crate) middle_name: Text<'a>,
    #[serde(alias = "ShortName", borrow)]
    pub(crate) short_name: Text<'a>,
    #[serde(alias = "Subjects", borrow)]
    pub(crate) subjects: Names<'a>,
}

/// Names, however they are listed.
#[derive(Debug, Default)]
pub(crate) struct Names<'a>(pub(crate) Vec<Text<'a>>);

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Named<'a> {
    #[serde(alias = "Name", borrow)]
    pub(crate) name: Text<'a>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Names<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Shape<'a> {
            Objects(#[serde(borrow)] Vec<Named<'a>>),
            Texts(#[serde(borrow)] Vec<Text<'a>>),
            Text(#[serde(borrow)] Text<'a>),
        }
        Ok(Names(match Shape::deserialize(deserializer)? {
            Shape::Objects(objects) => objects.into_iter().map(|object| object.name).collect(),
            Shape::Texts(texts) => texts,
            Shape::Text(text) => vec![text],
        }))
    }
}

/// `users/me/relatives`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Relative<'a> {
    #[serde(rename = "type", borrow)]
    pub(crate) kind: Text<'a>,
    #[serde(borrow)]
    pub(crate) person: Maybe<Person<'a>>,
}
