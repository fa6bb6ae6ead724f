//! The timetable of a week as a picture (SVG), to be printed or passed on: hours, subjects and rooms, and nobody's name.

use std::fmt::Write;

use peremena_model::{Lesson, LessonStatus, Span};
use peremena_notify::{Arg, Words, dates};
use time::{Date, OffsetDateTime, Weekday};

const PAGE: usize = 520;
const GAP: usize = 40;
const LINE: usize = 26;
const TOP: usize = 96;
/// Where hours, subjects and rooms begin in a page, and the red margin before the rooms.
const COLUMNS: [usize; 3] = [0, 34, 92];
const MARGIN: usize = 400;
/// Letters of a subject and of a room that a line has room for.
const SUBJECT: usize = 32;
const ROOM: usize = 13;

const STYLE: &str = "text{font:15px 'Golos Text','Segoe UI','Noto Sans',sans-serif;fill:#1b2430}\
.h{font-weight:700;font-size:17px}.t{font-weight:700;font-size:24px}.m{fill:#535f6e}.x{text-decoration:line-through}\
line{stroke:#cfddec}.r{stroke:#d9545a}";

/// The picture and its number of lessons. `lessons`: those of the week, sorted as they are held.
pub(super) fn picture(words: &Words, week: Span, lessons: &[Lesson], now: OffsetDateTime) -> (Vec<u8>, usize) {
    let of_day = |date: Date| lessons.iter().filter(|lesson| lesson.date == date).collect::<Vec<_>>();
    // Sunday is a day of school only where it has something.
    let days: Vec<(Date, Vec<&Lesson>)> = week
        .iter()
        .map(|date| (date, of_day(date)))
        .filter(|(date, lessons)| date.weekday() != Weekday::Sunday || !lessons.is_empty())
        .collect();
    let last = days.last().map_or(week.to(), |(date, _)| *date);
    let (left, right) = days.split_at(days.len().min(3));
    let height = TOP + depth(left).max(depth(right)) + LINE;
    let width = 2 * PAGE + 3 * GAP;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\
         <style>{STYLE}</style><rect width=\"100%\" height=\"100%\" fill=\"#fbfaf6\"/>"
    );
    let span = dates::week(words, week.from(), last, now.date());
    let title = words.say_with("picture-title", &[("week", Arg::Text(&span))]);
    text(&mut svg, GAP, 52, "t", &title);
    page(&mut svg, words, GAP, left, now.date());
    page(&mut svg, words, 2 * GAP + PAGE, right, now.date());
    svg.push_str("</svg>\n");
    (svg.into_bytes(), lessons.len())
}

/// The lines of a day: its heading, its lessons, and an empty one below.
fn lines(lessons: &[&Lesson]) -> usize {
    2 + lessons.iter().map(|lesson| wrapped(&lesson.subject, SUBJECT).len()).sum::<usize>().max(1)
}

fn depth(days: &[(Date, Vec<&Lesson>)]) -> usize {
    LINE * days.iter().map(|(_, lessons)| lines(lessons)).sum::<usize>()
}

fn page(svg: &mut String, words: &Words, left: usize, days: &[(Date, Vec<&Lesson>)], today: Date) {
    let mut top = TOP;
    for (date, lessons) in days {
        let day = format!("{}, {}", dates::weekday(words, *date), dates::day_and_month(words, *date, today));
        text(svg, left, top, "h", &day);
        let first = top;
        for lesson in lessons {
            top += row(svg, words, left, top + LINE, lesson);
        }
        if lessons.is_empty() {
            text(svg, left + COLUMNS[2], top + LINE, "m", &words.say("no-lessons"));
            top += LINE;
        }
        let (from, to) = (first + LINE / 3, top + LINE / 3);
        let _ = write!(svg, "<line class=\"r\" x1=\"{0}\" y1=\"{from}\" x2=\"{0}\" y2=\"{to}\"/>", left + MARGIN);
        top += 2 * LINE;
    }
}

/// Draws a lesson and gives how high it is.
fn row(svg: &mut String, words: &Words, left: usize, top: usize, lesson: &Lesson) -> usize {
    let subject = wrapped(&lesson.subject, SUBJECT);
    let cancelled = lesson.status == LessonStatus::Cancelled;
    let [number, hour, name] = COLUMNS.map(|column| left + column);
    text(svg, number, top, "m", &lesson.number.map(|number| number.to_string()).unwrap_or_default());
    text(svg, hour, top, "m", &lesson.starts_at.map(|at| dates::clock(at.time())).unwrap_or_default());
    for (line, part) in subject.iter().enumerate() {
        text(svg, name, top + line * LINE, if cancelled { "x" } else { "" }, part);
    }
    let room = lesson.room.as_deref().filter(|_| !cancelled).map(|room| wrapped(room, ROOM).swap_remove(0));
    let room = room.unwrap_or_else(|| if cancelled { words.say("cancelled") } else { String::new() });
    text(svg, left + MARGIN + 12, top, "m", &room);
    let height = LINE * subject.len();
    let rule = top + height - LINE + LINE / 3;
    let _ = write!(svg, "<line x1=\"{left}\" y1=\"{rule}\" x2=\"{}\" y2=\"{rule}\"/>", left + PAGE);
    height
}

/// A text in lines of at most so many letters, parted between words; one line at least. A longer word has a line to
/// itself.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        if let Some(line) = lines.last_mut() {
            if line.is_empty() {
                line.push_str(word);
                continue;
            }
            if line.chars().count() + 1 + word.chars().count() <= most {
                line.push(' ');
                line.push_str(word);
                continue;
            }
        }
        lines.push(word.to_owned());
    }
    lines
}

fn text(svg: &mut String, x: usize, y: usize, class: &str, words: &str) {
    if !words.is_empty() {
        let _ = write!(svg, "<text x=\"{x}\" y=\"{y}\" class=\"{class}\">{}</text>", escaped(words));
    }
}

/// A text of the school's is text: nothing of it is markup, and no control character is in it.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            letter if letter.is_control() || matches!(letter, '\u{FFFE}' | '\u{FFFF}') => safe.push(' '),
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use peremena_notify::Language;
    use time::macros::date;

    use super::*;
    use crate::testing::{NOW, lesson};

    fn drawn(lessons: &[Lesson]) -> String {
        let words = Words::of(Language::RUSSIAN);
        let (bytes, count) = picture(&words, Span::week_of(date!(2026 - 11 - 18)), lessons, NOW);
        assert_eq!(count, lessons.len());
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn it_holds_hours_subjects_and_rooms_and_nobodys_name() {
        let of = Lesson {
            number: Some(3),
            room: Some("214".into()),
            teacher: Some("Магомедова З. А.".into()),
            topic: Some("Сила тяжести".into()),
            ..lesson("l", NOW, NOW + time::Duration::HOUR)
        };
        let svg = drawn(&[of]);
        for said in
            ["Расписание, 16–21 ноября", "Суббота, 21 ноября", ">3<", ">15:00<", ">Физика<", ">214<", ">Уроков нет<"]
        {
            assert!(svg.contains(said), "{said} is not in {svg}");
        }
        assert!(!svg.contains("Магомедова") && !svg.contains("Сила тяжести") && !svg.contains("Воскресенье"));
    }

    #[test]
    fn what_a_school_writes_is_text() {
        let subject = "<script>alert('x')</script> & \"Физика\"\u{1}\r\n".to_owned();
        let svg = drawn(&[Lesson { subject, ..lesson("l", NOW, NOW) }]);
        assert!(!svg.contains("<script") && !svg.contains('\u{1}'), "{svg}");
        assert!(svg.contains("&amp;") && svg.contains("&quot;Физика&quot;"), "{svg}");
    }

    #[test]
    fn a_long_subject_takes_the_lines_that_it_needs() {
        let subject = "Основы духовно-нравственной культуры народов Российской Федерации".to_owned();
        let lines = wrapped(&subject, SUBJECT);
        assert!(lines.len() > 1 && lines.iter().all(|line| line.chars().count() <= SUBJECT), "{lines:?}");
        assert_eq!(lines.join(" "), subject);
        assert_eq!((wrapped("", 5), wrapped("  ", 5)), (vec![String::new()], vec![String::new()]));
        let (short, long) = (lesson("s", NOW, NOW), Lesson { subject, ..lesson("l", NOW, NOW) });
        let more = LINE * (lines.len() - 1);
        assert_eq!(height(&drawn(&[short.clone(), short.clone()])) + more, height(&drawn(&[short, long])));
    }

    fn height(svg: &str) -> usize {
        let height = svg.split("height=\"").nth(1).unwrap();
        height.split('"').next().unwrap().parse().unwrap()
    }

    #[test]
    fn a_cancelled_lesson_is_struck() {
        let off = Lesson { status: LessonStatus::Cancelled, room: Some("214".into()), ..lesson("l", NOW, NOW) };
        let svg = drawn(&[off]);
        assert!(svg.contains("class=\"x\">Физика<") && svg.contains(">отменён<") && !svg.contains(">214<"), "{svg}");
    }
}
