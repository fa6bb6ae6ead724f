//! The works that marks hang on: found, or begun when a teacher needs one.

use time::OffsetDateTime;

use crate::curriculum::{HOMEWORK, PERIOD_MARK, YEAR_MARK};
use crate::ids::Kind;
use crate::register::{Lesson, Mark, Register, Summed, Work};

impl Register {
    /// The work of this kind at a lesson, begun if there is none. None when the school has no such kind of work.
    pub(crate) fn work_at_lesson(&mut self, lesson: &Lesson, work_type: &str, at: OffsetDateTime) -> Option<i64> {
        let kind = self.work_type(lesson.school, work_type)?.id;
        let found = self.works_of_lesson(lesson.id).find(|work| work.work_type == kind && work.is_known(at));
        if let Some(work) = found {
            return Some(work.id);
        }
        let work = Work { homework: work_type == HOMEWORK, ..self.blank_work(lesson, kind, at) };
        let id = work.id;
        self.add_work(work);
        Some(id)
    }

    /// A work at a lesson with nothing said about it yet; not added.
    pub(crate) fn blank_work(&mut self, lesson: &Lesson, work_type: i64, set_at: OffsetDateTime) -> Work {
        Work {
            id: self.ids.next(Kind::Work),
            group: lesson.group,
            lesson: Some(lesson.id),
            subject: lesson.subject,
            work_type,
            homework: false,
            planned: false,
            text: None,
            target: lesson.date,
            set_at,
            removed_at: None,
            created_by: lesson.teacher,
            files: Vec::new(),
            summed: None,
        }
    }

    /// The work that a term's or the year's marks of a class in a subject belong to, begun if there is none.
    pub(crate) fn final_work(&mut self, class: i64, subject: i64, summed: Summed, at: OffsetDateTime) -> Option<i64> {
        let school = self.groups.get(&class)?.school;
        if let Some(work) = self.begun_final_work(class, subject, summed) {
            // The first mark decides when the column exists.
            work.set_at = work.set_at.min(at);
            return Some(work.id);
        }
        let (name, target) = match summed {
            Summed::Term(number) => {
                let finish = self.periods_of_group(class).find(|period| period.number == number)?.finish;
                (PERIOD_MARK, finish)
            }
            Summed::Year => (YEAR_MARK, self.year.last_day()),
        };
        let work_type = self.work_type(school, name)?.id;
        let created_by = self.groups.get(&class)?.class_teacher;
        let id = self.ids.next(Kind::Work);
        self.add_work(Work {
            id,
            group: class,
            lesson: None,
            subject,
            work_type,
            homework: false,
            planned: false,
            text: None,
            target,
            set_at: at,
            removed_at: None,
            created_by,
            files: Vec::new(),
            summed: Some(summed),
        });
        Some(id)
    }

    /// Puts a mark and tells its id. A second mark of the same pupil for the same work is number 1.
    pub(crate) fn put_mark(&mut self, person: i64, work: i64, value: String, at: OffsetDateTime) -> i64 {
        let id = self.ids.next(Kind::Mark);
        let standing = self.marks_of_work(work).filter(|mark| mark.person == person && mark.removed_at.is_none());
        let number = u8::try_from(standing.count()).unwrap_or(u8::MAX);
        let lesson = self.works.get(&work).and_then(|work| work.lesson);
        self.add_mark(Mark {
            id,
            person,
            work,
            lesson,
            number,
            set_at: at,
            versions: vec![(at, value)],
            comment: None,
            removed_at: None,
        });
        id
    }
}

/// The number a mark counts as in an average; the sign after it does not count.
pub(crate) fn counts_as(value: &str) -> Option<f64> {
    let digit = value.trim_end_matches(['+', '-', '−']);
    digit.parse::<u8>().ok().filter(|number| (1..=5).contains(number)).map(f64::from)
}
