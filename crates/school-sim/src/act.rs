//! What a teacher can do while the school runs.
//!
//! As JSON an act is tagged by its name: `{"act":"mark","student":"Амина","subject":"Алгебра","value":"5"}`.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use time::Date;

use crate::ids::WireId;

time::serde::format_description!(iso_date, Date, "[year]-[month]-[day]");

/// One act of a teacher. Students are named by first name, full name or person id; subjects by name or id.
///
/// Where a date may be given and is not, a mark or an absence belongs to the latest lesson of the subject that has
/// begun, and homework and changes of the timetable to the next one that has not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum Act {
    /// Puts a mark.
    Mark {
        /// The student.
        student: String,
        /// The subject.
        subject: String,
        /// As the school writes it: "5", "4-", "н/а", "зач".
        value: String,
        /// The kind of work by name; an answer at the lesson when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        work: Option<String>,
        /// The date of the lesson.
        #[serde(default, with = "iso_date::option", skip_serializing_if = "Option::is_none")]
        date: Option<Date>,
        /// A remark beside the mark; Дневник.ру's family calls do not send it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// Gives a mark another value under the same id and grading date.
    Correct {
        /// The mark.
        mark: WireId,
        /// The new value.
        value: String,
    },
    /// Takes a mark out of the register.
    RemoveMark {
        /// The mark.
        mark: WireId,
    },
    /// Sets homework for the student's class (or subgroup).
    Homework {
        /// Any student of the class.
        student: String,
        /// The subject.
        subject: String,
        /// The text; none when only files are given.
        #[serde(default)]
        text: Option<String>,
        /// The lesson it is due at.
        #[serde(default, with = "iso_date::option", skip_serializing_if = "Option::is_none")]
        date: Option<Date>,
        /// File names with extensions.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<String>,
    },
    /// Writes homework anew under the same id.
    EditHomework {
        /// The homework's work id.
        work: WireId,
        /// The new text.
        text: String,
    },
    /// Takes homework back.
    RemoveHomework {
        /// The homework's work id.
        work: WireId,
    },
    /// Records that a student was missing or late.
    Absence {
        /// The student.
        student: String,
        /// The subject of the lesson.
        subject: String,
        /// What is recorded.
        status: Attendance,
        /// The reason.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
        /// The date of the lesson.
        #[serde(default, with = "iso_date::option", skip_serializing_if = "Option::is_none")]
        date: Option<Date>,
    },
    /// Withdraws what was recorded of a lesson.
    WithdrawAbsence {
        /// The student.
        student: String,
        /// The lesson.
        lesson: WireId,
    },
    /// Puts the mark of a term; a mark that stands already is corrected.
    PeriodMark {
        /// The student.
        student: String,
        /// The subject.
        subject: String,
        /// The value.
        value: String,
        /// The term, counted from 1; the current one (or the latest begun) when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        term: Option<u8>,
    },
    /// Puts the mark of the year; a mark that stands already is corrected.
    YearMark {
        /// The student.
        student: String,
        /// The subject.
        subject: String,
        /// The value.
        value: String,
    },
    /// Announces a test or another work at a lesson to come.
    Announce {
        /// Any student of the class.
        student: String,
        /// The subject.
        subject: String,
        /// The kind of work by name.
        work: String,
        /// The lesson.
        #[serde(default, with = "iso_date::option", skip_serializing_if = "Option::is_none")]
        date: Option<Date>,
    },
    /// Lets another teacher take a lesson.
    Substitute {
        /// Any student of the class.
        student: String,
        /// The subject.
        subject: String,
        /// The teacher's last name or person id.
        teacher: String,
        /// The lesson.
        #[serde(default, with = "iso_date::option", skip_serializing_if = "Option::is_none")]
        date: Option<Date>,
    },
    /// Cancels a lesson.
    CancelLesson {
        /// Any student of the class.
        student: String,
        /// The subject.
        subject: String,
        /// The lesson.
        #[serde(default, with = "iso_date::option", skip_serializing_if = "Option::is_none")]
        date: Option<Date>,
    },
    /// The student passes the school's door, now.
    Visit {
        /// The student.
        student: String,
        /// True for coming in, false for going out.
        entered: bool,
    },
    /// Announces an event of the student's class, for an hour.
    Event {
        /// Any student of the class.
        student: String,
        /// What it is called.
        title: String,
        /// The day.
        #[serde(with = "iso_date")]
        date: Date,
        /// The hour at which it begins.
        hour: u8,
        /// Where.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<String>,
        /// What is said of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// Announces something to the student's class, or to the whole school.
    Announcement {
        /// Any student of the class.
        student: String,
        /// The heading.
        title: String,
        /// The text, plain.
        text: String,
        /// The author's last name or person id; the class teacher when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        author: Option<String>,
        /// To every class of the school.
        #[serde(default)]
        whole_school: bool,
        /// File names with extensions.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<String>,
    },
    /// Writes to the student and the student's parents.
    Message {
        /// The student.
        student: String,
        /// The subject of the message.
        subject: String,
        /// The text, plain.
        text: String,
        /// The sender's last name or person id; the class teacher when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
        /// File names with extensions.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<String>,
    },
    /// Moves a student to another class, of this school or of the other one.
    ChangeClass {
        /// The student.
        student: String,
        /// The class's name: "10 «А»".
        class: String,
    },
    /// Moves a lesson to another room.
    ChangeRoom {
        /// Any student of the class.
        student: String,
        /// The subject.
        subject: String,
        /// The room.
        room: String,
        /// The lesson.
        #[serde(default, with = "iso_date::option", skip_serializing_if = "Option::is_none")]
        date: Option<Date>,
    },
}

/// What stands in the attendance log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Attendance {
    /// Missing without a reason (Н).
    Absent,
    /// Ill (Б).
    Ill,
    /// Late (О).
    Late,
    /// Excused (П).
    Pass,
}

impl Attendance {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Absent => "Absent",
            Self::Ill => "Ill",
            Self::Late => "Late",
            Self::Pass => "Pass",
        }
    }
}

impl std::str::FromStr for Attendance {
    type Err = ActError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Absent, Self::Ill, Self::Late, Self::Pass]
            .into_iter()
            .find(|status| status.word().eq_ignore_ascii_case(text))
            .ok_or_else(|| ActError::UnknownAttendance(text.to_owned()))
    }
}

/// The ids that an act concerned, as they stand on the wire.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acted {
    /// The student's person id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub student: Option<WireId>,
    /// The class or subgroup.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<WireId>,
    /// The subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<WireId>,
    /// The lesson.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lesson: Option<WireId>,
    /// The date of the lesson.
    #[serde(default, with = "iso_date::option", skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// The work: a homework's own id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work: Option<WireId>,
    /// The mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark: Option<WireId>,
    /// The event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<WireId>,
    /// The files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<WireId>,
    /// The announcement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub announcement: Option<WireId>,
    /// The message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<WireId>,
}

/// Why a teacher could not do it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ActError {
    /// No family's child is called so.
    #[error("no student {0:?}: see `people`")]
    UnknownStudent(String),
    /// No class is called so.
    #[error("no class {0:?}: see `people`")]
    UnknownClass(String),
    /// The student does not learn this.
    #[error("the student has no subject {0:?}: see `people`")]
    UnknownSubject(String),
    /// The subject has no lesson there.
    #[error("no lesson of this subject on that day, or none before (after) now")]
    NoLesson,
    /// The school has no such kind of work.
    #[error("no kind of work {0:?}")]
    UnknownWorkType(String),
    /// There is no such mark, or it was removed.
    #[error("no mark {0}")]
    UnknownMark(WireId),
    /// There is no such homework, or it was removed.
    #[error("no homework {0}")]
    UnknownHomework(WireId),
    /// The year has no such term.
    #[error("no term {0}")]
    UnknownTerm(u8),
    /// The school has no such teacher.
    #[error("no teacher {0:?}")]
    UnknownTeacher(String),
    /// The attendance log knows no such word.
    #[error("no attendance status {0:?}: Absent, Ill, Late or Pass")]
    UnknownAttendance(String),
    /// Nothing was recorded there.
    #[error("nothing is recorded of this student at lesson {0}")]
    NothingRecorded(WireId),
    /// Who is inside cannot come in, nor who is outside go out.
    #[error("the student is at the other side of the door")]
    AtTheWrongSide,
    /// There is no such hour.
    #[error("no hour {0}")]
    UnknownHour(u8),
}
