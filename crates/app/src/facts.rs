//! What scripts read: the shapes of the command line's contract, from the encrypted file alone.
//!
//! Field names are those of the contract; `subject` and values are as the school writes them; what the
//! school does not give is null. Dates are `YYYY-MM-DD`, times RFC 3339.

use std::collections::BTreeMap;

use peremena_model::{
    Absence, AccountId, Attachment, Change, Homework, Item, Kind, Lesson, Mark, SchoolYear, Span, Student, StudentId,
    TermMark, average,
};
use peremena_sync::{SyncFault, SyncReport};
use peremena_vault::{ChangeFilter, Sending, Ticks};
use serde::Serialize;
use serde_json::Value;
use time::{Date, OffsetDateTime};

use crate::{
    App, AppError, attachments::Shelf, connect::settings_of, homework::own_homework, lessons::Days, profile::Profile,
};

/// One account.
#[derive(Debug, Serialize)]
pub struct AccountFact {
    /// Id.
    pub id: AccountId,
    /// Word of the system.
    pub system: String,
    /// Another address in place of the system's own.
    pub url: Option<String>,
    /// Who is signed in.
    pub name: String,
    /// True where the credentials were refused: sign in again.
    pub signed_out: bool,
    /// The SHA-256 of the certificate of the one authority that it trusts beside those of the system.
    pub authority: Option<String>,
    /// The children it sees.
    pub students: Vec<Student>,
}

/// A lesson with what belongs to it.
#[derive(Debug, Serialize)]
pub struct LessonFact {
    /// The lesson.
    #[serde(flatten)]
    pub lesson: Lesson,
    /// Homework due in it.
    pub homework: Vec<HomeworkFact>,
    /// Its marks.
    pub marks: Vec<Mark>,
    /// Absence or lateness.
    pub attendance: Option<Value>,
}

/// A homework, with the family's tick in `done`.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct HomeworkFact {
    pub id: String,
    pub subject: String,
    pub text: String,
    pub due: Date,
    #[serde(with = "time::serde::rfc3339::option")]
    pub set_at: Option<OffsetDateTime>,
    pub set_in_lesson: Option<String>,
    pub done: Option<bool>,
    /// How far `done` has come on its way to the school: "waiting", "taken", "kept"; none where it is not meant for it, or
    /// the school says the same.
    pub at_school: Option<&'static str>,
    pub attachments: Vec<Attachment>,
}

/// A day of the diary.
#[derive(Debug, Serialize)]
pub struct DayFact {
    /// The day.
    pub date: Date,
    /// Its lessons; empty on a day without.
    pub lessons: Vec<LessonFact>,
    /// Homework due that day that belongs to none of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub homework: Vec<HomeworkFact>,
    /// Marks of that day that belong to none of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// Absences that belong to none of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attendance: Vec<Absence>,
}

/// Days of the diary.
#[derive(Debug, Serialize)]
pub struct DiaryFact {
    /// Every day that was asked for.
    pub days: Vec<DayFact>,
    /// When the school was last asked with success.
    #[serde(with = "time::serde::rfc3339::option")]
    pub as_of: Option<OffsetDateTime>,
}

/// A subject with its marks.
#[derive(Debug, Serialize)]
pub struct SubjectFact {
    /// As the school writes it.
    pub subject: String,
    /// Plain average.
    pub average: Option<f64>,
    /// Weighted average.
    pub weighted_average: Option<f64>,
    /// The school's own.
    pub official_average: Option<f64>,
    /// Marks, oldest first.
    pub marks: Vec<Mark>,
    /// Marks of terms and the year.
    pub term_marks: Vec<TermMark>,
}

/// Marks of a term, or of the school year so far.
#[derive(Debug, Serialize)]
pub struct MarksFact {
    /// Subjects with marks, by name.
    pub subjects: Vec<SubjectFact>,
    /// When the school was last asked with success.
    #[serde(with = "time::serde::rfc3339::option")]
    pub as_of: Option<OffsetDateTime>,
}

/// A list of items.
#[derive(Debug, Serialize)]
pub struct ItemsFact<T> {
    /// The items.
    pub items: Vec<T>,
    /// When the school was last asked with success.
    #[serde(with = "time::serde::rfc3339::option")]
    pub as_of: Option<OffsetDateTime>,
}

/// What a sync did for one child.
#[derive(Debug, Serialize)]
pub struct SyncedFact {
    /// The child.
    pub student: StudentId,
    /// Requests sent.
    pub requests: u64,
    /// Bytes received.
    pub bytes: u64,
    /// What changed.
    pub changes: Vec<Change>,
    /// What went wrong, here or in an optional kind.
    pub error: Option<FaultFact>,
}

/// An error of one child.
#[derive(Debug, Serialize)]
pub struct FaultFact {
    /// "credentials", "unreachable", "limited", "order", "strange", "forbidden", "held", "storage", "setting",
    /// "stopped".
    pub code: &'static str,
    /// In words.
    pub message: String,
}

impl From<&SyncFault> for FaultFact {
    fn from(fault: &SyncFault) -> Self {
        FaultFact { code: fault.word(), message: fault.to_string() }
    }
}

/// The facts of a sync.
pub fn synced(report: &SyncReport) -> Vec<SyncedFact> {
    report
        .students
        .iter()
        .map(|student| SyncedFact {
            student: student.student.clone(),
            requests: student.requests,
            bytes: student.bytes,
            changes: student.changes.clone(),
            error: student.error.as_ref().or(student.partial.as_ref()).map(FaultFact::from),
        })
        .collect()
}

impl HomeworkFact {
    fn of(homework: &Homework, ticked: &Ticks) -> HomeworkFact {
        HomeworkFact {
            id: homework.id.clone(),
            subject: homework.subject.clone(),
            text: homework.text.clone(),
            due: homework.due,
            set_at: homework.set_at,
            set_in_lesson: homework.set_in_lesson.clone(),
            done: ticked.word(homework),
            at_school: ticked.sending(&homework.id).map(Sending::word),
            attachments: homework.attachments.clone(),
        }
    }
}

impl App {
    /// The accounts.
    ///
    /// # Errors
    /// Those of the file.
    pub async fn account_facts(&self) -> Result<Vec<AccountFact>, AppError> {
        let profile = match self.profile().await {
            Ok(profile) => profile,
            // A profile that was never made has no accounts; one that does not open is another matter.
            Err(AppError::Closed) if self.storage_trouble().await.is_none() => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let students = profile.vault.students().await?;
        Ok(profile
            .vault
            .accounts()
            .await?
            .into_iter()
            .map(|account| AccountFact {
                url: settings_of(&account).base.map(|base| base.to_string()),
                authority: settings_of(&account).authority.and_then(|it| it.shown()).map(|it| it.fingerprint),
                students: students
                    .iter()
                    .filter(|record| record.student.account == account.id)
                    .map(|record| record.student.clone())
                    .collect(),
                id: account.id,
                system: account.system,
                name: account.name,
                signed_out: account.signed_out,
            })
            .collect())
    }

    async fn known(&self, student: &StudentId) -> Result<std::sync::Arc<Profile>, AppError> {
        let profile = self.profile().await?;
        if profile.vault.students().await?.iter().any(|record| record.student.id == *student) {
            Ok(profile)
        } else {
            Err(AppError::Request("error-request"))
        }
    }

    async fn as_of(&self, student: &StudentId) -> Result<Option<OffsetDateTime>, AppError> {
        let profile = self.profile().await?;
        let status = profile.vault.status().await?;
        Ok(status.iter().find(|status| status.student == *student).and_then(|status| status.last_success))
    }

    /// Days of the diary.
    ///
    /// # Errors
    /// Those of the file; [`AppError::Request`] where there is no such child.
    pub async fn diary_facts(&self, student: &StudentId, span: Span) -> Result<DiaryFact, AppError> {
        let profile = self.known(student).await?;
        let days = Days::load(&profile.vault, student, span).await?;
        let (words, now) = (self.words(), self.now());
        let facts = span.iter().map(|date| {
            // The rows settle what belongs to which lesson; the facts are the items themselves.
            let rows = days.rows(&words, date, now, &Shelf::default());
            let homework = |id: &str| {
                days.all_homework().find(|homework| homework.id == id).map(|it| HomeworkFact::of(it, &days.ticked))
            };
            let lessons = rows
                .lessons
                .iter()
                .filter_map(|row| {
                    let lesson = days.lessons.iter().find(|lesson| lesson.id == row.id && lesson.date == date)?;
                    Some(LessonFact {
                        lesson: lesson.clone(),
                        homework: row.homework.iter().filter_map(|row| homework(&row.id)).collect(),
                        marks: row
                            .marks
                            .iter()
                            .filter_map(|chip| days.marks.iter().find(|mark| mark.id == chip.id).cloned())
                            .collect(),
                        attendance: row.absence.as_ref().and_then(|chip| {
                            let absence = days.absences.iter().find(|absence| absence.id == chip.id)?;
                            serde_json::to_value(absence).ok()
                        }),
                    })
                })
                .collect();
            DayFact {
                date,
                lessons,
                homework: rows.homework.iter().filter_map(|row| homework(&row.id)).collect(),
                marks: rows.marks.into_iter().cloned().collect(),
                attendance: rows.absences.into_iter().cloned().collect(),
            }
        });
        Ok(DiaryFact { days: facts.collect(), as_of: self.as_of(student).await? })
    }

    /// Marks of a term, or of the school year so far.
    ///
    /// # Errors
    /// Those of the file; [`AppError::Request`] where there is no such child or term.
    pub async fn mark_facts(&self, student: &StudentId, term: Option<&str>) -> Result<MarksFact, AppError> {
        let profile = self.known(student).await?;
        let year = SchoolYear::of(self.now().date());
        let book = crate::marks::Book::load(&profile.vault, student, year).await?;
        let term = match term {
            Some(id) => Some(book.terms.iter().find(|term| term.id == id).ok_or(AppError::Request("error-request"))?),
            None => None,
        };
        let current = book.chosen(None, self.now().date());
        let mut subjects: BTreeMap<&str, Vec<Mark>> = BTreeMap::new();
        for (subject, marks) in book.by_subject(term) {
            subjects.insert(subject, marks.into_iter().cloned().collect());
        }
        for mark in &book.term_marks {
            subjects.entry(&mark.subject).or_default();
        }
        let facts = subjects
            .into_iter()
            .map(|(subject, marks)| SubjectFact {
                subject: subject.to_owned(),
                average: average::plain_average(&marks),
                weighted_average: average::weighted_average(&marks),
                official_average: book.official(subject, term.or(current)),
                term_marks: book.term_marks.iter().filter(|mark| mark.subject == subject).cloned().collect(),
                marks,
            })
            .collect();
        Ok(MarksFact { subjects: facts, as_of: self.as_of(student).await? })
    }

    /// Homework of the school year, the family's own tasks among it.
    ///
    /// # Errors
    /// Those of the file; [`AppError::Request`] where there is no such child.
    pub async fn homework_facts(&self, student: &StudentId) -> Result<ItemsFact<HomeworkFact>, AppError> {
        let profile = self.known(student).await?;
        Ok(ItemsFact { items: self.homework_of(&profile, student).await?, as_of: self.as_of(student).await? })
    }

    /// The homework and tasks of the school year that `profile` has of a child, in the order of their days.
    pub(crate) async fn homework_of(
        &self,
        profile: &Profile,
        student: &StudentId,
    ) -> Result<Vec<HomeworkFact>, AppError> {
        let year = SchoolYear::of(self.now().date());
        let ticked = profile.vault.ticks(student, year).await?;
        let of_school = profile.vault.items(student, Kind::Homework, year, None).await?;
        let mut items: Vec<HomeworkFact> = of_school
            .into_iter()
            .filter_map(|item| match item {
                Item::Homework(homework) => Some(HomeworkFact::of(&homework, &ticked)),
                _ => None,
            })
            .collect();
        if let Some(span) = year.span() {
            let own = profile.vault.tasks(student, span).await?.into_iter().map(own_homework);
            items.extend(own.map(|task| HomeworkFact::of(&task, &ticked)));
        }
        items.sort_by(|a, b| (a.due, &a.subject, &a.id).cmp(&(b.due, &b.subject, &b.id)));
        Ok(items)
    }

    /// Items of one kind of the school year, in the order of their days.
    ///
    /// # Errors
    /// Those of the file; [`AppError::Request`] where there is no such child.
    pub async fn item_facts(&self, student: &StudentId, kind: Kind) -> Result<ItemsFact<Item>, AppError> {
        let profile = self.known(student).await?;
        let mut items = profile.vault.items(student, kind, SchoolYear::of(self.now().date()), None).await?;
        items.sort_by(|a, b| (order(a), a.id()).cmp(&(order(b), b.id())));
        Ok(ItemsFact { items, as_of: self.as_of(student).await? })
    }

    /// The change log, oldest first.
    ///
    /// # Errors
    /// Those of the file; [`AppError::Request`] where there is no such child.
    pub async fn change_facts(
        &self,
        student: Option<&StudentId>,
        since: Option<OffsetDateTime>,
    ) -> Result<Vec<Change>, AppError> {
        let profile = match student {
            Some(student) => self.known(student).await?,
            None => self.profile().await?,
        };
        let filter = ChangeFilter { student: student.cloned(), since, ..ChangeFilter::default() };
        Ok(profile.vault.changes(&filter).await?.into_iter().map(|logged| logged.change).collect())
    }
}

fn order(item: &Item) -> Option<Date> {
    match item {
        Item::Term(term) => Some(term.from),
        Item::Holiday(holiday) => Some(holiday.from),
        other => other.date(),
    }
}
