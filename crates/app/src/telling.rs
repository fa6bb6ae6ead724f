//! From the outbox to the system's notifications, and back: what was done about one.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
    time::Duration as Wait,
};

use peremena_model::{Homework, Item, Kind, LessonStatus, SchoolYear, Span, StudentId};
use peremena_notify::{
    Action, NotShown, Notice, Open, Rules, SchoolDay, Shown, Topic, Who, Words, desktop::Clicked, plan, reminders,
};
use peremena_sync::{LockTrouble, ProfileLock};
use peremena_vault::{NoticePlace, NoticeRecord, Vault};
use time::{Date, Duration, OffsetDateTime, Time};

use crate::{
    App, AppError,
    family::{Family, short_name},
    homework::due::Due,
    profile::{KeyKept, Profile},
    views::AppEvent,
};

/// What waited longer than this before it could be told is told as a digest.
const STALE: Duration = Duration::minutes(30);

/// How soon it is looked again where another process is telling.
const NEXT_TURN: Duration = Duration::SECOND;

/// How long showing a notice may take. Our own way to the desktop gives up before ([`peremena_notify::desktop`]); this is
/// for whoever else shows them. A test does not wait so long.
pub(crate) const SHOWN_WITHIN: Wait = if cfg!(test) { Wait::from_secs(1) } else { Wait::from_secs(25) };

/// What the one who tells remembers from one time to the next.
#[derive(Debug, Default)]
pub(crate) struct Teller {
    /// The evening that is over, and the time that was chosen for it then: of every child the reminder stands or is
    /// switched off, and there is nothing to ask the file for until the next.
    evening: Option<(Date, Time)>,
    /// This process began by a clock that was set back since: when that was nobody knows.
    began_by_another_clock: bool,
    /// Notices that were shown and could not be noted as shown, by their ids, with where they stand: a disk that is full
    /// must not show them again with every beat.
    unnoted: HashMap<String, Option<NoticePlace>>,
}

impl Teller {
    /// What entered before this moment was not told in time. `began`: when this process did.
    fn stale_before(&mut self, began: OffsetDateTime, now: OffsetDateTime) -> OffsetDateTime {
        self.began_by_another_clock |= began > now;
        let waited = now - STALE;
        if self.began_by_another_clock { waited } else { waited.max(began) }
    }
}

/// What came of telling.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// What was shown, in its order.
    pub shown: Vec<Notice>,
    /// When the first of what is held is due, or the evening's reminder; none where nothing waits for a moment.
    pub due: Option<OffsetDateTime>,
}

impl Told {
    /// Something waits for `due` as well.
    fn wakes_at(&mut self, due: OffsetDateTime) {
        self.due = Some(self.due.map_or(due, |other| other.min(due)));
    }
}

impl App {
    /// Tells what waits in the outbox, and in the evening what is not done for tomorrow. Members of a notice are
    /// fixed in the file before it is shown; a notice that was not noted as shown is shown again under its own
    /// number, which replaces it.
    ///
    /// # Errors
    /// Those of the file. A notification server that refuses leaves everything for the next time.
    pub async fn tell(&self) -> Result<Vec<Notice>, AppError> {
        Ok(self.tell_until().await?.shown)
    }

    /// As [`App::tell`], with the moment for which somebody should wake.
    pub(crate) async fn tell_until(&self) -> Result<Told, AppError> {
        // A strict lock falls at any moment, and the file is open until a sync has ended.
        if self.rests() {
            return Ok(Told::default());
        }
        // The demo school is told too, while it is open: that is what it shows.
        let profile = self.profile().await?;
        self.follow_lock(&profile).await?;
        if self.rests() {
            return Ok(Told::default());
        }
        let mut teller = self.inner.telling.lock().await;
        let mut told = Told::default();
        // One process tells at a time: the app and a `watch` beside it would show the same notice twice. The demo
        // school has no file and no second process.
        let of_the_family = profile.key != KeyKept::Nowhere;
        let _turn = match of_the_family.then(|| ProfileLock::telling(&self.inner.config.profile)) {
            Some(Err(LockTrouble::Busy)) => {
                // What came after the other one had looked is told soon after it.
                told.due = Some(self.now().saturating_add(NEXT_TURN));
                return Ok(told);
            }
            Some(Err(LockTrouble::Io(error))) => {
                // Better told twice than never.
                tracing::warn!(%error, "the lock for telling cannot be had");
                None
            }
            Some(Ok(lock)) => Some(lock),
            None => None,
        };
        let mut rules = self.rules(&profile).await?;
        if self.is_locked() {
            rules.hide_everything();
        }
        if !profile.vault.notices_unshown().await?.is_empty() {
            let family = self.load_family(&profile).await?;
            let who = self.who(&profile, &family, &rules).await?;
            let manner = Manner { rules: &rules, who: &who, worded: Worded::Before };
            // Where nobody shows what is fixed already, nothing more is fixed: what waits comes together later.
            if !self.show_fixed(&profile, &mut teller, &mut told, manner).await? {
                return Ok(told);
            }
        }
        let now = self.now();
        let Waiting { open, answered } = Waiting::read(&profile.vault, now).await?;
        let to_remind = teller.evening != Some((now.date(), rules.reminder_time())) && rules.reminds(now);
        told.wakes_at(rules.next_reminder(now));
        if open.is_empty() && !to_remind {
            profile.vault.caught_up(&answered).await?;
            return Ok(told);
        }
        let family = self.load_family(&profile).await?;
        let who = self.who(&profile, &family, &rules).await?;
        let words = self.words();
        let stale_before = teller.stale_before(self.inner.started_at, now);
        let planned = plan(&open, &who, &rules, &words, now, stale_before);
        if let Some(due) = planned.due() {
            told.wakes_at(due);
        }
        let mut notices = planned.notices;
        let mut over = false;
        if to_remind {
            let evening = Evening::look(&profile.vault, &family, &who, &rules, &words, now).await?;
            over = evening.over;
            notices.extend(evening.reminders);
        }
        let records: Vec<NoticeRecord> = notices
            .iter()
            .zip(0..)
            .map(|(notice, place)| NoticeRecord {
                id: notice.id.clone(),
                members: notice.members.clone(),
                // They are shown in the order in which they were formed: what is about one child stands together.
                formed_at: now.saturating_add(Duration::nanoseconds(place)),
                body_json: serde_json::to_string(notice).unwrap_or_default(),
            })
            .collect();
        let suppressed: Vec<_> = planned.suppressed.iter().map(|(id, why)| (id.clone(), why.word())).collect();
        profile.vault.put_notices(&records, &suppressed).await?;
        if over {
            teller.evening = Some((now.date(), rules.reminder_time()));
        }
        // Only now, with the digest's members fixed.
        profile.vault.caught_up(&answered).await?;
        let manner = Manner { rules: &rules, who: &who, worded: Worded::Now };
        self.show_fixed(&profile, &mut teller, &mut told, manner).await?;
        Ok(told)
    }

    /// Has a notice shown, within a time: a notification server that hangs must not hold whoever waits for it. What it
    /// shows after that is replaced by the next try, which has the same number.
    pub(crate) async fn show_notice(&self, notice: &Notice) -> Result<Option<Shown>, NotShown> {
        let label = self.say("notice-open");
        let shown = tokio::time::timeout(SHOWN_WITHIN, self.inner.notifier.show(notice, &label));
        shown.await.unwrap_or_else(|_| Err(NotShown("no answer".to_owned())))
    }

    /// Shows the notices that are fixed and were not shown, but for those that wait. False where the system does not
    /// show them now.
    async fn show_fixed(
        &self,
        profile: &Profile,
        teller: &mut Teller,
        told: &mut Told,
        manner: Manner<'_>,
    ) -> Result<bool, AppError> {
        let mut in_time = Vec::new();
        // These first: where nobody shows anything, nothing comes after the first of the others.
        for record in profile.vault.notices_unshown().await? {
            let Ok(notice) = serde_json::from_str::<Notice>(&record.body_json) else {
                tracing::warn!("a kept notice cannot be read");
                continue;
            };
            let over = notice.until.is_some_and(|until| until <= self.now());
            if over && !teller.unnoted.contains_key(&record.id) {
                profile.vault.reminder_missed(&record.id).await?;
                continue;
            }
            in_time.push((record, notice));
        }
        for (record, mut notice) in in_time {
            let unnoted = teller.unnoted.get(&record.id).cloned();
            if unnoted.is_none()
                && let Some(until) = manner.hold(&notice, self.now())
            {
                told.wakes_at(until);
                continue;
            }
            // Perhaps worded before the lock fell: what else it says is not known any more.
            if manner.hides(&notice) || (manner.worded == Worded::Before && self.is_locked()) {
                notice.body = self.say("notice-hidden");
            }
            let place = match unnoted {
                Some(place) => place,
                None => match self.show_notice(&notice).await {
                    Ok(shown) => shown.map(place_of),
                    Err(error) => {
                        // It stays unshown and is tried again with the next beat or the next start.
                        tracing::warn!(%error, "a notice could not be shown");
                        return Ok(false);
                    }
                },
            };
            teller.unnoted.insert(record.id.clone(), place.clone());
            profile.vault.notice_shown(&record.id, self.now(), place.as_ref()).await?;
            teller.unnoted.remove(&record.id);
            told.shown.push(notice);
        }
        Ok(true)
    }

    /// Does what somebody chose on a notification without opening it: "seen", or "done" for homework, which is seen
    /// then too. A click that opens is [`App::open_link`]'s.
    ///
    /// # Errors
    /// Those of the file.
    pub async fn act_on(&self, clicked: &Clicked) -> Result<(), AppError> {
        let Some(action) = clicked.action else { return Ok(()) };
        // A notice of the family may be answered while the demo school is shown, and the other way round.
        let shown = self.profile().await?;
        let own = self.own_profile().await.ok().filter(|own| !Arc::ptr_eq(own, &shown));
        let now = self.now();
        for profile in [Some(shown), own].into_iter().flatten() {
            let vault = &profile.vault;
            let students: HashSet<StudentId> =
                vault.students().await?.into_iter().map(|record| record.student.id).collect();
            let mut changed: HashSet<StudentId> = HashSet::new();
            if action == Action::Done {
                let mut work = Vec::new();
                for change in &clicked.members {
                    work.extend(vault.homework_of(change).await?);
                }
                work.extend(
                    clicked.work.iter().map(|it| (it.student.clone(), SchoolYear::of(it.due), it.homework.clone())),
                );
                for (student, year, homework) in work.into_iter().filter(|(student, ..)| students.contains(student)) {
                    self.put_tick(&profile, &student, &homework, year, true).await?;
                    changed.insert(student);
                }
            }
            vault.mark_seen(&clicked.members, now).await?;
            if !changed.is_empty() {
                self.emit(AppEvent::Changed { students: changed.into_iter().collect() });
            }
        }
        self.emit(AppEvent::Status);
        Ok(())
    }

    /// The children as notices name them.
    pub(crate) async fn who(
        &self,
        profile: &Profile,
        family: &Family,
        rules: &Rules,
    ) -> Result<HashMap<StudentId, Who>, AppError> {
        let mut terms = self.term_names(profile, family).await?;
        let today = self.now().date();
        let mut who = HashMap::new();
        for record in &family.records {
            let id = &record.student.id;
            let school = match rules.school_hours {
                true => school_days(&profile.vault, id, today).await?,
                false => Vec::new(),
            };
            who.insert(
                id.clone(),
                Who {
                    name: short_name(record),
                    terms: terms.remove(id).unwrap_or_default(),
                    is_student: family.is_student(record),
                    school,
                },
            );
        }
        Ok(who)
    }
}

fn place_of(shown: Shown) -> NoticePlace {
    NoticePlace { number: shown.number, server: shown.server, shown_by: shown.by }
}

/// How notices that are fixed are shown: by what the family has chosen meanwhile.
#[derive(Clone, Copy)]
struct Manner<'a> {
    rules: &'a Rules,
    who: &'a HashMap<StudentId, Who>,
    worded: Worded,
}

impl Manner<'_> {
    /// Until when the notice waits: quiet hours and those of school hold what is fixed too.
    fn hold(&self, notice: &Notice, now: OffsetDateTime) -> Option<OffsetDateTime> {
        let about: Vec<(&StudentId, &Who)> = self.who.iter().filter(|(student, _)| notice.is_about(student)).collect();
        let children: Vec<&StudentId> = about.iter().map(|(student, _)| *student).collect();
        // A reminder is of the evening, whatever the timetable says of it.
        let of_school = about.iter().filter(|_| !notice.members.is_empty());
        let school: Vec<SchoolDay> = of_school.flat_map(|(_, who)| who.school.iter().copied()).collect();
        self.rules.hold_formed(&children, &school, now)
    }

    /// Whether what it says is hidden now.
    fn hides(&self, notice: &Notice) -> bool {
        let is_student = |student: &StudentId| self.who.get(student).is_some_and(|who| who.is_student);
        notice.says_values && notice.student.as_ref().is_some_and(|it| self.rules.hides(it, is_student(it)))
    }
}

/// When the notices were worded that are to be shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Worded {
    /// Earlier: nobody showed them then.
    Before,
    /// By who shows them.
    Now,
}

/// What waits to be told, as it was read at one moment.
struct Waiting {
    open: Vec<Open>,
    /// The children who were behind and whose answer is among it.
    answered: BTreeSet<StudentId>,
}

impl Waiting {
    async fn read(vault: &Vault, now: OffsetDateTime) -> Result<Waiting, AppError> {
        let behind = vault.catching_up().await?;
        // Before the changes: of a child whose answer comes between the two, nothing would be told together.
        let answered = match behind.is_empty() {
            true => BTreeSet::new(),
            false => vault.answered().await?,
        };
        let mut open = open_changes(vault).await?;
        missed_meanwhile(&mut open, &behind, now);
        Ok(Waiting { open, answered })
    }
}

/// What comes of a child for the first time since a backup was restored has waited, however late we see it: it is told
/// together.
fn missed_meanwhile(open: &mut [Open], behind: &BTreeSet<StudentId>, now: OffsetDateTime) {
    for entry in open.iter_mut().filter(|entry| behind.contains(&entry.change.student)) {
        entry.entered_at = entry.entered_at.min(now - STALE - Duration::SECOND);
    }
}

/// How long until `due`, and not longer than `most`.
pub(crate) fn nap_until(due: Option<OffsetDateTime>, now: OffsetDateTime, most: Wait) -> Wait {
    due.map_or(most, |due| Wait::try_from(due - now).unwrap_or(Wait::ZERO).min(most))
}

pub(crate) async fn open_changes(vault: &Vault) -> Result<Vec<Open>, AppError> {
    let entries = vault.outbox_open().await?.into_iter();
    Ok(entries.map(|entry| Open { change: entry.change, entered_at: entry.entered_at }).collect())
}

/// The school days of yesterday, today and tomorrow: what came yesterday may only be told today.
async fn school_days(vault: &Vault, student: &StudentId, today: Date) -> Result<Vec<SchoolDay>, AppError> {
    let (from, to) = (today.saturating_sub(Duration::DAY), today.saturating_add(Duration::DAY));
    let span = Span::new(from, to).unwrap_or(Span::day(today));
    let mut days: BTreeMap<Date, SchoolDay> = BTreeMap::new();
    for item in vault.items_many(student, &[Kind::Lesson], span).await? {
        let Item::Lesson(lesson) = item else { continue };
        let (Some(starts), Some(ends)) = (lesson.starts_at, lesson.ends_at) else { continue };
        if lesson.status != LessonStatus::Cancelled {
            let day = days.entry(lesson.date).or_insert((starts, ends));
            *day = (day.0.min(starts), day.1.max(ends));
        }
    }
    Ok(days.into_values().collect())
}

/// A look at what is not done for tomorrow.
struct Evening {
    /// What is said of it now.
    reminders: Vec<Notice>,
    /// There is nothing more to say: every child's reminder stands, or is switched off. Until then more may be set, and
    /// what is here may be of yesterday.
    over: bool,
}

impl Evening {
    async fn look(
        vault: &Vault,
        family: &Family,
        who: &HashMap<StudentId, Who>,
        rules: &Rules,
        words: &Words,
        now: OffsetDateTime,
    ) -> Result<Evening, AppError> {
        let tomorrow = now.date().saturating_add(Duration::DAY);
        let mut undone: BTreeMap<StudentId, Vec<Homework>> = BTreeMap::new();
        for record in &family.records {
            let student = &record.student.id;
            if !rules.tells(student, Topic::Undone, who.get(student).is_some_and(|who| who.is_student)) {
                continue;
            }
            let due = Due::within(vault, student, Span::day(tomorrow)).await?;
            undone.insert(student.clone(), due.left(tomorrow).collect());
        }
        let ids: Vec<String> = undone.keys().map(|student| Notice::id_of_evening(student, now.date())).collect();
        let delivered = vault.notices_standing(&ids).await?;
        let reminders = reminders(&undone, who, rules, words, now, &delivered);
        let stands = |id: &String| delivered.contains(id) || reminders.iter().any(|reminder| reminder.id == *id);
        Ok(Evening { over: ids.iter().all(stands), reminders })
    }
}

#[cfg(test)]
mod tests;
