//! What the site's own JSON was asked, and the comments beside marks that it has told, of each child by itself. Pure.
//!
//! A mark comes without its comment with every sync, and the comment a few times a day: so it is remembered, and put
//! beside the mark each time. What a teacher wrote may come as a remark of the lesson as well, over the mobile API:
//! whichever comes second is kept, and is no news.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::{AGE, fresh};

/// What was answered, or could not be, is not asked for again sooner.
const SITE_AGAIN: Duration = Duration::hours(6);

/// So many are remembered of a child; beyond that the oldest go, whose ids are the lowest.
const MOST_COMMENTS: usize = 2000;
const MOST_REMARKS: usize = 500;

/// By the person's id.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(in crate::dnevnik_ru) struct Site(BTreeMap<i64, Told>);

/// One child.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Told {
    /// When it was last asked for.
    #[serde(with = "time::serde::rfc3339::option")]
    asked_at: Option<OffsetDateTime>,
    /// Whether it was refused then, or answered by what is no answer.
    closed: bool,
    /// The classes of which it was answered: what is written from then on is news.
    classes: BTreeSet<i64>,
    /// By the mark's id.
    comments: BTreeMap<i64, Comment>,
    /// The marks from which a comment was taken back.
    taken_back: BTreeSet<i64>,
    /// What the mobile API has said of lessons, by the lesson's id.
    remarks: BTreeMap<i64, String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Comment {
    text: String,
    news: News,
    /// The lesson of the mark that it was put beside.
    lesson: Option<i64>,
}

/// Whether a comment is news, once it stands beside its mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum News {
    Yes,
    /// It was there before anybody asked.
    Old,
    /// It was told as a remark.
    Remarked,
}

/// A comment as it is put beside its mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::dnevnik_ru) struct Beside {
    pub(in crate::dnevnik_ru) text: String,
    pub(in crate::dnevnik_ru) is_news: bool,
}

fn same_words(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

fn thin_out<T>(map: &mut BTreeMap<i64, T>, most: usize) {
    while map.len() > most {
        map.pop_first();
    }
}

impl Site {
    /// Whether the site is to be asked for this child.
    pub(in crate::dnevnik_ru) fn is_due(&self, person: i64, now: OffsetDateTime) -> bool {
        let Some(told) = self.0.get(&person) else { return true };
        let age = if told.closed { AGE } else { SITE_AGAIN };
        !told.asked_at.is_some_and(|then| fresh(then, now, age))
    }

    /// Notes that it was asked for; `closed`: and refused, or answered by what is no answer.
    pub(in crate::dnevnik_ru) fn ask(&mut self, person: i64, now: OffsetDateTime, closed: bool) {
        let told = self.0.entry(person).or_default();
        (told.asked_at, told.closed) = (Some(now), closed);
    }

    /// Takes in what stands beside the marks of a class. Of a mark that is not among them nothing is said.
    pub(in crate::dnevnik_ru) fn hear(&mut self, person: i64, class: i64, said: BTreeMap<i64, Option<String>>) {
        let told = self.0.entry(person).or_default();
        let news = if told.classes.insert(class) { News::Old } else { News::Yes };
        for (mark, text) in said {
            match text {
                Some(text) if told.comments.get(&mark).is_some_and(|known| known.text == text) => {}
                Some(text) => {
                    told.taken_back.remove(&mark);
                    told.comments.insert(mark, Comment { text, news, lesson: None });
                }
                None => {
                    if told.comments.remove(&mark).is_some() {
                        told.taken_back.insert(mark);
                    }
                }
            }
        }
        while told.taken_back.len() > MOST_COMMENTS {
            told.taken_back.pop_first();
        }
        thin_out(&mut told.comments, MOST_COMMENTS);
    }

    /// The marks beside which something stood, and nothing stands any more.
    pub(in crate::dnevnik_ru) fn taken_back(&self, person: i64) -> BTreeSet<String> {
        self.0.get(&person).map(|told| told.taken_back.iter().map(i64::to_string).collect()).unwrap_or_default()
    }

    /// What stands beside a mark of that lesson.
    pub(in crate::dnevnik_ru) fn beside(&mut self, person: i64, mark: i64, lesson: Option<i64>) -> Option<Beside> {
        let told = self.0.get_mut(&person)?;
        let comment = told.comments.get_mut(&mark)?;
        if let Some(lesson) = lesson.filter(|_| comment.lesson.is_none()) {
            comment.lesson = Some(lesson);
            let remarked = told.remarks.get(&lesson).is_some_and(|remark| same_words(remark, &comment.text));
            if remarked && comment.news == News::Yes {
                comment.news = News::Remarked;
            }
        }
        Some(Beside { text: comment.text.clone(), is_news: comment.news == News::Yes })
    }

    /// Takes in a remark of a lesson; whether it is news, and was not told beside a mark of that lesson.
    pub(in crate::dnevnik_ru) fn remark(&mut self, person: i64, lesson: i64, text: &str) -> bool {
        let told = self.0.entry(person).or_default();
        if told.remarks.get(&lesson).is_none_or(|known| known != text) {
            told.remarks.insert(lesson, text.to_owned());
            thin_out(&mut told.remarks, MOST_REMARKS);
        }
        let mut beside = told.comments.values().filter(|comment| comment.lesson == Some(lesson));
        !beside.any(|comment| comment.news != News::Remarked && same_words(&comment.text, text))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-18 15:00 UTC);
    const MIRA: i64 = 1;
    const LEV: i64 = 2;

    fn said(marks: &[(i64, &str)]) -> BTreeMap<i64, Option<String>> {
        marks.iter().map(|(id, text)| (*id, Some((*text).to_owned()).filter(|text| !text.is_empty()))).collect()
    }

    fn beside(site: &mut Site, mark: i64) -> Option<(String, bool)> {
        site.beside(MIRA, mark, Some(mark * 10)).map(|beside| (beside.text, beside.is_news))
    }

    fn told(text: &str, is_news: bool) -> Option<(String, bool)> {
        Some((text.to_owned(), is_news))
    }

    #[rstest]
    #[case(false, Duration::hours(5), false)]
    #[case(false, Duration::hours(7), true)]
    #[case(true, Duration::hours(23), false)]
    #[case(true, Duration::hours(25), true)]
    #[case(true, -Duration::hours(25), true)]
    fn it_is_asked_some_times_a_day_and_once_where_it_is_closed(
        #[case] closed: bool,
        #[case] after: Duration,
        #[case] due: bool,
    ) {
        let mut site = Site::default();
        assert!(site.is_due(MIRA, NOW));
        site.ask(MIRA, NOW, closed);
        assert_eq!((site.is_due(MIRA, NOW + after), site.is_due(LEV, NOW)), (due, true));
    }

    #[test]
    fn what_was_there_at_the_first_look_is_no_news() {
        let mut site = Site::default();
        site.hear(MIRA, 7, said(&[(1, "Молодец"), (2, "")]));
        assert_eq!((beside(&mut site, 1), beside(&mut site, 2)), (told("Молодец", false), None));
        assert_eq!(site.beside(LEV, 1, None), None, "children are never mixed");
        // A second look: another text is news, and so is a first one; what is not listed stays.
        site.hear(MIRA, 7, said(&[(2, "Внимательнее"), (3, "Лучше")]));
        assert_eq!((beside(&mut site, 1), beside(&mut site, 2)), (told("Молодец", false), told("Внимательнее", true)));
        site.hear(MIRA, 7, said(&[(1, "Очень хорошо"), (3, "")]));
        assert_eq!((beside(&mut site, 1), beside(&mut site, 3)), (told("Очень хорошо", true), None));
        // Another class is looked at for the first time.
        site.hear(MIRA, 8, said(&[(4, "Старайся")]));
        assert_eq!(beside(&mut site, 4), told("Старайся", false));
    }

    /// Whichever comes second is silent, and stays so over a restart.
    #[test]
    fn what_was_told_as_a_remark_is_told_once() {
        let mut site = Site::default();
        site.hear(MIRA, 7, said(&[]));
        assert!(site.remark(MIRA, 10, "Забыла тетрадь"));
        site.hear(MIRA, 7, said(&[(1, "Забыла  тетрадь"), (2, "Забыла тетрадь")]));
        assert_eq!(beside(&mut site, 1), told("Забыла  тетрадь", false), "the remark of its lesson said so");
        assert_eq!(beside(&mut site, 2), told("Забыла тетрадь", true), "that of another lesson did not");
        let mut site: Site = serde_json::from_str(&serde_json::to_string(&site).unwrap()).unwrap();
        assert!(site.remark(MIRA, 10, "Забыла тетрадь"), "it is the remark that is told");
        assert!(!site.remark(MIRA, 20, "Забыла тетрадь"), "the comment was told");
        assert!(site.remark(MIRA, 20, "Забыла дневник") && site.remark(LEV, 20, "Забыла тетрадь"));
        assert_eq!(
            (beside(&mut site, 1), beside(&mut site, 2)),
            (told("Забыла  тетрадь", false), told("Забыла тетрадь", true))
        );
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let mut site = Site::default();
        let marks: Vec<(i64, &str)> = (0..3000).map(|id| (id, "x")).collect();
        site.hear(MIRA, 7, said(&marks));
        (0..1000).for_each(|lesson| assert!(site.remark(MIRA, lesson, "x")));
        let told = &site.0[&MIRA];
        assert_eq!((told.comments.len(), told.remarks.len()), (MOST_COMMENTS, MOST_REMARKS));
        assert!(told.comments.contains_key(&2999) && told.remarks.contains_key(&999));
    }
}
