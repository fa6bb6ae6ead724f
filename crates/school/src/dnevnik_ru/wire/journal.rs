//! Timetable, works, marks, terms.

use serde::Deserialize;

use super::Person;
use crate::lenient::{Flag, Id, Int, List, Maybe, Moment, Num, OneOrMany, Text, elements};

elements!(
    Day,
    Lesson,
    Mark,
    Work,
    Subject,
    WorkType,
    LogEntry,
    Teacher,
    File,
    ReportingPeriod,
    Holiday,
    AverageOfPerson,
    SubjectAverage,
    WeightedSubject,
    WeightedMark,
    FeedDay,
    MarksCard,
    MarkBox,
);

/// `persons/{p}/groups/{g}/schedules`: wrapped, or the bare list of days (§6.1).
pub(crate) type Schedules<'a> = OneOrMany<Days<'a>, Day<'a>>;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Days<'a> {
    #[serde(borrow)]
    pub(crate) days: List<Day<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Day<'a> {
    pub(crate) date: Moment,
    #[serde(borrow)]
    pub(crate) lessons: List<Lesson<'a>>,
    #[serde(borrow)]
    pub(crate) marks: List<Mark<'a>>,
    #[serde(borrow)]
    pub(crate) works: List<Work<'a>>,
    #[serde(borrow)]
    pub(crate) homeworks: List<Work<'a>>,
    #[serde(borrow)]
    pub(crate) subjects: List<Subject<'a>>,
    #[serde(borrow)]
    pub(crate) work_types: List<WorkType<'a>>,
    #[serde(borrow)]
    pub(crate) lesson_log_entries: List<LogEntry<'a>>,
    #[serde(borrow)]
    pub(crate) teachers: List<Teacher<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Lesson<'a> {
    pub(crate) id: Id,
    #[serde(borrow)]
    pub(crate) title: Text<'a>,
    pub(crate) date: Moment,
    pub(crate) number: Int,
    pub(crate) subject_id: Id,
    /// In other answers than the timetable's.
    #[serde(borrow)]
    pub(crate) subject: Maybe<Subject<'a>>,
    #[serde(borrow)]
    pub(crate) status: Text<'a>,
    #[serde(borrow)]
    pub(crate) building: Text<'a>,
    #[serde(borrow)]
    pub(crate) place: Text<'a>,
    #[serde(borrow)]
    pub(crate) floor: Text<'a>,
    /// "08:30 - 09:15", local.
    #[serde(borrow)]
    pub(crate) hours: Text<'a>,
    pub(crate) teachers: List<Id>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Mark<'a> {
    pub(crate) id: Id,
    #[serde(borrow)]
    pub(crate) value: Text<'a>,
    #[serde(borrow)]
    pub(crate) text_value: Text<'a>,
    pub(crate) person: Id,
    pub(crate) work: Id,
    pub(crate) lesson: Id,
    /// Place in the cell: "4/5" is 0 and 1.
    pub(crate) number: Int,
    /// The moment of grading: UTC without a zone.
    pub(crate) date: Moment,
    pub(crate) work_type: Id,
    #[serde(rename = "use_avg_calc")]
    pub(crate) use_avg_calc: Flag,
}

/// A work; a homework is one too.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Work<'a> {
    pub(crate) id: Id,
    #[serde(rename = "type", borrow)]
    pub(crate) kind: Text<'a>,
    pub(crate) work_type: Id,
    pub(crate) lesson: Id,
    #[serde(borrow)]
    pub(crate) tasks: List<Task<'a>>,
    #[serde(borrow)]
    pub(crate) text: Text<'a>,
    /// From zero.
    pub(crate) period_number: Int,
    #[serde(borrow)]
    pub(crate) period_type: Text<'a>,
    pub(crate) subject_id: Id,
    pub(crate) is_important: Flag,
    /// Local.
    pub(crate) target_date: Moment,
    pub(crate) sent_date: Moment,
    pub(crate) files: List<Id>,
}

elements!(Task);

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Task<'a> {
    pub(crate) person: Id,
    #[serde(borrow)]
    pub(crate) status: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Subject<'a> {
    pub(crate) id: Id,
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
}

/// Two shapes (§8.6): the school's list has `title` and `weight`, the one inside answers has `name`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct WorkType<'a> {
    pub(crate) id: Id,
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
    #[serde(borrow)]
    pub(crate) title: Text<'a>,
    pub(crate) weight: Num,
    pub(crate) is_important: Flag,
}

/// Attendance. It has no id of its own.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct LogEntry<'a> {
    pub(crate) person: Id,
    pub(crate) lesson: Id,
    #[serde(borrow)]
    pub(crate) comment: Text<'a>,
    #[serde(borrow)]
    pub(crate) status: Text<'a>,
    #[serde(borrow)]
    pub(crate) created_date: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Teacher<'a> {
    #[serde(borrow)]
    pub(crate) person: Maybe<Person<'a>>,
}

/// `persons/{p}/school/{s}/homeworks`; only what the timetable has not: the names of files (§7).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Homeworks<'a> {
    #[serde(borrow)]
    pub(crate) files: List<File<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct File<'a> {
    pub(crate) id: Id,
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
    #[serde(rename = "type", borrow)]
    pub(crate) kind: Text<'a>,
    pub(crate) size: Num,
    /// Where its content is; on which host, no source tells.
    #[serde(rename = "downloadUrl", borrow)]
    pub(crate) download_url: Text<'a>,
}

/// `persons/{p}/group/{g}/recentmarks` (§8.3).
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct RecentMarks<'a> {
    #[serde(borrow)]
    pub(crate) marks: List<Mark<'a>>,
    #[serde(borrow)]
    pub(crate) works: List<Work<'a>>,
    #[serde(borrow)]
    pub(crate) subjects: List<Subject<'a>>,
    #[serde(borrow)]
    pub(crate) work_types: List<WorkType<'a>>,
    #[serde(borrow)]
    pub(crate) lessons: List<Lesson<'a>>,
    #[serde(borrow)]
    pub(crate) lesson_log_entries: List<LogEntry<'a>>,
}

/// `persons/{p}/edu-groups/{g}/allfinalmarks` (§10).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AllFinalMarks<'a> {
    #[serde(borrow)]
    pub(crate) marks: List<Mark<'a>>,
    #[serde(borrow)]
    pub(crate) works: List<Work<'a>>,
    #[serde(borrow)]
    pub(crate) subjects: List<Subject<'a>>,
}

/// `edu-groups/{g}/reporting-periods-group` (§5, §10).
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct PeriodGroup<'a> {
    #[serde(borrow)]
    pub(crate) reporting_periods: List<ReportingPeriod<'a>>,
    #[serde(borrow)]
    pub(crate) holidays: List<Holiday<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ReportingPeriod<'a> {
    pub(crate) id: Id,
    pub(crate) start: Moment,
    pub(crate) finish: Moment,
    /// From zero.
    pub(crate) number: Int,
    #[serde(rename = "type", borrow)]
    pub(crate) kind: Text<'a>,
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Holiday<'a> {
    pub(crate) id: Id,
    pub(crate) date_start: Moment,
    pub(crate) date_finish: Moment,
    #[serde(borrow)]
    pub(crate) name: Text<'a>,
}

/// `edu-groups/{g}/reporting-periods/{per}/avg-marks/{date}`: one for each person (§9). Keys with dashes.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct AverageOfPerson<'a> {
    pub(crate) person: Id,
    #[serde(borrow)]
    pub(crate) per_subject_averages: List<SubjectAverage<'a>>,
}

pub(crate) type SubjectAverages<'a> = List<AverageOfPerson<'a>>;

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct SubjectAverage<'a> {
    pub(crate) subject: Id,
    pub(crate) avg_mark_value: Num,
    #[serde(skip)]
    _lifetime: std::marker::PhantomData<&'a ()>,
}

/// `edu-groups/{g}/wa-marks/{from}/{to}`: weighted, floats (§9).
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct WeightedAverages<'a> {
    #[serde(borrow)]
    pub(crate) subject_marks: List<WeightedSubject<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct WeightedSubject<'a> {
    pub(crate) subject: Id,
    #[serde(borrow)]
    pub(crate) marks: List<WeightedMark<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct WeightedMark<'a> {
    pub(crate) person: Id,
    pub(crate) value: Num,
    #[serde(skip)]
    _lifetime: std::marker::PhantomData<&'a ()>,
}

/// `users/me/feed` (§12).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Feed<'a> {
    #[serde(borrow)]
    pub(crate) days: List<FeedDay<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct FeedDay<'a> {
    #[serde(borrow)]
    pub(crate) summary: Maybe<Summary<'a>>,
}

/// Two clients spell the cards differently.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Summary<'a> {
    #[serde(borrow)]
    pub(crate) marks_cards: List<MarksCard<'a>>,
    #[serde(borrow)]
    pub(crate) mark_cards: List<MarksCard<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct MarksCard<'a> {
    #[serde(borrow)]
    pub(crate) marks: List<MarkBox<'a>>,
    #[serde(borrow)]
    pub(crate) lesson: Maybe<Lesson<'a>>,
    #[serde(borrow)]
    pub(crate) subject_name: Text<'a>,
    #[serde(borrow)]
    pub(crate) work_type_name: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct MarkBox<'a> {
    #[serde(borrow)]
    pub(crate) mark: Maybe<Mark<'a>>,
}
