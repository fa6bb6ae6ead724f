//! What changed, newest first.

use std::{collections::HashMap, sync::PoisonError};

use peremena_model::{Change, ChangeId, Item, Kind, LessonStatus, SchoolYear, StudentId, What};
use peremena_notify::{Arg, NotTold, Notice, Open, Rules, Verdict, Who, Words, change_line, dates, judge};
use peremena_vault::{ChangeFilter, LoggedChange, Telling};
use time::{Date, Duration, OffsetDateTime};

use crate::{
    App, AppError,
    family::{Family, counts_as_unread, short_name},
    lessons::{MarkNews, absence_chip, day_label, mark_chip, term_mark_chip},
    links,
    marks::words_of_term_mark,
    notices::held_text,
    profile::Profile,
    views::{
        AppEvent, ErrorView, FamilyView, FeedDay, FeedEntry, FeedReminder, FeedRequest, FeedView, Filling, KindChoice,
        MarkChip, SeeRequest, Tint, ToldState, ToldView,
    },
};

/// How many changes one page holds.
const PAGE: u32 = 60;

/// What is said of the notice about each change.
type Tellings = HashMap<ChangeId, ToldView>;

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn feed(&self, request: FeedRequest) -> Result<FeedView, ErrorView> {
        self.feed_view(request).await.map_err(|error| self.said(&error))
    }

    async fn feed_view(&self, request: FeedRequest) -> Result<FeedView, AppError> {
        let profile = self.profile().await?;
        let (words, now) = (self.words(), self.now());
        let family = self.load_family(&profile).await?;
        let log = |since, limit| ChangeFilter {
            student: request.student.clone(),
            kind: request.kind,
            since,
            limit,
            newest_first: true,
            ..ChangeFilter::default()
        };
        // Counted from the place anew at every look: an offset that is kept would point elsewhere once something is new.
        // The line that a link leads to is among them, however much came since.
        let line = match &request.change {
            Some(id) => profile.vault.change(id).await?.map(|change| change.at),
            None => None,
        };
        let shown = match request.down_to.as_deref().and_then(place).into_iter().chain(line).min() {
            Some(place) => profile.vault.count_changes(&log(Some(place), None)).await?,
            None => 0,
        };
        let most = shown.saturating_add(PAGE);
        let mut page = profile.vault.changes(&log(None, Some(most.saturating_add(1)))).await?;
        let more = page.len() > usize::try_from(most).unwrap_or(usize::MAX);
        page.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let terms = self.term_names(&profile, &family).await?;
        let mut tellings = self.tellings(&profile, &family, &page, &words, now).await?;
        let mut days: Vec<FeedDay> = Vec::new();
        let new_day =
            |date| FeedDay { label: day_label(&words, date, now.date()), entries: Vec::new(), reminders: Vec::new() };
        let mut shown = None;
        for logged in &page {
            let date = logged.change.at.to_offset(now.offset()).date();
            if shown != Some(date) {
                days.push(new_day(date));
                shown = Some(date);
            }
            if let (Some(day), Some(entry)) = (days.last_mut(), entry(&words, logged, &family, &terms, now, false)) {
                day.entries.push(FeedEntry { told: tellings.remove(&entry.id), ..entry });
            }
        }
        if request.kind.is_none_or(|kind| kind == Kind::Homework) {
            // Down to where the page ends: an older one stands among what comes with more.
            let from = page.last().filter(|_| more).map_or(OffsetDateTime::UNIX_EPOCH, |oldest| oldest.change.at);
            let before = now.saturating_add(Duration::DAY);
            for (record, shown_at) in profile.vault.reminders(from, before).await? {
                let Ok(notice) = serde_json::from_str::<Notice>(&record.body_json) else { continue };
                // One that nobody could show stands at the moment for which it was made.
                let at = shown_at.unwrap_or(record.formed_at);
                let Some(reminder) = reminder(&words, &notice, shown_at, at, &family, now) else { continue };
                if request.student.as_ref().is_some_and(|only| *only != reminder.student) {
                    continue;
                }
                let date = at.to_offset(now.offset()).date();
                let place = days.partition_point(|day| day.label.date > date.to_string());
                if days.get(place).is_none_or(|day| day.label.date != date.to_string()) {
                    days.insert(place, new_day(date));
                }
                if let Some(day) = days.get_mut(place) {
                    day.reminders.push(reminder);
                }
            }
        }
        days.retain(|day| !day.entries.is_empty() || !day.reminders.is_empty());
        let unread = family
            .view(&words, now)
            .students
            .iter()
            .filter(|student| request.student.as_ref().is_none_or(|only| *only == student.id))
            .map(|student| student.unread)
            .sum();
        Ok(FeedView {
            filling: if days.is_empty() { Filling::Empty } else { Filling::Full },
            days,
            more: page.last().filter(|_| more).map(|oldest| oldest.change.at.unix_timestamp_nanos().to_string()),
            unread,
            kinds: kinds(&words, &family, request.student.as_ref()),
        })
    }

    /// What became of the notices about these changes.
    async fn tellings(
        &self,
        profile: &Profile,
        family: &Family,
        page: &[LoggedChange],
        words: &Words,
        now: OffsetDateTime,
    ) -> Result<Tellings, AppError> {
        let ids: Vec<ChangeId> = page.iter().map(|logged| logged.change.id.clone()).collect();
        let known = profile.vault.tellings(&ids).await?;
        let rules = self.rules(profile).await?;
        let who = self.who(profile, family, &rules).await?;
        let unknown = Who::default();
        let view = |logged: &LoggedChange| {
            let change = &logged.change;
            let telling = known.get(&change.id)?;
            let who = who.get(&change.student).unwrap_or(&unknown);
            Some((change.id.clone(), told_view(words, change, telling, who, &rules, now)))
        };
        Ok(page.iter().filter_map(view).collect())
    }

    /// The latest changes of one child, unread ones first.
    pub(crate) async fn news(
        &self,
        profile: &Profile,
        family: &Family,
        student: Option<&StudentId>,
        most: u32,
    ) -> Result<Vec<FeedEntry>, AppError> {
        let (words, now) = (self.words(), self.now());
        let log = profile
            .vault
            .changes(&ChangeFilter {
                student: student.cloned(),
                limit: Some(most.saturating_mul(4)),
                newest_first: true,
                ..ChangeFilter::default()
            })
            .await?;
        if log.is_empty() {
            return Ok(Vec::new());
        }
        let terms = self.term_names(profile, family).await?;
        let mut entries: Vec<FeedEntry> =
            log.iter().filter_map(|logged| entry(&words, logged, family, &terms, now, true)).collect();
        entries.sort_by_key(|entry| !entry.unread);
        entries.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(entries)
    }

    /// The school's names of the terms, by id.
    pub(crate) async fn term_names(
        &self,
        profile: &Profile,
        family: &Family,
    ) -> Result<HashMap<StudentId, HashMap<String, String>>, AppError> {
        let year = SchoolYear::of(self.now().date());
        let mut names = HashMap::new();
        for record in &family.records {
            let terms = profile.vault.items(&record.student.id, Kind::Term, year, None).await?;
            let of = terms.into_iter().filter_map(|item| match item {
                Item::Term(term) => Some((term.id, term.name)),
                _ => None,
            });
            names.insert(record.student.id.clone(), of.collect());
        }
        Ok(names)
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn see(&self, request: SeeRequest) -> Result<FamilyView, ErrorView> {
        let seen = async {
            let profile = self.profile().await?;
            let at_once = request.all || request.all_of.is_some();
            let ids: Vec<ChangeId> = if request.undo {
                self.inner.read_at_once.lock().unwrap_or_else(PoisonError::into_inner).clone()
            } else if at_once {
                let filter = ChangeFilter { student: request.all_of, ..ChangeFilter::default() };
                let log = profile.vault.changes(&filter).await?;
                log.into_iter().filter(|logged| logged.seen_at.is_none()).map(|logged| logged.change.id).collect()
            } else {
                request.changes
            };
            if !ids.is_empty() {
                if request.undo {
                    profile.vault.mark_unseen(&ids).await?;
                } else {
                    profile.vault.mark_seen(&ids, self.now()).await?;
                }
                self.emit(AppEvent::Status);
            }
            if request.undo || at_once {
                let last = if request.undo { Vec::new() } else { ids };
                if last.is_empty() && !request.undo {
                    // Nothing was left to read: what was read at once before can still be taken back.
                    return self.family_view().await;
                }
                *self.inner.read_at_once.lock().unwrap_or_else(PoisonError::into_inner) = last;
            }
            self.family_view().await
        };
        seen.await.map_err(|error: AppError| self.said(&error))
    }
}

/// A place in the log as [`FeedView::more`] says it: a moment.
fn place(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(text.parse().ok()?).ok()
}

/// The kinds to choose from: all that the systems of the chosen children tell.
fn kinds(words: &Words, family: &Family, student: Option<&StudentId>) -> Vec<KindChoice> {
    let records = || family.records.iter().filter(|record| student.is_none_or(|only| *only == record.student.id));
    Rules::SWITCHES
        .iter()
        .filter(|kind| records().any(|record| family.gives(record, **kind)))
        .map(|kind| KindChoice { kind: *kind, name: words.say(&format!("kind-{}", kind.word())) })
        .collect()
}

/// One change as a row; none where there is nothing to say of it. `short` for the screen of today, where the
/// day is not in a heading and the line is not the feed's own.
fn entry(
    words: &Words,
    logged: &LoggedChange,
    family: &Family,
    terms: &HashMap<StudentId, HashMap<String, String>>,
    now: OffsetDateTime,
    short: bool,
) -> Option<FeedEntry> {
    let change = &logged.change;
    let record = family.record(&change.student)?;
    let item = change.item()?;
    let at = change.at.to_offset(now.offset());
    let today = now.date();
    let when = match dates::relative(words, at.date(), today) {
        Some(_) if at.date() == today => dates::clock(at.time()),
        Some(relative) if short => relative,
        None if short => dates::day_and_month(words, at.date(), today),
        Some(_) | None => dates::clock(at.time()),
    };
    Some(FeedEntry {
        id: change.id.clone(),
        student: change.student.clone(),
        student_name: short_name(record),
        colour: family.colour(record),
        kind: change.kind,
        what: change.what,
        title: item.subject().map_or_else(|| words.say(&format!("kind-{}", change.kind.word())), str::to_owned),
        text: text(words, change, terms.get(&change.student), today),
        when,
        chip: chip(words, change),
        unread: logged.seen_at.is_none() && counts_as_unread(change.kind),
        told: None,
        route: if short { links::route_of(change) } else { links::route_from_line(change) },
    })
}

/// What became of the notice about one change: told and when, in a digest and why, held and until when, not told and
/// why not.
fn told_view(
    words: &Words,
    change: &Change,
    telling: &Telling,
    who: &Who,
    rules: &Rules,
    now: OffsetDateTime,
) -> ToldView {
    let not_told = |why: Option<NotTold>| {
        let id = match why {
            Some(NotTold::KindOff) => "told-not-kind-off",
            Some(NotTold::Silent) => "told-not-silent",
            Some(NotTold::Past) => "told-not-past",
            Some(NotTold::Read) => "told-not-read",
            Some(NotTold::History) => "told-not-history",
            // A newer version knew why.
            None => "told-not-unknown",
        };
        ToldView { state: ToldState::NotTold, text: words.say(id) }
    };
    if let Some(why) = &telling.suppressed {
        return not_told(NotTold::from_word(why));
    }
    let waiting = || ToldView { state: ToldState::Waiting, text: words.say("told-waiting") };
    match &telling.notice {
        Some(notice) => {
            let body: Option<Notice> = serde_json::from_str(&notice.body_json).ok();
            let together = body.as_ref().and_then(|body| body.together);
            let state = if notice.members > 1 { ToldState::Digest } else { ToldState::Told };
            match notice.shown_at {
                Some(at) => {
                    let row = change.at.to_offset(now.offset()).date();
                    let when = when_in_row(words, at, row, now);
                    let id = match together {
                        Some(together) if notice.members > 1 => format!("told-digest-{}", together.word()),
                        None if notice.members > 1 => "told-digest-digest".to_owned(),
                        _ => "told-alone".to_owned(),
                    };
                    ToldView { state, text: words.say_with(&id, &[("when", Arg::Text(&when))]) }
                }
                // The notice was lost with a damaged file, not that there was one.
                None if body.is_none() => ToldView { state, text: words.say("told-shown") },
                None => waiting(),
            }
        }
        None => {
            let entry = Open { change: change.clone(), entered_at: telling.entered_at };
            match judge(&entry, who, rules, now) {
                Verdict::Hold(why, until) => {
                    ToldView { state: ToldState::Held, text: held_text(words, why, until, now) }
                }
                Verdict::Not(why) => not_told(Some(why)),
                Verdict::Tell(_) => waiting(),
            }
        }
    }
}

/// "в 07:00" of the day under whose heading it stands, "сегодня в 07:00" of another: the heading is not said again, and
/// an hour alone is that day's.
fn when_in_row(words: &Words, moment: OffsetDateTime, row: Date, now: OffsetDateTime) -> String {
    let moment = moment.to_offset(now.offset());
    let time = dates::clock(moment.time());
    if moment.date() == row {
        return words.say_with("when-today", &[("time", Arg::Text(&time))]);
    }
    let day = dates::near_day(words, moment.date(), now.date());
    words.say_with("when-day", &[("day", Arg::Text(&day)), ("time", Arg::Text(&time))])
}

/// A reminder as a row; none of a child that is gone.
fn reminder(
    words: &Words,
    notice: &Notice,
    shown_at: Option<OffsetDateTime>,
    at: OffsetDateTime,
    family: &Family,
    now: OffsetDateTime,
) -> Option<FeedReminder> {
    let record = family.record(notice.student.as_ref()?)?;
    let told = match shown_at {
        Some(shown_at) => {
            let row = at.to_offset(now.offset()).date();
            let text = words.say_with("told-alone", &[("when", Arg::Text(&when_in_row(words, shown_at, row, now)))]);
            ToldView { state: ToldState::Told, text }
        }
        None => ToldView { state: ToldState::NotTold, text: words.say("told-not-shown") },
    };
    Some(FeedReminder {
        id: notice.id.clone(),
        student: record.student.id.clone(),
        student_name: short_name(record),
        colour: family.colour(record),
        title: notice.title.clone(),
        text: notice.body.clone(),
        when: dates::clock(at.to_offset(now.offset()).time()),
        told,
        route: links::route_of_link(&notice.link).unwrap_or_else(|| "#/feed".to_owned()),
    })
}

fn chip(words: &Words, change: &Change) -> Option<MarkChip> {
    let news = MarkNews::default();
    let mut chip = match change.item()? {
        Item::Mark(mark) => mark_chip(words, mark, &news),
        Item::TermMark(mark) => term_mark_chip(mark, &news),
        Item::Absence(absence) => absence_chip(words, absence),
        _ => return None,
    };
    if change.what == What::Removed {
        // Gone: it is written struck through, with nothing beside it.
        chip.was = Some(std::mem::take(&mut chip.value));
        chip.tint = Tint::Plain;
    }
    Some(chip)
}

fn text(words: &Words, change: &Change, terms: Option<&HashMap<String, String>>, today: Date) -> String {
    let day = change.item().and_then(Item::date).map(|date| dates::near_day(words, date, today)).unwrap_or_default();
    let with_day = |text: String| if day.is_empty() { text } else { format!("{text}, {day}") };
    match (change.item(), &change.old) {
        (Some(Item::Mark(mark)), old) => {
            let was = match old {
                Some(Item::Mark(old)) => old.value.as_str(),
                _ => "",
            };
            let work = mark.work_type.as_deref().unwrap_or_default();
            let args = [("old", Arg::Text(was)), ("work", Arg::Text(work)), ("value", Arg::Text(&mark.value))];
            let id = match change.what {
                What::Added if work.is_empty() => "feed-mark-added-plain",
                What::Added => "feed-mark-added",
                What::Changed if was == mark.value => "feed-mark-altered",
                What::Changed if work.is_empty() => "feed-mark-changed",
                What::Changed => "feed-mark-changed-work",
                What::Removed => "feed-mark-removed",
            };
            with_day(words.say_with(id, &args))
        }
        (Some(Item::TermMark(mark)), old) => {
            let was = match old {
                Some(Item::TermMark(old)) => old.value.as_str(),
                _ => "",
            };
            let name = mark.term.as_ref().and_then(|term| terms?.get(term)).cloned();
            let term = words_of_term_mark(words, mark, name);
            let args = [("term", Arg::Text(&term)), ("old", Arg::Text(was))];
            let id = match change.what {
                What::Added => "feed-term-mark",
                What::Changed => "feed-term-mark-changed",
                What::Removed => "feed-term-mark-removed",
            };
            words.say_with(id, &args)
        }
        (Some(Item::Homework(homework)), _) => {
            let body = if homework.text.trim().is_empty() {
                let files = i64::try_from(homework.attachments.len()).unwrap_or(0);
                words.say_with("files", &[("count", Arg::Count(files))])
            } else {
                homework.text.split_whitespace().collect::<Vec<_>>().join(" ")
            };
            let args = [("day", Arg::Text(&day)), ("text", Arg::Text(&body))];
            words.say_with(&format!("feed-homework-{}", change.what.word()), &args)
        }
        (Some(Item::Lesson(lesson)), _) if lesson.status == LessonStatus::Substituted => {
            with_day(match &lesson.teacher {
                Some(teacher) => words.say_with("substitution-teacher", &[("teacher", Arg::Text(teacher))]),
                None => words.say("substitution"),
            })
        }
        _ => change_line(words, change, None, today, false),
    }
}

#[cfg(test)]
mod tests;
