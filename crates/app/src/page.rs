//! What every page of one child begins with.

use std::sync::Arc;

use peremena_model::{Coverage, Kind, KindSet, SchoolYear, Span, StudentId, Term, TermKind};
use peremena_notify::{Arg, Words, dates};
use peremena_school::{Lack, SchoolParts};
use peremena_vault::DataVersion;
use time::{Date, OffsetDateTime};

use crate::{
    App, AppError,
    attachments::Source,
    profile::Profile,
    views::{Filling, StudentView},
};

/// One child, and what there is to word a page with.
pub(crate) struct Page {
    pub profile: Arc<Profile>,
    /// Where the file stood before anything of the page was read.
    pub version: Option<DataVersion>,
    pub words: Arc<Words>,
    pub now: OffsetDateTime,
    pub id: StudentId,
    pub student: StudentView,
    /// Whether homework is ticked off at the school: only then does "not done" there mean that it is not done.
    pub school_ticks: bool,
    /// Whether letters can be opened and written in the child's school system.
    pub writes: bool,
    kinds: KindSet,
    /// What the child's account is not given.
    pub lacks: Vec<Lack>,
    /// Whether the school has closed something to it.
    pub refused: bool,
    /// What of the school the child's system can tell.
    pub school_parts: SchoolParts,
    /// How the child's files are come by.
    pub files: Source,
}

/// "1 апреля – 28 мая": days of a school year, whose year everybody knows.
pub(crate) fn days_of(words: &Words, from: Date, to: Date) -> String {
    // Told from its own day, no day is in another year.
    let (first, last) = (dates::day_and_month(words, from, from), dates::day_and_month(words, to, to));
    words.say_with("week-over-months", &[("from", Arg::Text(&first)), ("to", Arg::Text(&last))])
}

/// Whether all days of a term up to today were looked at: a number over a part of them would be a wrong one.
pub(crate) fn looked_at(covered: &Coverage, term: &Term, today: Date) -> bool {
    Span::new(term.from, term.to.min(today)).is_none_or(|span| span.iter().all(|day| covered.covers(day)))
}

/// The same of all terms that have begun: of the year nobody says more. Of a year without any, nothing is known.
pub(crate) fn year_looked_at(covered: &Coverage, terms: &[Term], today: Date) -> bool {
    let mut begun = terms.iter().filter(|term| term.from <= today && term.kind != TermKind::Year).peekable();
    begun.peek().is_some() && begun.all(|term| looked_at(covered, term, today))
}

impl Page {
    pub(crate) fn today(&self) -> Date {
        self.now.date()
    }

    pub(crate) fn year(&self) -> SchoolYear {
        SchoolYear::of(self.today())
    }

    /// Whether the child's school system can give this kind at all.
    pub(crate) fn gives(&self, kind: Kind) -> bool {
        self.kinds.has(kind)
    }

    /// Which days of this year were looked at for a kind.
    pub(crate) async fn covered(&self, kind: Kind) -> Result<Coverage, AppError> {
        let coverage = self.profile.vault.coverage(&self.id, self.year()).await?;
        Ok(coverage.get(&kind).and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default())
    }

    /// What there is to show of a kind: something, nothing, nothing yet, or never anything.
    pub(crate) async fn filling(&self, kind: Kind, empty: bool) -> Result<Filling, AppError> {
        if !empty {
            return Ok(Filling::Full);
        }
        if !self.gives(kind) {
            return Ok(Filling::NotPublished);
        }
        let covered = self.profile.vault.coverage(&self.id, self.year()).await?;
        Ok(if covered.contains_key(&kind) { Filling::Empty } else { Filling::NotLoaded })
    }
}

impl App {
    /// The page of a child of the shown profile.
    pub(crate) async fn page(&self, student: &str) -> Result<Page, AppError> {
        let profile = self.profile().await?;
        let (words, now) = (self.words(), self.now());
        let id = StudentId::from_text(student);
        let version = profile.data_version().await?;
        let family = self.family_at(&profile, version).await?;
        let record = family.record(&id).ok_or(AppError::Request("error-request"))?;
        let view = family.student_view(record, &words, now);
        let can = family.capabilities(record);
        let kinds = can.map_or_else(|| KindSet::of(Kind::ALL), |can| can.kinds);
        let school_parts = can.map_or(SchoolParts::ALL, |can| can.school);
        let school_ticks = can.is_some_and(|can| can.homework_done);
        let writes = can.is_some_and(|can| can.write_messages);
        let files = family.files_of(record);
        let lacks = family.account(record).map(|account| family.lacks(account)).unwrap_or_default();
        let refused = family.is_refused(record);
        Ok(Page {
            profile,
            version,
            words,
            now,
            id,
            student: view,
            school_ticks,
            writes,
            kinds,
            lacks,
            refused,
            school_parts,
            files,
        })
    }
}
