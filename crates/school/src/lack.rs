//! What a system does not give a family, and why: said in the app rather than left as an empty page.
//!
//! *That* something is lacking follows from what the system and the account declare ([`Capabilities`](crate::Capabilities),
//! [`SchoolSystem::kinds_with`]), so it cannot differ from what is asked for. *Why* is said by the system itself
//! ([`SchoolSystem::why`]).

use peremena_model::{Kind, KindSet};

use crate::SchoolSystem;

macro_rules! matters {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// Something that a family may look for. The eleven kinds that must reach it are among them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Matter {
            $($(#[$doc])* $name,)*
        }

        impl Matter {
            /// All of them, in the order in which they are told.
            pub const ALL: &'static [Matter] = &[$(Matter::$name,)*];

            /// The word for it in the files of words.
            pub fn word(self) -> &'static str {
                match self {
                    $(Matter::$name => $word,)*
                }
            }
        }
    };
}

matters! {
    /// Who is taught.
    Student = "student",
    /// Lessons of the timetable.
    Lesson = "lesson",
    /// Homework.
    Homework = "homework",
    /// Current marks.
    Mark = "mark",
    /// Marks of terms and of the year.
    TermMark = "term-mark",
    /// Averages of the school's own.
    Average = "average",
    /// Weekly statistics by subject, of the school's own.
    Weekly = "weekly",
    /// Absences and lateness.
    Absence = "absence",
    /// Remarks of teachers.
    Remark = "remark",
    /// Planned tests.
    Test = "test",
    /// School events.
    Event = "event",
    /// Announcements.
    Announcement = "announcement",
    /// The system's own mail.
    Message = "message",
    /// Writing in it.
    Writing = "writing",
    /// Passings of the school's door.
    Visit = "visit",
    /// The parts of the school year.
    Term = "term",
    /// Holidays as a list.
    Holiday = "holiday",
    /// School, class and teachers.
    School = "school",
    /// The school's address.
    Address = "address",
    /// Its telephone.
    Phone = "phone",
    /// The class teacher.
    ClassTeacher = "class-teacher",
    /// Parents.
    Guardian = "guardian",
    /// Ticks on homework, at the school.
    Tick = "tick",
    /// What stands in files.
    File = "file",
}

impl Matter {
    /// The one that items of this kind are of.
    pub fn of(kind: Kind) -> Matter {
        match kind {
            Kind::Lesson => Matter::Lesson,
            Kind::Mark => Matter::Mark,
            Kind::TermMark => Matter::TermMark,
            Kind::Homework => Matter::Homework,
            Kind::Absence => Matter::Absence,
            Kind::Remark => Matter::Remark,
            Kind::Test => Matter::Test,
            Kind::Event => Matter::Event,
            Kind::Announcement => Matter::Announcement,
            Kind::Message => Matter::Message,
            Kind::Visit => Matter::Visit,
            Kind::Term => Matter::Term,
            Kind::Holiday => Matter::Holiday,
            Kind::Average => Matter::Average,
            Kind::SchoolInfo => Matter::School,
        }
    }
}

/// Why something is not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// No request for it is known of anybody.
    NoCall,
    /// It is there, but in which shape it comes nobody has published.
    NoShape,
    /// It wants a key that the vendor gives to its own programs only.
    VendorKey,
    /// It is kept apart, with a protocol and a password of its own.
    Apart,
    /// Another way of signing in gives it, this one does not.
    OtherWay,
    /// The system has none; the app reckons its own.
    Reckoned,
    /// It is named by an address, which a browser opens.
    ByLink,
    /// Not every token opens it: it may come, or not.
    NotEvery,
    /// It was asked for, and is closed to this account.
    Refused,
}

impl Why {
    /// All of them.
    pub const ALL: &'static [Why] = &[
        Why::NoCall,
        Why::NoShape,
        Why::VendorKey,
        Why::Apart,
        Why::OtherWay,
        Why::Reckoned,
        Why::ByLink,
        Why::NotEvery,
        Why::Refused,
    ];

    /// The word for it in the files of words.
    pub fn word(self) -> &'static str {
        match self {
            Why::NoCall => "no-call",
            Why::NoShape => "no-shape",
            Why::VendorKey => "vendor-key",
            Why::Apart => "apart",
            Why::OtherWay => "other-way",
            Why::Reckoned => "reckoned",
            Why::ByLink => "by-link",
            Why::NotEvery => "not-every",
            Why::Refused => "refused",
        }
    }

    /// Whether it may come all the same.
    pub fn is_maybe(self) -> bool {
        self == Why::NotEvery
    }
}

/// Something that an account is not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lack {
    /// What.
    pub matter: Matter,
    /// Why.
    pub why: Why,
}

/// What an account of `system` that is given `kinds` lacks, in the order of [`Matter::ALL`].
pub fn lacks(system: &dyn SchoolSystem, kinds: KindSet) -> Vec<Lack> {
    let can = system.capabilities();
    let of_school = kinds.has(Kind::SchoolInfo);
    let lack = |&matter: &Matter| {
        let of_kind = |kind: Kind| (can.kinds.has(kind), kinds.has(kind));
        let same = |given: bool| (given, given);
        // Whether the system gives it, and whether this account is given it.
        let (system_gives, given) = match matter {
            // Who is taught is told by whoever lets a family in.
            Matter::Student => same(true),
            // No system tells its own in a request or two; the app reckons weeks from marks.
            Matter::Weekly => same(false),
            Matter::Lesson => of_kind(Kind::Lesson),
            Matter::Homework => of_kind(Kind::Homework),
            Matter::Mark => of_kind(Kind::Mark),
            Matter::TermMark => of_kind(Kind::TermMark),
            Matter::Average => of_kind(Kind::Average),
            Matter::Absence => of_kind(Kind::Absence),
            Matter::Remark => of_kind(Kind::Remark),
            Matter::Test => of_kind(Kind::Test),
            Matter::Event => of_kind(Kind::Event),
            Matter::Announcement => of_kind(Kind::Announcement),
            Matter::Message => of_kind(Kind::Message),
            Matter::Visit => of_kind(Kind::Visit),
            Matter::Term => of_kind(Kind::Term),
            Matter::Holiday => of_kind(Kind::Holiday),
            Matter::School => of_kind(Kind::SchoolInfo),
            Matter::Address => same(of_school && can.school.address),
            Matter::Phone => same(of_school && can.school.phone),
            Matter::ClassTeacher => same(of_school && can.school.class_teacher),
            Matter::Guardian => same(of_school && can.school.guardians),
            Matter::Writing => same(can.write_messages),
            Matter::Tick => same(can.homework_done),
            Matter::File => same(can.files),
        };
        let why = match (system_gives, given) {
            (true, true) if system.may_refuse(matter) => Why::NotEvery,
            (_, true) => return None,
            (true, false) => Why::OtherWay,
            (false, false) if matter == Matter::Weekly => Why::Reckoned,
            (false, false) => system.why(matter),
        };
        Some(Lack { matter, why })
    };
    Matter::ALL.iter().filter_map(lack).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::registry;

    fn of(word: &str) -> BTreeMap<Matter, Why> {
        let system = registry::system(word).unwrap();
        lacks(system, system.capabilities().kinds).into_iter().map(|lack| (lack.matter, lack.why)).collect()
    }

    #[test]
    fn what_is_declared_is_not_lacking_and_the_rest_is() {
        for system in registry::systems() {
            let (word, can) = (system.word(), system.capabilities());
            let lacking = of(word);
            for &kind in Kind::ALL {
                let matter = Matter::of(kind);
                match (can.kinds.has(kind), lacking.get(&matter)) {
                    (true, Some(why)) => assert!(why.is_maybe(), "{word} declares {matter:?}, and lacks it: {why:?}"),
                    (false, None) => panic!("{word} does not declare {matter:?}, and does not say that it lacks it"),
                    (false, Some(why)) => assert!(!why.is_maybe(), "{word}: {matter:?}"),
                    (true, None) => {}
                }
            }
            for (matter, given) in
                [(Matter::Tick, can.homework_done), (Matter::Writing, can.write_messages), (Matter::File, can.files)]
            {
                assert_eq!(lacking.contains_key(&matter), !given, "{word}: {matter:?}");
            }
            assert!(!lacking.values().any(|why| matches!(why, Why::OtherWay | Why::Refused)), "{word}, with all ways");
            assert!(!lacking.contains_key(&Matter::Student) && !lacking.contains_key(&Matter::Mark), "{word}");
        }
    }

    /// As the pages in docs/systems say it.
    #[test]
    fn each_says_its_own_reason() {
        let reasons = [
            ("mesh", Matter::Announcement, Why::VendorKey),
            ("mesh", Matter::Message, Why::NoCall),
            ("mesh", Matter::File, Why::ByLink),
            ("my-school", Matter::Visit, Why::NoCall),
            ("dnevnik-ru", Matter::Message, Why::Apart),
            ("dnevnik-ru", Matter::Writing, Why::Apart),
            ("dnevnik-ru", Matter::Announcement, Why::NotEvery),
            ("dnevnik-ru", Matter::Event, Why::NoCall),
            ("eljur", Matter::Test, Why::NoShape),
            ("eljur", Matter::File, Why::ByLink),
            ("petersburg", Matter::Announcement, Why::NoShape),
            ("petersburg", Matter::Average, Why::Reckoned),
            ("netschool", Matter::ClassTeacher, Why::NoCall),
            ("netschool", Matter::Weekly, Why::Reckoned),
        ];
        for (word, matter, why) in reasons {
            assert_eq!(of(word).get(&matter), Some(&why), "{word}: {matter:?}");
        }
        assert!(!of("mesh").contains_key(&Matter::Visit));
    }

    /// An account that is given fewer kinds than its system has is told that another way of signing in gives them.
    #[test]
    fn what_another_way_gives_is_called_so() {
        for system in registry::systems() {
            let all = system.capabilities().kinds;
            for gone in all.iter() {
                let less: KindSet = all.iter().filter(|&kind| kind != gone).collect();
                let lacking = lacks(*system, less);
                let why = lacking.iter().find(|lack| lack.matter == Matter::of(gone)).map(|lack| lack.why);
                assert_eq!(why, Some(Why::OtherWay), "{}: {gone:?}", system.word());
            }
        }
    }

    #[test]
    fn words_are_each_ones_own() {
        assert_eq!(Matter::ALL.iter().map(|it| it.word()).collect::<BTreeSet<_>>().len(), Matter::ALL.len());
        assert_eq!(Why::ALL.iter().map(|it| it.word()).collect::<BTreeSet<_>>().len(), Why::ALL.len());
    }
}
