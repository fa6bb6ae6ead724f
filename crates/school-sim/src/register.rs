//! The class register: everything the school has written down, and how it is looked up.
//!
//! Nothing in here speaks a protocol. What was written carries the moment it was written, so that the clock alone
//! decides what a family can already see.

use std::collections::BTreeMap;

use time::{Date, OffsetDateTime, Time};

use crate::calendar::{Division, SchoolYear};
use crate::ids::{Ids, Kind};
use crate::mail::{Announcement, Message};
use crate::occasions::Occasions;
use crate::timetable::Scale;

#[derive(Debug, Clone)]
pub(crate) struct SchoolRecord {
    pub(crate) id: i64,
    pub(crate) name: &'static str,
    pub(crate) full_name: &'static str,
    pub(crate) city: &'static str,
    pub(crate) hours_from_utc: i8,
    pub(crate) teachers: Vec<i64>,
}

#[derive(Debug, Clone)]
pub(crate) struct Bells {
    pub(crate) id: i64,
    pub(crate) name: &'static str,
    pub(crate) items: Vec<(u8, Time, Time)>,
}

/// A class, or a subgroup of one (then it has a parent).
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) id: i64,
    pub(crate) school: i64,
    pub(crate) parent: Option<i64>,
    pub(crate) name: String,
    pub(crate) parallel: u8,
    pub(crate) days_a_week: u8,
    pub(crate) division: Division,
    pub(crate) scale: Scale,
    pub(crate) bells: Bells,
    pub(crate) period_group: i64,
    pub(crate) class_teacher: i64,
    pub(crate) members: Vec<i64>,
    pub(crate) subjects: Vec<i64>,
}

#[derive(Debug, Clone)]
pub(crate) struct Subject {
    pub(crate) id: i64,
    pub(crate) school: i64,
    pub(crate) name: &'static str,
    pub(crate) area: &'static str,
}

#[derive(Debug, Clone)]
pub(crate) struct WorkType {
    pub(crate) id: i64,
    pub(crate) school: i64,
    pub(crate) name: &'static str,
    pub(crate) abbreviation: &'static str,
    pub(crate) weight: i64,
    pub(crate) important: bool,
    pub(crate) is_final: bool,
    pub(crate) wire: &'static str,
}

#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: i64,
    pub(crate) user: i64,
    pub(crate) last: &'static str,
    pub(crate) first: &'static str,
    pub(crate) middle: &'static str,
    pub(crate) female: bool,
    pub(crate) birthday: Option<Date>,
}

impl Person {
    /// «Гаджиева С. К.»
    pub(crate) fn short_name(&self) -> String {
        let initial = |name: &str| name.chars().next().map(|letter| format!(" {letter}.")).unwrap_or_default();
        format!("{}{}{}", self.last, initial(self.first), initial(self.middle))
    }
}

/// A family's child: where it learns. `number` is its place among all pupils.
#[derive(Debug, Clone)]
pub(crate) struct Pupil {
    pub(crate) person: i64,
    pub(crate) number: i64,
    pub(crate) school: i64,
    pub(crate) class: i64,
    pub(crate) subgroups: Vec<i64>,
    pub(crate) ability: [u64; 3],
}

impl Pupil {
    pub(crate) fn belongs_to(&self, group: i64) -> bool {
        self.class == group || self.subgroups.contains(&group)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) login: &'static str,
    pub(crate) password: &'static str,
    pub(crate) person: i64,
    /// The pupils it may look at, itself included for a pupil's own account.
    pub(crate) pupils: Vec<i64>,
}

impl Account {
    /// Whether this is a pupil's own account.
    pub(crate) fn is_pupil(&self) -> bool {
        self.pupils.contains(&self.person)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Period {
    pub(crate) id: i64,
    pub(crate) group: i64,
    pub(crate) number: u8,
    pub(crate) name: &'static str,
    pub(crate) start: Date,
    pub(crate) finish: Date,
}

#[derive(Debug, Clone)]
pub(crate) struct Lesson {
    pub(crate) id: i64,
    pub(crate) group: i64,
    pub(crate) school: i64,
    pub(crate) date: Date,
    pub(crate) number: u8,
    pub(crate) subject: i64,
    pub(crate) teacher: i64,
    pub(crate) room: String,
    pub(crate) topic: Option<String>,
    pub(crate) begins: OffsetDateTime,
    pub(crate) ends: OffsetDateTime,
    pub(crate) cancelled: bool,
}

/// Which term a final mark sums up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Summed {
    Term(u8),
    Year,
}

/// Something pupils do or did: homework, a test, or just the answers of one lesson.
#[derive(Debug, Clone)]
pub(crate) struct Work {
    pub(crate) id: i64,
    pub(crate) group: i64,
    pub(crate) lesson: Option<i64>,
    pub(crate) subject: i64,
    pub(crate) work_type: i64,
    pub(crate) homework: bool,
    /// Shown before anybody has a mark for it.
    pub(crate) planned: bool,
    pub(crate) text: Option<String>,
    pub(crate) target: Date,
    pub(crate) set_at: OffsetDateTime,
    pub(crate) removed_at: Option<OffsetDateTime>,
    pub(crate) created_by: i64,
    pub(crate) files: Vec<i64>,
    pub(crate) summed: Option<Summed>,
}

impl Work {
    pub(crate) fn is_known(&self, now: OffsetDateTime) -> bool {
        self.set_at <= now && self.removed_at.is_none_or(|at| at > now)
    }
}

/// A mark with its history. The first version is dated by the grading; later ones correct it.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub(crate) id: i64,
    pub(crate) person: i64,
    pub(crate) work: i64,
    pub(crate) lesson: Option<i64>,
    pub(crate) number: u8,
    pub(crate) set_at: OffsetDateTime,
    pub(crate) versions: Vec<(OffsetDateTime, String)>,
    pub(crate) comment: Option<String>,
    pub(crate) removed_at: Option<OffsetDateTime>,
}

impl Mark {
    /// The value that stands in the register at `now`; none before it is put and after it is removed.
    pub(crate) fn value(&self, now: OffsetDateTime) -> Option<&str> {
        if self.removed_at.is_some_and(|at| at <= now) {
            return None;
        }
        self.versions.iter().rev().find(|(at, _)| *at <= now).map(|(_, value)| value.as_str())
    }
}

/// What the attendance log says of a pupil at a lesson.
#[derive(Debug, Clone)]
pub(crate) struct LogEntry {
    pub(crate) person: i64,
    pub(crate) lesson: i64,
    pub(crate) status: crate::act::Attendance,
    pub(crate) comment: Option<String>,
    pub(crate) at: OffsetDateTime,
}

#[derive(Debug, Clone)]
pub(crate) struct FileRecord {
    pub(crate) id: i64,
    /// The name without its extension.
    pub(crate) name: String,
    /// The extension in capitals: PDF, DOCX, JPG.
    pub(crate) extension: String,
    pub(crate) size: u64,
    pub(crate) uploaded_at: OffsetDateTime,
    pub(crate) owner: i64,
}

/// The register. Maps are ordered, since a map's order would otherwise leak into answers.
#[derive(Debug, Clone)]
pub(crate) struct Register {
    pub(crate) year: SchoolYear,
    pub(crate) ids: Ids,
    pub(crate) schools: BTreeMap<i64, SchoolRecord>,
    pub(crate) groups: BTreeMap<i64, Group>,
    pub(crate) subjects: BTreeMap<i64, Subject>,
    pub(crate) work_types: BTreeMap<i64, WorkType>,
    pub(crate) persons: BTreeMap<i64, Person>,
    pub(crate) pupils: BTreeMap<i64, Pupil>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) periods: BTreeMap<i64, Period>,
    pub(crate) lessons: BTreeMap<i64, Lesson>,
    pub(crate) works: BTreeMap<i64, Work>,
    pub(crate) marks: BTreeMap<i64, Mark>,
    pub(crate) log: BTreeMap<(i64, i64), LogEntry>,
    pub(crate) files: BTreeMap<i64, FileRecord>,
    pub(crate) started_tasks: BTreeMap<i64, String>,
    pub(crate) occasions: Occasions,
    /// Who teaches a subject to a group when nobody stands in.
    pub(crate) usual_teachers: BTreeMap<(i64, i64), i64>,
    pub(crate) announcements: BTreeMap<i64, Announcement>,
    pub(crate) messages: BTreeMap<i64, Message>,
    lessons_of_group: BTreeMap<i64, BTreeMap<Date, Vec<i64>>>,
    works_of_lesson: BTreeMap<i64, Vec<i64>>,
    marks_of_person: BTreeMap<i64, Vec<i64>>,
    marks_of_place: BTreeMap<(i64, i64), Vec<i64>>,
    marks_of_work: BTreeMap<i64, Vec<i64>>,
    final_works: BTreeMap<(i64, i64, Summed), i64>,
}

impl Register {
    pub(crate) fn empty(year: SchoolYear, ids: Ids) -> Self {
        Self {
            year,
            ids,
            schools: BTreeMap::new(),
            groups: BTreeMap::new(),
            subjects: BTreeMap::new(),
            work_types: BTreeMap::new(),
            persons: BTreeMap::new(),
            pupils: BTreeMap::new(),
            accounts: Vec::new(),
            periods: BTreeMap::new(),
            lessons: BTreeMap::new(),
            works: BTreeMap::new(),
            marks: BTreeMap::new(),
            log: BTreeMap::new(),
            files: BTreeMap::new(),
            started_tasks: BTreeMap::new(),
            occasions: Occasions::default(),
            usual_teachers: BTreeMap::new(),
            announcements: BTreeMap::new(),
            messages: BTreeMap::new(),
            lessons_of_group: BTreeMap::new(),
            works_of_lesson: BTreeMap::new(),
            marks_of_person: BTreeMap::new(),
            marks_of_place: BTreeMap::new(),
            marks_of_work: BTreeMap::new(),
            final_works: BTreeMap::new(),
        }
    }

    /// Makes every class so many years younger. Those that did not exist yet go, with their pupils.
    pub(crate) fn make_younger(&mut self, years: u8) {
        self.groups.retain(|_, group| group.parallel > years);
        for group in self.groups.values_mut() {
            let now = group.parallel.to_string();
            group.parallel -= years;
            group.name = group.name.replacen(&now, &group.parallel.to_string(), 1);
        }
        let groups = &self.groups;
        self.pupils.retain(|_, pupil| groups.contains_key(&pupil.class));
    }

    pub(crate) fn add_lesson(&mut self, lesson: Lesson) {
        let day = self.lessons_of_group.entry(lesson.group).or_default().entry(lesson.date).or_default();
        day.push(lesson.id);
        self.lessons.insert(lesson.id, lesson);
    }

    pub(crate) fn add_work(&mut self, work: Work) {
        if let Some(lesson) = work.lesson {
            self.works_of_lesson.entry(lesson).or_default().push(work.id);
        }
        if let Some(summed) = work.summed {
            self.final_works.insert((work.group, work.subject, summed), work.id);
        }
        self.works.insert(work.id, work);
    }

    pub(crate) fn add_mark(&mut self, mark: Mark) {
        self.marks_of_person.entry(mark.person).or_default().push(mark.id);
        self.marks_of_work.entry(mark.work).or_default().push(mark.id);
        if let Some(lesson) = mark.lesson {
            self.marks_of_place.entry((mark.person, lesson)).or_default().push(mark.id);
        }
        self.marks.insert(mark.id, mark);
    }

    /// A file of this name (`Карточка.pdf`), as a teacher attaches it.
    pub(crate) fn add_file(&mut self, file_name: &str, owner: i64, uploaded_at: OffsetDateTime, size: u64) -> i64 {
        let id = self.ids.next(Kind::File);
        let (name, extension) = file_name.rsplit_once('.').unwrap_or((file_name, "PDF"));
        let (name, extension) = (name.to_owned(), extension.to_uppercase());
        self.files.insert(id, FileRecord { id, name, extension, size, uploaded_at, owner });
        id
    }

    /// The lessons of one group (without its subgroups) from `from` to `to`, by date and then as added.
    pub(crate) fn lessons_of_group(&self, group: i64, from: Date, to: Date) -> impl Iterator<Item = &Lesson> {
        let days = self.lessons_of_group.get(&group).filter(|_| from <= to);
        days.into_iter()
            .flat_map(move |days| days.range(from..=to))
            .flat_map(|(_, ids)| ids)
            .filter_map(|id| self.lessons.get(id))
    }

    /// The first day from `date` on that a class has lessons.
    pub(crate) fn next_day_with_lessons(&self, class: i64, date: Date) -> Option<Date> {
        self.lessons_of_group.get(&class)?.range(date..).next().map(|(date, _)| *date)
    }

    /// The lessons of a pupil: the class's and those of the pupil's own subgroups, by date and number.
    pub(crate) fn lessons_of_pupil(&self, pupil: &Pupil, from: Date, to: Date) -> Vec<&Lesson> {
        let mut lessons: Vec<_> = std::iter::once(&pupil.class)
            .chain(&pupil.subgroups)
            .flat_map(|group| self.lessons_of_group(*group, from, to))
            .collect();
        lessons.sort_by_key(|lesson| (lesson.date, lesson.number, lesson.id));
        lessons
    }

    /// The lessons of a class with all its subgroups, by date and number.
    pub(crate) fn lessons_of_class(&self, class: i64, from: Date, to: Date) -> Vec<&Lesson> {
        let mut lessons: Vec<_> = self
            .groups
            .values()
            .filter(|group| group.id == class || group.parent == Some(class))
            .flat_map(|group| self.lessons_of_group(group.id, from, to))
            .collect();
        lessons.sort_by_key(|lesson| (lesson.date, lesson.number, lesson.id));
        lessons
    }

    pub(crate) fn works_of_lesson(&self, lesson: i64) -> impl Iterator<Item = &Work> {
        self.works_of_lesson.get(&lesson).into_iter().flatten().filter_map(|id| self.works.get(id))
    }

    pub(crate) fn marks_of_person(&self, person: i64) -> impl Iterator<Item = &Mark> {
        self.marks_of_person.get(&person).into_iter().flatten().filter_map(|id| self.marks.get(id))
    }

    pub(crate) fn marks_at_lesson(&self, person: i64, lesson: i64) -> impl Iterator<Item = &Mark> {
        self.marks_of_place.get(&(person, lesson)).into_iter().flatten().filter_map(|id| self.marks.get(id))
    }

    pub(crate) fn marks_of_work(&self, work: i64) -> impl Iterator<Item = &Mark> {
        self.marks_of_work.get(&work).into_iter().flatten().filter_map(|id| self.marks.get(id))
    }

    /// The work that a class's marks of a term or year belong to, if it was begun.
    pub(crate) fn begun_final_work(&mut self, class: i64, subject: i64, summed: Summed) -> Option<&mut Work> {
        self.works.get_mut(self.final_works.get(&(class, subject, summed))?)
    }

    /// The terms of a class or of the class a subgroup belongs to.
    pub(crate) fn periods_of_group(&self, group: i64) -> impl Iterator<Item = &Period> {
        let class = self.groups.get(&group).and_then(|group| group.parent).unwrap_or(group);
        self.periods.values().filter(move |period| period.group == class)
    }

    /// The kind of work of this name at a school.
    pub(crate) fn work_type(&self, school: i64, name: &str) -> Option<&WorkType> {
        self.work_types.values().find(|kind| kind.school == school && kind.name == name)
    }

    /// The class that a group is or belongs to.
    pub(crate) fn class_of(&self, group: i64) -> i64 {
        self.groups.get(&group).and_then(|group| group.parent).unwrap_or(group)
    }
}
