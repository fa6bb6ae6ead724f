//! A signed-in account over the site's API: which requests are made for what.
//!
//! A calm sync of one child is four requests: `student/diary/init` and `context` for the identity, the diary for the
//! whole span, and the files of homework that is yet due. One more for announcements and two for letters, with one child
//! of the account. Once a day one more for kinds of work, and the report of final marks (some ten).

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use peremena_model::{Item, Kind, KindSet, Message, SchoolYear, Span};
use serde_json::json;
use time::{OffsetDateTime, UtcOffset};

use super::door::Door;
use crate::{
    Answer, Arrived, Ask, Content, Enrolment, FileAsk, Identity, Letter, Part, Receiver, SchoolApi, SchoolError,
    answer::{Listed, items},
    handed::Handed,
    lenient::{List, Maybe, OneOrMany, listed, parsed},
    netschool::{
        map::{self, ids},
        reference::{Reference, Year},
        web_kinds, wire,
    },
    paging::{After, PAGE, Paging},
    settings::account_of,
};

/// The shortest time after which servers were seen to end a session (§2.3, §2.5; they say which is theirs at the
/// sign-in, which a pasted session has not heard).
const IDLE: std::time::Duration = std::time::Duration::from_secs(15 * 60);

pub(in crate::netschool) struct WebApi {
    pub(super) door: Door,
    pub(super) zone: UtcOffset,
    reference: Mutex<Reference>,
    /// What the account's session stands for, by which student reads it.
    pub(super) context: Handed<String, Bytes>,
    /// Terms, by student and school year.
    pub(super) terms: Handed<(String, SchoolYear), Vec<Item>>,
}

impl WebApi {
    pub(in crate::netschool) fn new(door: Door, zone: UtcOffset) -> WebApi {
        WebApi { door, zone, reference: Mutex::default(), context: Handed::default(), terms: Handed::default() }
    }

    /// Never held over a request.
    pub(super) fn kept(&self) -> MutexGuard<'_, Reference> {
        self.reference.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn who(&self) -> Result<Identity, SchoolError> {
        // The moment only serves Retry-After.
        let now = OffsetDateTime::now_utc();
        let body = self.door.get("student/diary/init", &[], now).await?;
        let page = self.door.get("context", &[], now).await?;
        let (mut room, mut context_room) = (None, None);
        let (init, _) = parsed::<Maybe<wire::DiaryInit<'_>>>(&body, &mut room)?;
        let (context, broken) = parsed::<Maybe<wire::Context<'_>>>(&page, &mut context_room)?;
        let no_identity = || SchoolError::Strange("nobody is signed in".into());
        let init = init.0.ok_or_else(no_identity)?;
        if matches!(init.students, OneOrMany::Neither) {
            return Err(no_identity());
        }
        let context = context.0.ok_or_else(no_identity)?;
        if let Some((begins, year)) = context.schoolyear.0.as_ref().and_then(map::year) {
            self.kept().years.insert(begins, year);
        }
        let classes = self.classes(&init, context.schoolyear.0.as_ref(), now).await?;
        let identity = map::identity(&init, &context, &classes).ok_or_else(no_identity)?;
        // What could not be read all through is asked for again.
        for student in identity.students.iter().filter(|_| broken == 0) {
            self.context.leave(student.person.clone(), page.clone());
        }
        Ok(Identity { user: account_of(self.door.root(), &identity.user), ..identity })
    }

    /// Announcements are the account's: they stand with the child that has its mail.
    async fn announcements(&self, ask: &Ask) -> Result<(Vec<Item>, u32), SchoolError> {
        let body = self.door.get("announcements", &[("take", "-1")], ask.now).await?;
        let mut room = None;
        let (list, broken) = listed::<wire::Announcement<'_>>(&body, &mut room, "announcements")?;
        let (said, skipped) = map::announcements(&list, ask.span, self.zone);
        Ok((items(said), skipped + broken))
    }

    async fn letters(&self, student: &Enrolment, ask: &Ask) -> Result<Listed<Message>, SchoolError> {
        let mut bodies = Vec::new();
        let mut paging = Paging::default();
        let mut after = After::More;
        while after == After::More {
            let body = self.door.post("mail/registry", &[], &registry(paging.number()), ask.now).await?;
            let mut room = None;
            let (answer, _) = parsed::<wire::Registry<'_>>(&body, &mut room)?;
            if !answer.rows.given {
                return Err(SchoolError::Strange("mail without a list".into()));
            }
            let rows = answer.rows.items.iter().map(|row| (row.id.0, row.sent.day(self.zone)));
            let total = answer.total_items.0.and_then(|total| usize::try_from(total).ok());
            after = paging.after(&rows.collect::<Vec<_>>(), total, ask.span);
            drop(answer);
            bodies.push(body);
        }
        let unread = self.unread(student, ask.now).await?;
        let mut rooms: Vec<Option<String>> = bodies.iter().map(|_| None).collect();
        let mut pages = Vec::new();
        let mut broken = 0;
        for (body, room) in bodies.iter().zip(rooms.iter_mut()) {
            let (page, more) = parsed::<wire::Registry<'_>>(body, room)?;
            broken += more;
            pages.push(page);
        }
        let (letters, skipped) = map::letters(&pages, unread.as_deref(), ask.span, self.zone);
        Ok(Listed { items: letters, skipped: skipped + broken, whole: after == After::Whole })
    }
}

/// What the registry is asked with.
fn registry(page: usize) -> serde_json::Value {
    json!({
        "filterContext": {
            "selectedData": [
                { "filterId": "MailBox", "filterValue": "Inbox", "filterText": "Входящие" },
                { "filterId": "MessageType", "filterValue": "All", "filterText": "Все" },
            ],
            "params": null,
        },
        "fields": ["author", "subject", "sent"], "page": page, "pageSize": PAGE, "search": null,
        "order": { "fieldId": "sent", "ascending": false },
    })
}

/// Every wanted kind, with nothing in it.
pub(in crate::netschool) fn nothing(ask: &Ask, kinds: KindSet) -> Answer {
    let parts = kinds.iter().map(|kind| Part { scope: ask.scope(kind, true), items: Vec::new() }).collect();
    Answer { parts, ..Answer::default() }
}

/// Kinds that the diary holds.
fn daily() -> KindSet {
    KindSet::of(&[Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Test])
}

#[async_trait]
impl SchoolApi for WebApi {
    fn kinds(&self) -> Option<KindSet> {
        Some(web_kinds())
    }

    async fn identity(&self) -> Result<Identity, SchoolError> {
        self.who().await
    }

    async fn terms(&self, whose: &Enrolment, year: SchoolYear) -> Result<Answer, SchoolError> {
        // Whose they are is known to whoever asks.
        let student = peremena_model::StudentId::from_text("");
        let now = OffsetDateTime::now_utc();
        let span = year.span().unwrap_or(Span::day(now.date()));
        let ask = Ask { student, kinds: KindSet::of(&[Kind::Term]), year, span, now };
        let mut answer = Answer::default();
        let (items, skipped) = self.terms_of(whose, &ask).await?;
        // The rest of the sync wants them beside the final marks.
        if skipped == 0 {
            self.terms.leave((whose.person.clone(), year), items.clone());
        }
        answer.skipped = skipped;
        answer.parts.push(Part { scope: ask.scope(Kind::Term, true), items });
        Ok(answer)
    }

    async fn fetch(&self, student: &Enrolment, ask: &Ask) -> Result<Answer, SchoolError> {
        let kinds = ask.kinds.and(web_kinds());
        let Some(year) = self.year(ask).await? else { return Ok(nothing(ask, kinds)) };
        let mut answer = Answer::default();
        let wants_diary = !kinds.and(daily()).is_empty() || kinds.has(Kind::SchoolInfo);
        let journal = if wants_diary { Some(self.journal(student, &year, kinds, ask).await?) } else { None };
        if let Some(journal) = journal {
            answer.skipped += journal.skipped;
            if kinds.has(Kind::SchoolInfo) {
                let outcome = self.school_info(student, &journal, ask).await;
                answer.optional(ask.scope(Kind::SchoolInfo, true), outcome)?;
            }
            let lists = [
                (Kind::Lesson, items(journal.lessons)),
                (Kind::Mark, items(journal.marks)),
                (Kind::Homework, items(journal.homework)),
                (Kind::Test, items(journal.tests)),
            ];
            let wanted = lists.into_iter().filter(|(kind, _)| kinds.has(*kind));
            answer.parts.extend(wanted.map(|(kind, items)| Part { scope: ask.scope(kind, true), items }));
        }
        let has_mail = student.ids.contains_key(ids::MAIL);
        if kinds.has(Kind::Announcement) {
            let outcome = if has_mail { self.announcements(ask).await } else { Ok((Vec::new(), 0)) };
            answer.optional(ask.scope(Kind::Announcement, true), outcome)?;
        }
        if kinds.has(Kind::Message) {
            let found = if has_mail { self.letters(student, ask).await } else { Ok(Listed::none()) };
            answer.list(Kind::Message, found, ask)?;
        }
        if kinds.has(Kind::Term) {
            let outcome = self.terms_of(student, ask).await;
            answer.optional(ask.scope(Kind::Term, true), outcome)?;
        }
        // Last: it may take a while.
        if kinds.has(Kind::TermMark) {
            let found = self.totals(student, ask).await;
            answer.list(Kind::TermMark, found, ask)?;
        }
        Ok(answer)
    }

    async fn glance(&self, _student: &Enrolment, _ask: &Ask) -> Result<Option<Answer>, SchoolError> {
        Ok(None)
    }

    fn reference(&self) -> Option<String> {
        serde_json::to_string(&*self.kept()).ok()
    }

    fn recall(&self, reference: &str) {
        if let Ok(kept) = serde_json::from_str(reference) {
            *self.kept() = kept;
        }
    }

    fn writes_letters(&self) -> bool {
        true
    }

    async fn receivers(&self, student: &Enrolment) -> Result<Vec<Receiver>, SchoolError> {
        self.may_write_to(student).await
    }

    async fn open_letter(&self, student: &Enrolment, id: &str) -> Result<Message, SchoolError> {
        self.open(student, id).await
    }

    async fn send_letter(&self, _student: &Enrolment, letter: &Letter) -> Result<(), SchoolError> {
        self.send(letter).await
    }

    async fn attachment(&self, student: &Enrolment, ask: &FileAsk, arrived: &Arrived) -> Result<Content, SchoolError> {
        self.content(student, ask, arrived).await
    }

    fn idles_out(&self) -> Option<std::time::Duration> {
        // With what opens the account kept beside it, a session that has ended is renewed by itself.
        (!self.door.is_renewed()).then_some(IDLE)
    }

    async fn keep_alive(&self) -> Result<(), SchoolError> {
        self.door.live(OffsetDateTime::now_utc()).await
    }

    async fn sign_out(&self) {
        self.door.leave().await;
    }
}

impl WebApi {
    /// The school year that is asked for; none where the school has not opened it yet.
    async fn year(&self, ask: &Ask) -> Result<Option<Year>, SchoolError> {
        let known = |reference: &Reference| reference.years.get(&ask.year.0).copied();
        if let Some(year) = known(&self.kept()) {
            return Ok(Some(year));
        }
        let body = self.door.get("years/current", &[], ask.now).await?;
        let mut room = None;
        let (current, _) = parsed::<Maybe<wire::Year<'_>>>(&body, &mut room)?;
        let current = current.0.as_ref().and_then(map::year);
        let (begins, current) = current.ok_or_else(|| SchoolError::Strange("a school year without days".into()))?;
        self.kept().years.insert(begins, current);
        if begins < ask.year.0 {
            return Ok(None);
        }
        if begins > ask.year.0 {
            let body = self.door.get("years", &[], ask.now).await?;
            let mut room = None;
            let (years, _) = parsed::<List<wire::Year<'_>>>(&body, &mut room)?;
            let years: Vec<(i32, Year)> = years.items.iter().filter_map(map::year).collect();
            self.kept().years.extend(years);
        }
        let year = known(&self.kept());
        year.map(Some).ok_or_else(|| SchoolError::Forbidden("the school does not show that year".into()))
    }
}
