//! What the family wants to be told, how, and when: the rules, and the page on which they are chosen.

use std::sync::Arc;

use peremena_model::{AccountId, StudentId};
use peremena_notify::{Arg, ChildQuiet, DigestTimes, Hold, QuietHours, Rules, Topic, Words, dates, plan};
use peremena_vault::StudentRecord;
use serde_json::Value;
use time::{Duration, OffsetDateTime, Time, macros::time};

use crate::{
    App, AppError,
    family::{Family, short_name},
    profile::Profile,
    telling::open_changes,
    views::{
        AppEvent, ChangeNoticesRequest, ChildQuietRequest, ChildQuietView, DigestTimesView, ErrorView, Nothing,
        NoticeCellView, NoticeChildView, NoticeTopic, NoticeTopicView, NoticesView, QuietChoice, QuietHoursView,
    },
};

/// The setting under which the rules of notices are kept.
const RULES: &str = "notice_rules";

/// What quiet hours begin with when they are first switched on.
const NIGHT: QuietHours = QuietHours { from: time!(21:00), to: time!(7:00) };

/// Homework for tomorrow is spoken of in the second half of today.
const EVENING_FROM: Time = time!(12:00);

impl App {
    /// What the family wants to be told.
    pub(crate) async fn rules(&self, profile: &Profile) -> Result<Rules, AppError> {
        let kept: Option<Value> = profile.vault.setting(RULES).await?;
        Ok(kept.map_or_else(Rules::default, |kept| Rules::read(&kept)))
    }

    /// Keeps the rules, without those of children that are gone, and looks at what they hold.
    pub(crate) async fn keep_rules(&self, profile: &Arc<Profile>, mut rules: Rules) -> Result<(), AppError> {
        let students = profile.vault.students().await?;
        rules.children.retain(|id, _| students.iter().any(|record| record.student.id.as_str() == id));
        let value = serde_json::to_value(&rules).map_err(|_| AppError::Request("error-request"))?;
        profile.vault.put_setting(RULES, &value).await?;
        // Whose values are hidden may be another now.
        self.refresh_summary(profile).await;
        // What was held may be due now, or nothing may hold it any more.
        self.inner.pulse.notify_one();
        Ok(())
    }

    /// Takes out what was chosen for the children of an account, before the account goes.
    pub(crate) async fn forget_choices(&self, profile: &Arc<Profile>, account: &AccountId) -> Result<(), AppError> {
        let mut rules = self.rules(profile).await?;
        let before = rules.children.len();
        for record in profile.vault.students().await?.iter().filter(|it| it.student.account == *account) {
            rules.children.remove(record.student.id.as_str());
        }
        if rules.children.len() != before {
            self.keep_rules(profile, rules).await?;
        }
        Ok(())
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn notices(&self, _: Nothing) -> Result<NoticesView, ErrorView> {
        self.notices_view().await.map_err(|error| self.said(&error))
    }

    async fn notices_view(&self) -> Result<NoticesView, AppError> {
        let profile = self.profile().await?;
        let (words, now) = (self.words(), self.now());
        let family = self.load_family(&profile).await?;
        let rules = self.rules(&profile).await?;
        let open = open_changes(&profile.vault).await?;
        let who = self.who(&profile, &family, &rules).await?;
        let held = plan(&open, &who, &rules, &words, now, now);
        let waiting = held.due().map(|due| {
            let count = i64::try_from(held.held.len()).unwrap_or(i64::MAX);
            let when = when(&words, due, now);
            words.say_with("notices-waiting", &[("count", Arg::Count(count)), ("when", Arg::Text(&when))])
        });
        Ok(NoticesView {
            topics: Topic::ALL
                .iter()
                .map(|topic| NoticeTopicView {
                    topic: NoticeTopic::from(*topic),
                    name: words.say(&format!("notice-kind-{}", topic.word())),
                })
                .collect(),
            children: family.records.iter().map(|record| child_view(&words, &family, record, &rules)).collect(),
            sound: rules.sound,
            hide_values: rules.hide_values,
            quiet: QuietHoursView {
                on: rules.quiet.is_some(),
                from: dates::clock(rules.quiet.unwrap_or(NIGHT).from),
                to: dates::clock(rules.quiet.unwrap_or(NIGHT).to),
                text: rules.quiet.map(|quiet| quiet_text(&words, quiet)),
            },
            school_hours: rules.school_hours,
            digests: digests_view(&words, rules.digests),
            undone_at: dates::clock(rules.undone_at),
            undone_text: (rules.reminder_time() != rules.undone_at).then(|| {
                let at = dates::clock(rules.reminder_time());
                words.say_with("notices-undone-earlier", &[("time", Arg::Text(&at))])
            }),
            waiting,
        })
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them: a time that is none, quiet hours that begin when they end, a digest at no time.
    pub async fn change_notices(&self, request: ChangeNoticesRequest) -> Result<NoticesView, ErrorView> {
        let changed = async {
            let profile = self.profile().await?;
            let mut rules = self.rules(&profile).await?;
            let students = profile.vault.students().await?;
            let known = |id: &StudentId| {
                let known = students.iter().any(|record| record.student.id == *id);
                known.then_some(()).ok_or(AppError::Request("error-request"))
            };
            choose(&mut rules, &request)?;
            for switch in &request.switches {
                let topic = Topic::from(switch.topic);
                match &switch.student {
                    Some(student) => {
                        known(student)?;
                        let rule = rules.choose(student, topic);
                        rule.on = switch.on.or(rule.on);
                        rule.sound = switch.sound.or(rule.sound);
                    }
                    None => {
                        if let Some(on) = switch.on {
                            rules.switch_all(topic, on);
                        }
                        if switch.sound.is_some() {
                            for record in &students {
                                rules.choose(&record.student.id, topic).sound = switch.sound;
                            }
                        }
                    }
                }
            }
            for hiding in &request.hiding {
                known(&hiding.student)?;
                rules.of_child(&hiding.student).hide_values = hiding.hide;
            }
            for chosen in &request.children {
                known(&chosen.student)?;
                let quiet = chosen.quiet.as_ref().map(child_quiet).transpose()?;
                let child = rules.of_child(&chosen.student);
                child.silent = chosen.silent.unwrap_or(child.silent);
                child.quiet = quiet.unwrap_or(child.quiet);
            }
            self.keep_rules(&profile, rules).await?;
            self.emit(AppEvent::Status);
            self.notices_view().await
        };
        changed.await.map_err(|error: AppError| self.said(&error))
    }
}

/// What of the request is the same for all children.
fn choose(rules: &mut Rules, request: &ChangeNoticesRequest) -> Result<(), AppError> {
    rules.sound = request.sound.unwrap_or(rules.sound);
    rules.hide_values = request.hide_values.unwrap_or(rules.hide_values);
    rules.school_hours = request.school_hours.unwrap_or(rules.school_hours);
    if let Some(quiet) = &request.quiet {
        rules.quiet = match quiet.on {
            true => Some(quiet_hours(&quiet.from, &quiet.to)?),
            false => None,
        };
    }
    if let Some(digests) = &request.digests {
        let times = DigestTimes {
            morning: digests.morning.as_deref().map(clock_time).transpose()?,
            evening: digests.evening.as_deref().map(clock_time).transpose()?,
        };
        rules.digests = match (digests.on, times.morning, times.evening) {
            (false, ..) => None,
            (true, None, None) => return Err(AppError::Request("error-digest-none")),
            (true, Some(morning), Some(evening)) if morning >= evening => {
                return Err(AppError::Request("error-digest-order"));
            }
            (true, ..) => Some(times),
        };
    }
    if let Some(at) = &request.undone_at {
        let at = clock_time(at)?;
        if at < EVENING_FROM {
            return Err(AppError::Request("error-undone-time"));
        }
        rules.undone_at = at;
    }
    Ok(())
}

fn child_quiet(chosen: &ChildQuietRequest) -> Result<ChildQuiet, AppError> {
    Ok(match chosen.choice {
        QuietChoice::LikeAll => ChildQuiet::LikeAll,
        QuietChoice::Own => ChildQuiet::Own(quiet_hours(&chosen.from, &chosen.to)?),
        QuietChoice::None => ChildQuiet::None,
    })
}

fn quiet_hours(from: &str, to: &str) -> Result<QuietHours, AppError> {
    let hours = QuietHours { from: clock_time(from)?, to: clock_time(to)? };
    if hours.from == hours.to {
        return Err(AppError::Request("error-quiet-hours"));
    }
    Ok(hours)
}

fn quiet_text(words: &Words, quiet: QuietHours) -> String {
    let (from, to) = (dates::clock(quiet.from), dates::clock(quiet.to));
    words.say_with("notices-quiet", &[("from", Arg::Text(&from)), ("to", Arg::Text(&to))])
}

fn child_quiet_view(words: &Words, student: &StudentId, is_student: bool, rules: &Rules) -> ChildQuietView {
    let chosen = rules.children.get(student.as_str()).map(|child| child.quiet).unwrap_or_default();
    let (choice, own) = match chosen {
        ChildQuiet::LikeAll => (QuietChoice::LikeAll, None),
        ChildQuiet::Own(hours) => (QuietChoice::Own, Some(hours)),
        ChildQuiet::None => (QuietChoice::None, None),
    };
    let hours = own.or(rules.quiet).unwrap_or(NIGHT);
    let reminder = rules.reminder_time_of(student);
    let moved = reminder != rules.reminder_time() && rules.tells(student, Topic::Undone, is_student);
    let reminder = moved.then(|| {
        let at = dates::clock(reminder);
        words.say_with("notices-undone-of", &[("time", Arg::Text(&at))])
    });
    let said: Vec<String> = own.map(|own| quiet_text(words, own)).into_iter().chain(reminder).collect();
    ChildQuietView {
        choice,
        from: dates::clock(hours.from),
        to: dates::clock(hours.to),
        text: (!said.is_empty()).then(|| said.join(". ")),
    }
}

fn child_view(words: &Words, family: &Family, record: &StudentRecord, rules: &Rules) -> NoticeChildView {
    let (student, is_student) = (&record.student.id, family.is_student(record));
    let hide_values = rules.hides(student, is_student);
    NoticeChildView {
        student: student.clone(),
        name: short_name(record),
        colour: family.colour(record),
        cells: Topic::ALL
            .iter()
            .map(|topic| NoticeCellView {
                topic: NoticeTopic::from(*topic),
                on: rules.tells(student, *topic, is_student),
                sound: rules.sounds(student, *topic),
            })
            .collect(),
        hide_values,
        hide_text: words.say(match (hide_values, is_student) {
            (true, true) => "notices-hidden-student",
            (true, false) => "notices-hidden",
            (false, _) => "notices-shown",
        }),
        hide_chosen: rules.children.get(student.as_str()).and_then(|child| child.hide_values),
        silent: rules.silences(student),
        quiet: child_quiet_view(words, student, is_student, rules),
    }
}

fn digests_view(words: &Words, digests: Option<DigestTimes>) -> DigestTimesView {
    let times = digests.unwrap_or_default();
    let (morning, evening) = (times.morning.map(dates::clock), times.evening.map(dates::clock));
    let text = digests.map(|_| match (&morning, &evening) {
        (Some(morning), Some(evening)) => {
            words.say_with("notices-digest-twice", &[("morning", Arg::Text(morning)), ("evening", Arg::Text(evening))])
        }
        (Some(once), None) | (None, Some(once)) => words.say_with("notices-digest-once", &[("time", Arg::Text(once))]),
        (None, None) => String::new(),
    });
    DigestTimesView { on: digests.is_some(), morning, evening, text }
}

/// "21:30" as a time of day.
fn clock_time(text: &str) -> Result<Time, AppError> {
    let wrong = AppError::Request("error-time");
    let (hour, minute) = match text.trim().split_once(':') {
        Some((hour, minute)) if minute.len() == 2 && !hour.is_empty() && hour.len() <= 2 => (hour, minute),
        _ => return Err(wrong),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return Err(wrong);
    }
    match (hour.parse(), minute.parse()) {
        (Ok(hour), Ok(minute)) => Time::from_hms(hour, minute, 0).map_err(|_| wrong),
        _ => Err(wrong),
    }
}

/// "в 07:00", "завтра в 07:00", "20 ноября в 07:00".
pub(crate) fn when(words: &Words, moment: OffsetDateTime, now: OffsetDateTime) -> String {
    let moment = moment.to_offset(now.offset());
    let time = dates::clock(moment.time());
    if moment.date() == now.date() {
        return words.say_with("when-today", &[("time", Arg::Text(&time))]);
    }
    let day = dates::near_day(words, moment.date(), now.date());
    words.say_with("when-day", &[("day", Arg::Text(&day)), ("time", Arg::Text(&time))])
}

/// What holds a change and until when, in words.
pub(crate) fn held_text(words: &Words, why: Hold, until: OffsetDateTime, now: OffsetDateTime) -> String {
    // A moment that is told to the minute is not before the moment.
    let until = if until.second() == 0 { until } else { until.saturating_add(Duration::MINUTE) };
    let when = when(words, until, now);
    words.say_with(&format!("told-held-{}", why.word()), &[("when", Arg::Text(&when))])
}

#[cfg(test)]
mod tests;
