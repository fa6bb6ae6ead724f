//! Now and next, what changed, homework for the next school day.

use futures_util::future::try_join_all;
use peremena_model::{Homework, Item, Kind, Lesson, LessonStatus, PlannedTest, SchoolYear, Span};
use peremena_notify::{Arg, Words, dates};
use peremena_vault::{DataVersion, StudentRecord};
use time::{Date, Duration, OffsetDateTime};

use crate::{
    App, AppError,
    attachments::Shelf,
    family::{Family, short_name},
    homework::due::nothing_set,
    lessons::{Days, day_label, homework_row},
    profile::Profile,
    views::{
        DayPhase, ErrorView, FamilyView, HomeworkRow, NextDayView, NowView, TestRow, TodayRequest, TodaySection,
        TodayView,
    },
};

/// How many changes the screen shows.
const NEWS: u32 = 6;

/// How far ahead tests are shown.
pub(crate) const TESTS_AHEAD: Duration = Duration::days(14);

/// What a tray's menu says at a glance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuickLook {
    /// "Амина: 11:15 · История, 301", one for each child with lessons today.
    pub lines: Vec<String>,
    /// Unread changes of all children.
    pub unread: u32,
    /// "Новое: 3"; none where nothing is unread.
    pub unread_words: Option<String>,
    /// When the lines will say something else by themselves: a lesson begins.
    pub until: Option<OffsetDateTime>,
}

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn today(&self, request: TodayRequest) -> Result<TodayView, ErrorView> {
        self.load_today(&request).await.map(|(_, today)| today).map_err(|error| self.said(&error))
    }

    /// The children and the screen, from one load.
    pub(crate) async fn load_today(&self, request: &TodayRequest) -> Result<(FamilyView, TodayView), AppError> {
        let profile = self.profile().await?;
        let version = profile.data_version().await?;
        let family = self.family_at(&profile, version).await?;
        let (words, now) = (self.words(), self.now());
        let wanted = family
            .records
            .iter()
            .filter(|record| request.student.as_ref().is_none_or(|only| *only == record.student.id));
        let sections = try_join_all(wanted.map(|record| self.section(&profile, version, &family, record))).await?;
        Ok((family.view(&words, now), TodayView { sections }))
    }

    /// What a tray's menu says at a glance: each child's next lesson of today, and how much is unread.
    pub async fn quick_look(&self) -> QuickLook {
        self.load_quick_look().await.unwrap_or_default()
    }

    async fn load_quick_look(&self) -> Result<QuickLook, AppError> {
        if self.is_locked() {
            return Ok(QuickLook::default());
        }
        let profile = self.profile().await?;
        let family = self.load_family(&profile).await?;
        let (words, now) = (self.words(), self.now());
        let mut look = QuickLook::default();
        for record in &family.records {
            let lessons = profile.vault.items_many(&record.student.id, &[Kind::Lesson], Span::day(now.date())).await?;
            let ahead = lessons
                .iter()
                .filter_map(|item| match item {
                    Item::Lesson(lesson) => Some(lesson),
                    _ => None,
                })
                .filter(|lesson| lesson.status != LessonStatus::Cancelled)
                .filter_map(|lesson| Some((lesson, lesson.starts_at?)))
                .filter(|(_, from)| *from > now)
                .min_by_key(|(_, from)| *from);
            let child = short_name(record);
            let line = match ahead {
                Some((lesson, from)) => {
                    look.until = Some(look.until.map_or(from, |until| until.min(from)));
                    let subject = match &lesson.room {
                        Some(room) => format!("{}, {room}", lesson.subject),
                        None => lesson.subject.clone(),
                    };
                    let time = dates::clock(from.to_offset(now.offset()).time());
                    words.say_with(
                        "tray-next",
                        &[("child", Arg::Text(&child)), ("time", Arg::Text(&time)), ("lesson", Arg::Text(&subject))],
                    )
                }
                // A day without lessons is not worth a line.
                None if lessons.is_empty() => continue,
                None => words.say_with("tray-over", &[("child", Arg::Text(&child))]),
            };
            look.lines.push(line);
        }
        look.unread = family.view(&words, now).unread;
        look.unread_words =
            (look.unread > 0).then(|| words.say_with("tray-unread", &[("count", Arg::Count(look.unread.into()))]));
        Ok(look)
    }

    async fn section(
        &self,
        profile: &Profile,
        version: Option<DataVersion>,
        family: &Family,
        record: &StudentRecord,
    ) -> Result<TodaySection, AppError> {
        let (words, now) = (self.words(), self.now());
        let today = now.date();
        let student = &record.student.id;
        let span = Span::new(today, today.saturating_add(TESTS_AHEAD)).unwrap_or(Span::day(today));
        let (days, calendar, shelf, news) = tokio::try_join!(
            Days::load(&profile.vault, student, span),
            profile.calendar(version, student, SchoolYear::of(today)),
            self.shelf(profile, student, family.files_of(record)),
            self.news(profile, family, Some(student), NEWS),
        )?;
        let rows = days.rows(&words, today, now, &shelf);
        let (filling, day_words) = calendar.filling(&words, today, !rows.lessons.is_empty(), today);
        let todays: Vec<&Lesson> = days
            .lessons
            .iter()
            .filter(|lesson| lesson.date == today && lesson.status != LessonStatus::Cancelled)
            .collect();
        Ok(TodaySection {
            student: family.student_view(record, &words, now),
            day: day_label(&words, today, today),
            filling,
            words: day_words,
            now: now_view(&words, &todays, now),
            loose: rows.loose(&words, student, &days.news),
            lessons: rows.lessons,
            news,
            next_day: next_day_view(&words, &days, now, &shelf),
            tests: test_rows(&words, &days.tests, today),
        })
    }
}

fn now_view(words: &Words, lessons: &[&Lesson], now: OffsetDateTime) -> Option<NowView> {
    let timed: Vec<(&Lesson, OffsetDateTime, OffsetDateTime)> =
        lessons.iter().filter_map(|lesson| Some((*lesson, lesson.starts_at?, lesson.ends_at?))).collect();
    let (_, first, _) = timed.first()?;
    let running = timed.iter().find(|(_, from, to)| *from <= now && now < *to);
    let next = timed.iter().find(|(_, from, _)| *from > now);
    // "кабинет 214", but "Малый зал" as it is.
    let room = |lesson: &Lesson| {
        lesson.room.as_deref().map(|room| match room.starts_with(|letter: char| letter.is_ascii_digit()) {
            true => words.say_with("room", &[("room", Arg::Text(room))]),
            false => room.to_owned(),
        })
    };
    let warning = |lesson: &Lesson| {
        (lesson.status == LessonStatus::Substituted).then(|| match &lesson.teacher {
            Some(teacher) => words.say_with("substitution-teacher", &[("teacher", Arg::Text(teacher))]),
            None => words.say("substitution"),
        })
    };
    let then = |(lesson, from, _): &(&Lesson, OffsetDateTime, OffsetDateTime)| {
        let time = dates::clock(from.time());
        let room = room(lesson);
        let args = [
            ("subject", Arg::Text(&lesson.subject)),
            ("time", Arg::Text(&time)),
            ("room", Arg::Text(room.as_deref().unwrap_or_default())),
        ];
        words.say_with(if room.is_some() { "now-next-room" } else { "now-next" }, &args)
    };
    if let Some((lesson, from, to)) = running {
        let minutes = Arg::Count(dates::minutes_up(*to - now));
        let ordinal = lesson.number.map(|number| words.say(&format!("ordinal-{number}")));
        let caption = match ordinal.filter(|_| words.has(&format!("ordinal-{}", lesson.number.unwrap_or(-1)))) {
            Some(ordinal) => words.say_with("now-lesson", &[("ordinal", Arg::Text(&ordinal)), ("minutes", minutes)]),
            None => words.say_with("now-lesson-unnumbered", &[("minutes", minutes)]),
        };
        return Some(NowView {
            phase: DayPhase::Lesson,
            caption,
            subject: Some(lesson.subject.clone()),
            room: room(lesson),
            progress: Some(((now - *from).as_seconds_f64() / (*to - *from).as_seconds_f64().max(1.0)).clamp(0.0, 1.0)),
            next: Some(next.map_or_else(|| words.say("now-last"), then)),
            warning: warning(lesson).or_else(|| next.and_then(|(lesson, _, _)| warning(lesson))),
        });
    }
    let Some(next) = next else {
        return Some(NowView {
            phase: DayPhase::After,
            caption: words.say("now-after"),
            subject: None,
            room: None,
            progress: None,
            next: None,
            warning: None,
        });
    };
    let (lesson, from, _) = next;
    let minutes = dates::minutes_up(*from - now);
    let (phase, caption) = if now < *first {
        let caption = if minutes <= 60 {
            words.say_with("now-before-soon", &[("minutes", Arg::Count(minutes))])
        } else {
            words.say_with("now-before", &[("time", Arg::Text(&dates::clock(from.time())))])
        };
        (DayPhase::Before, caption)
    } else {
        (DayPhase::Break, words.say_with("now-break", &[("minutes", Arg::Count(minutes))]))
    };
    Some(NowView {
        phase,
        caption,
        subject: Some(lesson.subject.clone()),
        room: room(lesson),
        progress: None,
        next: Some(dates::clock(from.time())),
        warning: warning(lesson),
    })
}

/// Homework for the next school day after today.
fn next_day_view(words: &Words, days: &Days, now: OffsetDateTime, shelf: &Shelf) -> Option<NextDayView> {
    let today = now.date();
    let day = days.lessons.iter().map(|lesson| lesson.date).filter(|date| *date > today).min()?;
    let due: Vec<&Homework> = days.all_homework().filter(|homework| homework.due == day).collect();
    let homework: Vec<HomeworkRow> =
        due.iter().map(|homework| homework_row(words, homework, &days.ticked, shelf)).collect();
    let nothing_set = nothing_set(&days.lessons, due.iter().copied(), day);
    let done = homework.iter().filter(|homework| homework.done).count();
    Some(NextDayView {
        day: day_label(words, day, today),
        title: dates::for_day(words, day, today),
        done_text: words.say_with("done-of", &[("done", Arg::count(done)), ("total", Arg::count(homework.len()))]),
        homework,
        nothing_set,
    })
}

/// Tests as they are listed, the nearest first.
pub(crate) fn test_rows<'a>(
    words: &Words,
    tests: impl IntoIterator<Item = &'a PlannedTest>,
    today: Date,
) -> Vec<TestRow> {
    let mut tests: Vec<TestRow> = tests
        .into_iter()
        .map(|test| {
            let title = test.work_type.clone().unwrap_or_else(|| words.say("test-plain"));
            // "Контрольная работа: Контрольная работа по теме …" is said once.
            let (title, topic) = match test.topic.clone() {
                Some(topic) if topic.starts_with(&title) => (topic, None),
                topic => (title, topic),
            };
            let (day, subject) = (day_label(words, test.date, today), test.subject.clone());
            TestRow { id: test.id.clone(), day, subject, title, topic }
        })
        .collect();
    tests.sort_by(|a, b| (&a.day.date, &a.subject).cmp(&(&b.day.date, &b.subject)));
    tests
}
