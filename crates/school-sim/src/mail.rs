//! What the school says beside the register: announcements, and letters between teachers and families.

use std::collections::BTreeSet;

use time::OffsetDateTime;

use crate::ids::Kind;
use crate::register::{Account, Pupil, Register};

/// Something said to a class, or to the whole school.
#[derive(Debug, Clone)]
pub(crate) struct Announcement {
    pub(crate) id: i64,
    pub(crate) school: i64,
    /// The class; none where everybody is meant.
    pub(crate) class: Option<i64>,
    pub(crate) title: String,
    /// Plain; a blank line parts paragraphs.
    pub(crate) text: String,
    pub(crate) author: i64,
    pub(crate) at: OffsetDateTime,
    pub(crate) files: Vec<i64>,
}

/// A letter. Sender and receivers are persons.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: i64,
    pub(crate) from: i64,
    pub(crate) to: Vec<i64>,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) at: OffsetDateTime,
    pub(crate) files: Vec<i64>,
    /// Who has opened it.
    pub(crate) read_by: BTreeSet<i64>,
}

impl Register {
    /// Announces, and tells the id. Without an author the class teacher speaks.
    #[expect(clippy::too_many_arguments, reason = "an announcement has as many parts")]
    pub(crate) fn announce(
        &mut self,
        pupil: &Pupil,
        title: String,
        text: String,
        author: Option<i64>,
        whole_school: bool,
        files: &[String],
        at: OffsetDateTime,
    ) -> i64 {
        let author = author.unwrap_or_else(|| self.class_teacher(pupil));
        let files = files.iter().map(|name| self.add_file(name, author, at, 35_840)).collect();
        let id = self.ids.next(Kind::Announcement);
        let class = (!whole_school).then_some(pupil.class);
        self.announcements.insert(id, Announcement { id, school: pupil.school, class, title, text, author, at, files });
        id
    }

    /// Writes to a pupil and to everybody whose account shows the pupil; tells the id.
    pub(crate) fn write_to_family(
        &mut self,
        pupil: &Pupil,
        subject: String,
        text: String,
        from: Option<i64>,
        files: &[String],
        at: OffsetDateTime,
    ) -> i64 {
        let from = from.unwrap_or_else(|| self.class_teacher(pupil));
        let parents = self.accounts.iter().filter(|account| account.pupils.contains(&pupil.person));
        let to: BTreeSet<i64> = parents.map(|account| account.person).chain([pupil.person]).collect();
        let files = files.iter().map(|name| self.add_file(name, from, at, 35_840)).collect();
        self.send(from, to.into_iter().collect(), subject, text, files, at)
    }

    /// Sends a letter and tells its id.
    pub(crate) fn send(
        &mut self,
        from: i64,
        to: Vec<i64>,
        subject: String,
        text: String,
        files: Vec<i64>,
        at: OffsetDateTime,
    ) -> i64 {
        let id = self.ids.next(Kind::Message);
        let read_by = BTreeSet::new();
        self.messages.insert(id, Message { id, from, to, subject, text, at, files, read_by });
        id
    }

    /// What was announced to the children of an account by `now`, the latest first.
    pub(crate) fn announcements_to(&self, account: &Account, now: OffsetDateTime) -> Vec<&Announcement> {
        let pupils: Vec<&Pupil> = account.pupils.iter().filter_map(|person| self.pupils.get(person)).collect();
        let mut heard: Vec<_> = self
            .announcements
            .values()
            .filter(|said| said.at <= now)
            .filter(|said| {
                pupils.iter().any(|pupil| pupil.school == said.school && said.class.is_none_or(|of| of == pupil.class))
            })
            .collect();
        heard.sort_by_key(|said| std::cmp::Reverse((said.at, said.id)));
        heard
    }

    /// The letters to a person by `now`, the latest first.
    pub(crate) fn inbox_of(&self, person: i64, now: OffsetDateTime) -> Vec<&Message> {
        self.letters(now, |letter| letter.to.contains(&person))
    }

    /// The letters of a person by `now`, the latest first.
    pub(crate) fn sent_by(&self, person: i64, now: OffsetDateTime) -> Vec<&Message> {
        self.letters(now, |letter| letter.from == person)
    }

    fn letters(&self, now: OffsetDateTime, wanted: impl Fn(&Message) -> bool) -> Vec<&Message> {
        let mut found: Vec<_> = self.messages.values().filter(|letter| letter.at <= now && wanted(letter)).collect();
        found.sort_by_key(|letter| std::cmp::Reverse((letter.at, letter.id)));
        found
    }

    fn class_teacher(&self, pupil: &Pupil) -> i64 {
        self.groups.get(&pupil.class).map_or(0, |class| class.class_teacher)
    }
}
