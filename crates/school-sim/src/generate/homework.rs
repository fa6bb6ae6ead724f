//! Homework: set at one lesson for the next one, at an hour of its own.

use std::collections::BTreeMap;

use time::Duration;

use crate::calendar::{clock_time, local};
use crate::chance::Chance;
use crate::curriculum::{HOMEWORK, HomeworkStyle, subject_plan};
use crate::register::{Lesson, Register};

pub(crate) fn write(register: &mut Register, chance: &Chance) {
    let mut courses: BTreeMap<(i64, i64), Vec<Lesson>> = BTreeMap::new();
    for lesson in register.lessons.values() {
        courses.entry((lesson.group, lesson.subject)).or_default().push(lesson.clone());
    }
    for lessons in courses.values() {
        for (pair, ordinal) in lessons.windows(2).zip(1..) {
            let [held, due] = pair else { continue };
            if held.date < due.date && !held.cancelled {
                set(register, held, due, ordinal, chance);
            }
        }
    }
}

fn set(register: &mut Register, held: &Lesson, due: &Lesson, ordinal: u64, chance: &Chance) {
    let Some(style) = register.subjects.get(&held.subject).and_then(|subject| subject_plan(subject.name)) else {
        return;
    };
    let parallel = register.groups.get(&held.group).map_or(7, |group| group.parallel);
    // First-graders are set none, by law; they may be asked to bring something.
    if parallel == 1 && style.homework != HomeworkStyle::Things {
        return;
    }
    let mut dice = chance.about("homework", held.id.unsigned_abs());
    let Some(text) = words(style.homework, parallel, ordinal, &mut dice) else { return };

    // Most homework is written down as the bell rings, some in the teacher's evening.
    let hours = register.schools.get(&held.school).map_or(3, |school| school.hours_from_utc);
    let after_the_bell = held.ends + Duration::minutes(i64::try_from(dice.below(9)).unwrap_or(0));
    let hour = u8::try_from(dice.between(16, 20)).unwrap_or(16);
    let minute = u8::try_from(dice.below(60)).unwrap_or(0);
    let evening = local(held.date, clock_time(hour, minute), hours);
    let set_at = if dice.percent(70) { after_the_bell } else { evening.max(after_the_bell) };

    let Some(kind) = register.work_type(held.school, HOMEWORK).map(|kind| kind.id) else { return };
    let mut files = Vec::new();
    let with_file = dice.percent(7);
    if with_file {
        let names = ["Карточка.pdf", "Задание.docx", "Схема.jpg", "Образец.pdf", "Тест для подготовки.pdf"];
        let name = dice.pick(&names).copied().unwrap_or("Карточка.pdf");
        let size = dice.between(18_000, 900_000);
        files.push(register.add_file(name, held.teacher, set_at, size));
    }
    // A teacher who attaches a sheet sometimes writes nothing beside it.
    let text = Some(text).filter(|_| !with_file || dice.percent(70));
    let mut work = register.blank_work(due, kind, set_at);
    work.homework = true;
    work.planned = true;
    work.created_by = held.teacher;
    work.text = text;
    work.files = files;
    register.add_work(work);
}

fn words(style: HomeworkStyle, parallel: u8, ordinal: u64, dice: &mut Chance) -> Option<String> {
    let page = 8 + ordinal * 3 / 2 + dice.below(3);
    let primary = parallel < 5;
    let text = match style {
        HomeworkStyle::Nothing => return None,
        HomeworkStyle::Problems => {
            let number = 20 + ordinal * 7 + dice.below(5);
            match dice.below(6) {
                0 => return None,
                1 => format!("№ {number}, {}, {} (б, г)", number + 3, number + 6),
                2 => format!("№ {number} (1, 3, 5), № {}", number + 4),
                3 if primary => format!("Стр. {page}, № {}, таблицу умножения повторить", dice.between(2, 8)),
                3 => format!("П. {}, № {number}–{}", 1 + ordinal / 3, number + 2),
                4 if primary => format!("Стр. {page}, задача № {}", dice.between(2, 8)),
                4 => format!("Подготовиться к самостоятельной, № {number}"),
                _ => format!("№ {number}, {}", number + 2),
            }
        }
        HomeworkStyle::Exercises => {
            let exercise = 10 + ordinal * 4 + dice.below(4);
            match dice.below(6) {
                0 => return None,
                1 => format!("Упр. {exercise}, правило стр. {page}"),
                2 => format!("Упр. {exercise}"),
                3 => "Словарные слова выучить".to_owned(),
                4 if primary => format!("Стр. {page}, упр. {exercise}, выделить корень"),
                4 => format!("Упр. {exercise}, разобрать 2 предложения по членам"),
                _ => format!("§ {}, упр. {exercise} (письменно)", 1 + ordinal / 3),
            }
        }
        HomeworkStyle::Paragraphs => {
            let paragraph = 1 + ordinal / 2;
            match dice.below(7) {
                0 | 1 => return None,
                2 => format!("§ {paragraph}, даты выучить"),
                3 => format!("§ {paragraph}, вопросы 1–4 устно"),
                4 => format!("§ {paragraph}, пересказ"),
                5 => format!("§ {paragraph}–{}, готовиться к тесту", paragraph + 1),
                _ => format!("§ {paragraph}, заполнить таблицу в тетради"),
            }
        }
        HomeworkStyle::Reading => match dice.below(6) {
            0 => return None,
            1 => "Наизусть, отрывок на выбор (не менее 16 строк)".to_owned(),
            2 if primary => format!("Стр. {page}–{}, читать выразительно", page + 3),
            2 => format!("Прочитать главы {}–{}", 1 + ordinal % 7, 3 + ordinal % 7),
            3 => format!("Стр. {page}, ответить на вопросы"),
            4 => "Читательский дневник".to_owned(),
            _ => format!("Стр. {page}–{}, характеристика героя", page + 4),
        },
        HomeworkStyle::Words => match dice.below(5) {
            0 => return None,
            1 => format!("Ex. {} p. {page}, слова учить", dice.between(2, 8)),
            2 => format!("SB p. {page} ex. {}, WB p. {}", dice.between(1, 6), page / 2),
            3 => "Выучить слова модуля".to_owned(),
            _ => format!("Ex. {} p. {page} (письменно)", dice.between(2, 8)),
        },
        HomeworkStyle::Things => match dice.below(6) {
            0 => "Принести цветную бумагу, клей, ножницы".to_owned(),
            1 => "Доделать эскиз".to_owned(),
            2 => "Подобрать материал к проекту".to_owned(),
            _ => return None,
        },
    };
    Some(text)
}
