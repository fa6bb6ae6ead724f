//! Which class learns what, when, where and with whom: the week that every week of the year follows.

use crate::calendar::Division;

/// What the marks of a class look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// Numbers up to 5.
    Five,
    /// A few words, as first-graders get no numbers.
    Words,
}

/// Who teaches a subject and where. Two entries mean two subgroups that learn at the same time.
pub(crate) type Taught = (&'static str, &'static [(usize, &'static str)]);

/// Bells: lesson number, begin and end as (hour, minute).
pub(crate) type BellPlan = &'static [(u8, (u8, u8), (u8, u8))];

/// One class.
pub(crate) struct ClassPlan {
    pub(crate) name: &'static str,
    pub(crate) parallel: u8,
    pub(crate) division: Division,
    pub(crate) days_a_week: u8,
    pub(crate) scale: Scale,
    pub(crate) class_teacher: usize,
    pub(crate) bells: (&'static str, BellPlan),
    /// The number of the first lesson of each day: 0 where there is a lesson before the first one.
    pub(crate) first_number: [u8; 6],
    /// Subjects from Monday to Saturday.
    pub(crate) week: [&'static [&'static str]; 6],
    pub(crate) taught: &'static [Taught],
}

/// One school.
pub(crate) struct SchoolPlan {
    pub(crate) name: &'static str,
    pub(crate) full_name: &'static str,
    pub(crate) city: &'static str,
    pub(crate) hours_from_utc: i8,
    pub(crate) classes: &'static [ClassPlan],
}

const MAIN_BELLS: (&str, BellPlan) = (
    "Основное",
    &[
        (0, (7, 45), (8, 20)),
        (1, (8, 30), (9, 15)),
        (2, (9, 25), (10, 10)),
        (3, (10, 30), (11, 15)),
        (4, (11, 35), (12, 20)),
        (5, (12, 30), (13, 15)),
        (6, (13, 25), (14, 10)),
        (7, (14, 20), (15, 5)),
    ],
);

const FIRST_GRADE_BELLS: (&str, BellPlan) = (
    "1 классы",
    &[
        (1, (8, 30), (9, 5)),
        (2, (9, 15), (9, 50)),
        (3, (10, 30), (11, 5)),
        (4, (11, 15), (11, 50)),
        (5, (12, 0), (12, 35)),
    ],
);

const OTHER_BELLS: (&str, BellPlan) = (
    "Первая смена",
    &[
        (1, (8, 0), (8, 40)),
        (2, (8, 50), (9, 30)),
        (3, (9, 45), (10, 25)),
        (4, (10, 40), (11, 20)),
        (5, (11, 35), (12, 15)),
        (6, (12, 25), (13, 5)),
        (7, (13, 15), (13, 55)),
    ],
);

const TALK: &str = "Разговоры о важном";
const RUSSIAN: &str = "Русский язык";
const LITERATURE: &str = "Литература";
const READING: &str = "Литературное чтение";
const ENGLISH: &str = "Иностранный язык (английский)";
const ALGEBRA: &str = "Алгебра";
const ANALYSIS: &str = "Алгебра и начала математического анализа";
const GEOMETRY: &str = "Геометрия";
const CHANCE: &str = "Вероятность и статистика";
const MATHS: &str = "Математика";
const COMPUTING: &str = "Информатика";
const HISTORY: &str = "История";
const SOCIETY: &str = "Обществознание";
const GEOGRAPHY: &str = "География";
const PHYSICS: &str = "Физика";
const CHEMISTRY: &str = "Химия";
const BIOLOGY: &str = "Биология";
const NATURE: &str = "Окружающий мир";
const MUSIC: &str = "Музыка";
const ART: &str = "Изобразительное искусство";
const CRAFT: &str = "Труд (технология)";
const SPORT: &str = "Физическая культура";
const SAFETY: &str = "Основы безопасности и защиты Родины";
const LETTERS: &str = "Обучение грамоте";
const NATIVE: &str = "Родная литература";
const PROJECT: &str = "Индивидуальный проект";
const HORIZONS: &str = "Россия — мои горизонты";

/// The school of the Гаджиев family.
pub(crate) const FIRST_SCHOOL: SchoolPlan = SchoolPlan {
    name: "МБОУ СОШ № 12",
    full_name: "Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № 12»",
    city: "Каспийск",
    hours_from_utc: 3,
    classes: &[
        ClassPlan {
            name: "7 «Б»",
            parallel: 7,
            division: Division::Quarters,
            days_a_week: 6,
            scale: Scale::Five,
            class_teacher: 1,
            bells: MAIN_BELLS,
            first_number: [0, 1, 1, 1, 1, 1],
            week: [
                &[TALK, RUSSIAN, ALGEBRA, ENGLISH, HISTORY, PHYSICS, SPORT],
                &[GEOMETRY, LITERATURE, BIOLOGY, RUSSIAN, GEOGRAPHY, COMPUTING],
                &[ALGEBRA, ENGLISH, RUSSIAN, MUSIC, SOCIETY, SAFETY],
                &[PHYSICS, ALGEBRA, LITERATURE, GEOMETRY, CRAFT, CRAFT],
                &[RUSSIAN, GEOGRAPHY, ENGLISH, HISTORY, ART, SPORT],
                &[CHANCE, RUSSIAN, NATIVE, ALGEBRA],
            ],
            taught: &[
                (TALK, &[(1, "214")]),
                (RUSSIAN, &[(1, "214")]),
                (LITERATURE, &[(1, "214")]),
                (NATIVE, &[(1, "214")]),
                (ALGEBRA, &[(0, "305")]),
                (GEOMETRY, &[(0, "305")]),
                (CHANCE, &[(0, "305")]),
                (ENGLISH, &[(2, "118"), (7, "120")]),
                (COMPUTING, &[(3, "401"), (15, "402")]),
                (HISTORY, &[(6, "310")]),
                (SOCIETY, &[(6, "310")]),
                (GEOGRAPHY, &[(4, "307")]),
                (PHYSICS, &[(9, "322")]),
                (BIOLOGY, &[(10, "219")]),
                (MUSIC, &[(11, "Актовый зал")]),
                (ART, &[(16, "105")]),
                (CRAFT, &[(18, "Мастерская")]),
                (SPORT, &[(12, "Спортзал")]),
                (SAFETY, &[(18, "103")]),
            ],
        },
        ClassPlan {
            name: "3 «А»",
            parallel: 3,
            division: Division::Quarters,
            days_a_week: 5,
            scale: Scale::Five,
            class_teacher: 13,
            bells: MAIN_BELLS,
            first_number: [1; 6],
            week: [
                &[TALK, RUSSIAN, MATHS, READING, SPORT],
                &[RUSSIAN, MATHS, NATURE, MUSIC],
                &[RUSSIAN, ENGLISH, MATHS, READING, ART],
                &[RUSSIAN, READING, NATURE, SPORT],
                &[MATHS, RUSSIAN, ENGLISH, READING, CRAFT],
                &[],
            ],
            taught: &[
                (TALK, &[(13, "108")]),
                (RUSSIAN, &[(13, "108")]),
                (MATHS, &[(13, "108")]),
                (READING, &[(13, "108")]),
                (NATURE, &[(13, "108")]),
                (ART, &[(13, "108")]),
                (CRAFT, &[(13, "108")]),
                (ENGLISH, &[(7, "120")]),
                (MUSIC, &[(11, "Актовый зал")]),
                (SPORT, &[(12, "Малый зал")]),
            ],
        },
        ClassPlan {
            name: "1 «В»",
            parallel: 1,
            division: Division::Quarters,
            days_a_week: 5,
            scale: Scale::Words,
            class_teacher: 14,
            bells: FIRST_GRADE_BELLS,
            first_number: [1; 6],
            week: [
                &[TALK, LETTERS, MATHS, SPORT],
                &[LETTERS, LETTERS, MATHS, ART],
                &[LETTERS, MATHS, NATURE, MUSIC],
                &[LETTERS, LETTERS, MATHS, SPORT],
                &[LETTERS, NATURE, CRAFT, SPORT],
                &[],
            ],
            taught: &[
                (TALK, &[(14, "102")]),
                (LETTERS, &[(14, "102")]),
                (MATHS, &[(14, "102")]),
                (NATURE, &[(14, "102")]),
                (ART, &[(14, "102")]),
                (CRAFT, &[(14, "102")]),
                (MUSIC, &[(11, "Актовый зал")]),
                (SPORT, &[(12, "Малый зал")]),
            ],
        },
    ],
};

/// The school of the Сидоров family.
pub(crate) const SECOND_SCHOOL: SchoolPlan = SchoolPlan {
    name: "МАОУ «Лицей № 3»",
    full_name: "Муниципальное автономное общеобразовательное учреждение «Лицей № 3»",
    city: "Берёзовский",
    hours_from_utc: 5,
    classes: &[ClassPlan {
        name: "10 «А»",
        parallel: 10,
        division: Division::HalfYears,
        days_a_week: 6,
        scale: Scale::Five,
        class_teacher: 1,
        bells: OTHER_BELLS,
        first_number: [1; 6],
        week: [
            &[TALK, ANALYSIS, RUSSIAN, PHYSICS, HISTORY, ENGLISH],
            &[CHEMISTRY, GEOMETRY, LITERATURE, SPORT, SOCIETY, COMPUTING],
            &[ANALYSIS, PHYSICS, ENGLISH, BIOLOGY, LITERATURE, GEOGRAPHY],
            &[HORIZONS, RUSSIAN, ANALYSIS, HISTORY, SAFETY, SPORT],
            &[GEOMETRY, PHYSICS, LITERATURE, ENGLISH, SOCIETY],
            &[ANALYSIS, CHANCE, PROJECT, COMPUTING],
        ],
        taught: &[
            (TALK, &[(1, "31")]),
            (HORIZONS, &[(1, "31")]),
            (ANALYSIS, &[(0, "24")]),
            (GEOMETRY, &[(0, "24")]),
            (CHANCE, &[(0, "24")]),
            (RUSSIAN, &[(3, "18")]),
            (LITERATURE, &[(3, "18")]),
            (PHYSICS, &[(4, "27")]),
            (HISTORY, &[(1, "31")]),
            (SOCIETY, &[(1, "31")]),
            (ENGLISH, &[(2, "12"), (5, "14")]),
            (CHEMISTRY, &[(6, "29")]),
            (BIOLOGY, &[(9, "30")]),
            (GEOGRAPHY, &[(11, "33")]),
            (COMPUTING, &[(10, "41"), (7, "42")]),
            (SPORT, &[(12, "Зал")]),
            (SAFETY, &[(7, "10")]),
            (PROJECT, &[(8, "16")]),
        ],
    }],
};
