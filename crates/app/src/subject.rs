//! One subject: trend, distribution, every mark with its influence and history.

use peremena_model::{
    Item, Kind, LessonStatus, Mark, PlannedTest, Scale, SchoolYear, Span, StudentId, Term, average,
    average::{Goal, Needed, Rule},
    record::tests_without_marks,
};
use peremena_notify::{Arg, Words, dates};
use time::{Date, Duration};

use crate::{
    App, AppError,
    lessons::{mark_chip, term_mark_chip, tint_of},
    links::route_of_item,
    marks::{Book, weighted},
    record,
    views::{
        DistributionBar, ErrorView, Filling, MarkEntry, NeedView, SubjectRequest, SubjectView, TermMarkEntry,
        TrendPoint, UnmarkedTest,
    },
};

/// The stretch over which the trend is told.
const TREND_OVER: Duration = Duration::days(14);

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn subject(&self, request: SubjectRequest) -> Result<SubjectView, ErrorView> {
        self.subject_view(request).await.map_err(|error| self.said(&error))
    }

    async fn subject_view(&self, request: SubjectRequest) -> Result<SubjectView, AppError> {
        let profile = self.profile().await?;
        let (words, now) = (self.words(), self.now());
        let (today, decimal) = (now.date(), words.language().decimal());
        let student = StudentId::from_text(request.student);
        let family = self.load_family(&profile).await?;
        let record = family.record(&student).ok_or(AppError::Request("error-request"))?;
        let year = SchoolYear::of(today);
        let book = Book::load(&profile.vault, &student, year).await?;
        let subject = request.subject;
        let term = book.chosen(request.term.as_deref(), today);
        let term = request.mark.and_then(|id| book.term_of(&id, &subject, term)).unwrap_or(term);
        let marks: Vec<Mark> = book.by_subject(term).remove(subject.as_str()).into_iter().flatten().cloned().collect();
        let lessons = profile.vault.items(&student, Kind::Lesson, year, None).await?;
        let average = average::weighted_average(&marks);
        let count = i64::try_from(marks.len()).unwrap_or(i64::MAX);
        let average_id = match (average.is_some(), weighted(&marks)) {
            (true, true) => "average-weighted",
            (true, false) => "average-plain",
            (false, _) => "average-none",
        };
        let (trend, trend_text) = trend(&words, &marks, today);
        let influence = average::influence(&marks, &Rule::default());
        let mut entries: Vec<MarkEntry> = marks
            .iter()
            .zip(influence)
            .map(|(mark, influence)| {
                let history = book.news.corrections(&mark.id).iter().rev().map(|(at, old, new)| {
                    let day = dates::near_day(&words, at.to_offset(now.offset()).date(), today);
                    let args = [("day", Arg::Text(&day)), ("old", Arg::Text(old)), ("value", Arg::Text(new))];
                    words.say_with("mark-corrected", &args)
                });
                let (influence, influence_sign) = signed(influence, decimal);
                MarkEntry {
                    chip: mark_chip(&words, mark, &book.news),
                    title: mark.work_type.clone().unwrap_or_else(|| words.say("mark-no-work")),
                    subtitle: [mark.day().map(|date| dates::near_day(&words, date, today)), mark.topic.clone()]
                        .into_iter()
                        .flatten()
                        .collect::<Vec<_>>()
                        .join(", "),
                    comment: mark.comment.clone(),
                    influence,
                    influence_sign,
                    history: history.collect(),
                }
            })
            .collect();
        entries.reverse();
        let tests = profile.vault.items(&student, Kind::Test, year, None).await?;
        let tests = tests.into_iter().filter_map(|item| match item {
            Item::Test(test) => Some(test),
            _ => None,
        });
        let here = |test: &PlannedTest| term.is_none_or(|term| term.from <= test.date && test.date <= term.to);
        let tests: Vec<PlannedTest> = tests.filter(|test| test.subject == subject && here(test)).collect();
        let limits = record::limits(&profile.vault).await?;
        let unmarked = tests_without_marks(&tests, &book.marks, today, limits).into_iter().rev().map(|test| {
            let title = test.work_type.clone().unwrap_or_else(|| words.say("test-plain"));
            let text = record::words_of_unmarked(&words, test, today);
            UnmarkedTest { id: test.id.clone(), title, text, route: route_of_item(&student, &test.clone().into()) }
        });
        let official = book.official(&subject, term).map(|value| average::display(value, decimal));
        Ok(SubjectView {
            student: family.student_view(record, &words, now),
            caption: caption(&words, &lessons, &subject, term),
            terms: book.choices(&words, term),
            average: average.map(|average| average::display(average, decimal)),
            average_text: words.say_with(average_id, &[("count", Arg::Count(count))]),
            official: official.map(|average| words.say_with("official", &[("average", Arg::Text(&average))])),
            trend_text,
            trend,
            points: points(&words, &marks, today),
            distribution: distribution(&marks),
            need: need(&words, &marks, &lessons, &subject, term, today),
            marks: entries,
            unmarked: unmarked.collect(),
            term_marks: term_marks(&words, &book, &subject),
            filling: match (marks.is_empty(), book.loaded) {
                (false, _) => Filling::Full,
                (true, true) => Filling::Empty,
                (true, false) => Filling::NotLoaded,
            },
            subject,
        })
    }
}

/// "+0,11" and its sign.
pub(crate) fn signed(influence: Option<f64>, decimal: char) -> (Option<String>, i8) {
    let Some(influence) = influence else { return (None, 0) };
    let text = average::display(influence.abs(), decimal);
    if text.trim_matches(['0', ',', '.']).is_empty() {
        return (Some(text), 0);
    }
    if influence > 0.0 { (Some(format!("+{text}")), 1) } else { (Some(format!("−{text}")), -1) }
}

/// "Гаджиева С. К. · 2 четверть".
fn caption(words: &Words, lessons: &[Item], subject: &str, term: Option<&Term>) -> String {
    let teacher = lessons.iter().rev().find_map(|item| match item {
        Item::Lesson(lesson) if lesson.subject == subject && lesson.status != LessonStatus::Substituted => {
            lesson.teacher.clone()
        }
        _ => None,
    });
    let term = term.map_or_else(|| words.say("term-choice-year"), |term| term.name.clone());
    teacher.into_iter().chain([term]).collect::<Vec<_>>().join(" · ")
}

fn trend(words: &Words, marks: &[Mark], today: Date) -> (i8, Option<String>) {
    let points = average::trend(marks, &Rule::default());
    let before = points.iter().rev().find(|point| point.date < today.saturating_sub(TREND_OVER));
    let (Some(before), Some(last)) = (before, points.last()) else { return (0, None) };
    let (text, sign) = signed(Some(last.average - before.average), words.language().decimal());
    match (sign, text) {
        (0, _) => (0, Some(words.say("trend-same"))),
        (sign, Some(text)) => {
            let delta = text.trim_start_matches(['+', '−']);
            (sign, Some(words.say_with("trend-two-weeks", &[("delta", Arg::Text(delta))])))
        }
        (_, None) => (0, None),
    }
}

fn points(words: &Words, marks: &[Mark], today: Date) -> Vec<TrendPoint> {
    let trend = average::trend(marks, &Rule::default());
    let (Some(first), Some(last)) = (trend.first(), trend.last()) else { return Vec::new() };
    let length = (last.date - first.date).whole_days().max(1) as f64;
    marks
        .iter()
        .filter_map(|mark| {
            let date = mark.day()?;
            let point = trend.iter().find(|point| point.date == date)?;
            let reading = Scale::Five.read(&mark.value);
            let grade = reading.grades().first()?;
            let day = dates::near_day(words, date, today);
            Some(TrendPoint {
                x: ((date - first.date).whole_days() as f64 / length).clamp(0.0, 1.0),
                value: f64::from(grade.number),
                average: point.average,
                tint: tint_of(&mark.value),
                label: format!("{}, {day}", mark.value),
            })
        })
        .collect()
}

fn distribution(marks: &[Mark]) -> Vec<DistributionBar> {
    let counts = average::distribution(marks, Scale::Five);
    let most = counts.iter().map(|count| count.count).max().unwrap_or(1).max(1);
    counts
        .into_iter()
        .map(|count| DistributionBar {
            tint: tint_of(&count.value),
            share: f64::from(count.count) / f64::from(most),
            value: count.value,
            count: count.count,
        })
        .collect()
}

/// What is needed for the next mark up in this term, bounded by the lessons left.
fn need(
    words: &Words,
    marks: &[Mark],
    lessons: &[Item],
    subject: &str,
    term: Option<&Term>,
    today: Date,
) -> Option<NeedView> {
    let span = Span::new(today, term?.to)?;
    let average = average::weighted_average(marks)?;
    let rule = Rule::default();
    let target = rule.rounds_to(average).saturating_add(1).max(3);
    if target > 5 {
        return None;
    }
    let left = left_in(lessons, subject, span, today);
    let goal = Goal { target, with: 5, weight: 1.0, lessons_left: left };
    let left_text = left.map(i64::from);
    let text = match average::needed(marks, &goal, &rule) {
        Needed::AlreadyThere => return None,
        Needed::Impossible => match left_text {
            Some(left) => words.say_with("need-impossible", &[("left", Arg::Count(left))]),
            None => return None,
        },
        Needed::Marks(count) => {
            let need = words.say_with("need-text", &[("count", Arg::count(count)), ("value", Arg::Text("5"))]);
            match left_text {
                Some(left) => {
                    words.say_with("need-text-left", &[("need", Arg::Text(&need)), ("left", Arg::Count(left))])
                }
                None => need,
            }
        }
    };
    let value = target.to_string();
    Some(NeedView { tint: tint_of(&value), title: words.say(&format!("need-title-{target}")), text, value })
}

/// Lessons of the subject that are left in the term; none where nobody knows.
pub(crate) fn left_in(lessons: &[Item], subject: &str, span: Span, today: Date) -> Option<u32> {
    let known: Vec<Date> = lessons
        .iter()
        .filter_map(|item| match item {
            Item::Lesson(lesson) if lesson.subject == subject && lesson.status != LessonStatus::Cancelled => {
                Some(lesson.date)
            }
            _ => None,
        })
        .collect();
    lessons_left(&known, span, today)
}

/// Lessons of the subject from today to the end of the term: those in the timetable, and beyond it
/// as many a week as there were of late.
fn lessons_left(known: &[Date], span: Span, today: Date) -> Option<u32> {
    let ahead = known.iter().filter(|date| span.contains(**date)).count();
    let horizon = known.iter().copied().filter(|date| *date >= today).max().unwrap_or(today);
    let recent_from = today.saturating_sub(Duration::days(28));
    let recent = known.iter().filter(|date| **date >= recent_from && **date < today).count();
    let beyond_days = (span.to() - horizon).whole_days().max(0);
    let beyond = recent as f64 / 28.0 * beyond_days as f64;
    if known.is_empty() {
        return None;
    }
    u32::try_from(ahead).ok()?.checked_add(beyond.floor() as u32)
}

fn term_marks(words: &Words, book: &Book, subject: &str) -> Vec<TermMarkEntry> {
    let terms = book.terms.iter().filter_map(|term| {
        let mark = book.final_mark(subject, Some(term))?;
        Some(TermMarkEntry { title: term.name.clone(), chip: term_mark_chip(mark, &book.term_news) })
    });
    let year = book
        .final_mark(subject, None)
        .map(|mark| TermMarkEntry { title: words.say("term-year"), chip: term_mark_chip(mark, &book.term_news) });
    terms.chain(year).collect()
}

#[cfg(test)]
mod tests;
