//! What is taught: subjects with their topics, homework and tests, and the kinds of work marks are given for.

/// How the homework of a subject reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HomeworkStyle {
    /// «№ 312, 315, 318 (б, г)»
    Problems,
    /// «Упр. 214, правило стр. 97»
    Exercises,
    /// «§ 9, даты выучить»
    Paragraphs,
    /// «Прочитать главы 3–5»
    Reading,
    /// "Ex. 5 p. 48, слова учить"
    Words,
    /// Now and then something to bring or to make.
    Things,
    /// None at all.
    Nothing,
}

/// A subject as the curriculum knows it.
pub(crate) struct SubjectPlan {
    pub(crate) name: &'static str,
    pub(crate) area: &'static str,
    pub(crate) homework: HomeworkStyle,
    /// Kinds of planned work, with how many lessons pass between two of them.
    pub(crate) tests: &'static [(&'static str, u64)],
    pub(crate) topics: &'static [&'static str],
}

const PROBLEMS: &[(&str, u64)] = &[("Контрольная работа", 13), ("Самостоятельная работа", 6), ("Тест", 17)];
const LANGUAGE: &[(&str, u64)] =
    &[("Диктант", 11), ("Словарный диктант", 7), ("Контрольная работа", 23), ("Изложение", 29)];
const KNOWLEDGE: &[(&str, u64)] = &[("Тест", 7), ("Проверочная работа", 11), ("Контрольная работа", 19)];
const LITERATURE: &[(&str, u64)] = &[("Сочинение", 13), ("Наизусть", 7)];
const FOREIGN: &[(&str, u64)] = &[("Словарный диктант", 6), ("Контрольная работа", 17), ("Проект", 31)];
const PHYSICS: &[(&str, u64)] =
    &[("Лабораторная работа", 7), ("Контрольная работа", 13), ("Самостоятельная работа", 9)];
const PRACTICE: &[(&str, u64)] = &[("Практическая работа", 4), ("Тест", 11)];
const SPORT: &[(&str, u64)] = &[("Норматив", 5)];
const NONE: &[(&str, u64)] = &[];

/// The subjects of every class; a name stands here once.
pub(crate) const SUBJECTS: &[SubjectPlan] = &[
    SubjectPlan {
        name: "Алгебра",
        area: "MathematicsAndInformatics",
        homework: HomeworkStyle::Problems,
        tests: PROBLEMS,
        topics: &[
            "Числовые выражения",
            "Выражения с переменными",
            "Линейное уравнение с одной переменной",
            "Решение задач с помощью уравнений",
            "Степень с натуральным показателем",
            "Свойства степени",
            "Одночлены",
            "Многочлены. Сложение и вычитание",
            "Умножение многочлена на одночлен",
            "Формулы сокращённого умножения",
            "Линейная функция и её график",
            "Системы линейных уравнений",
        ],
    },
    SubjectPlan {
        name: "Алгебра и начала математического анализа",
        area: "MathematicsAndInformatics",
        homework: HomeworkStyle::Problems,
        tests: PROBLEMS,
        topics: &[
            "Действительные числа",
            "Степенная функция",
            "Показательная функция",
            "Логарифмы и их свойства",
            "Логарифмические уравнения",
            "Тригонометрические формулы",
            "Тригонометрические уравнения",
        ],
    },
    SubjectPlan {
        name: "Геометрия",
        area: "MathematicsAndInformatics",
        homework: HomeworkStyle::Problems,
        tests: PROBLEMS,
        topics: &[
            "Прямая и отрезок",
            "Луч и угол",
            "Смежные и вертикальные углы",
            "Первый признак равенства треугольников",
            "Медианы, биссектрисы и высоты",
            "Второй и третий признаки равенства треугольников",
            "Признаки параллельности прямых",
            "Сумма углов треугольника",
        ],
    },
    SubjectPlan {
        name: "Вероятность и статистика",
        area: "MathematicsAndInformatics",
        homework: HomeworkStyle::Problems,
        tests: PRACTICE,
        topics: &["Таблицы и диаграммы", "Среднее арифметическое", "Медиана", "Случайная изменчивость", "Графы"],
    },
    SubjectPlan {
        name: "Математика",
        area: "MathematicsAndInformatics",
        homework: HomeworkStyle::Problems,
        tests: PROBLEMS,
        topics: &[
            "Сложение и вычитание",
            "Таблица умножения и деления",
            "Порядок выполнения действий",
            "Задачи на кратное сравнение",
            "Площадь. Единицы площади",
            "Доли",
            "Деление с остатком",
        ],
    },
    SubjectPlan {
        name: "Информатика",
        area: "MathematicsAndInformatics",
        homework: HomeworkStyle::Paragraphs,
        tests: PRACTICE,
        topics: &[
            "Информация и данные",
            "Компьютер и его устройство",
            "Файлы и папки",
            "Кодирование текста",
            "Растровая графика",
        ],
    },
    SubjectPlan {
        name: "Русский язык",
        area: "Philology",
        homework: HomeworkStyle::Exercises,
        tests: LANGUAGE,
        topics: &[
            "Русский язык как развивающееся явление",
            "Повторение. Синтаксис и пунктуация",
            "Причастие как часть речи",
            "Причастный оборот",
            "Действительные и страдательные причастия",
            "Не с причастиями",
            "Деепричастие",
            "Деепричастный оборот",
            "Наречие. Разряды наречий",
            "Правописание предлогов",
        ],
    },
    SubjectPlan {
        name: "Литература",
        area: "Philology",
        homework: HomeworkStyle::Reading,
        tests: LITERATURE,
        topics: &[
            "Былины. «Вольга и Микула Селянинович»",
            "А. С. Пушкин. «Полтава»",
            "М. Ю. Лермонтов. «Песня про… купца Калашникова»",
            "Н. В. Гоголь. «Тарас Бульба»",
            "И. С. Тургенев. «Бирюк»",
            "Л. Н. Толстой. «Детство»",
            "А. П. Чехов. «Хамелеон»",
        ],
    },
    SubjectPlan {
        name: "Литературное чтение",
        area: "Philology",
        homework: HomeworkStyle::Reading,
        tests: LITERATURE,
        topics: &[
            "Устное народное творчество",
            "Поэтическая тетрадь",
            "Великие русские писатели",
            "Литературные сказки",
            "Были-небылицы",
        ],
    },
    SubjectPlan {
        name: "Обучение грамоте",
        area: "Philology",
        homework: HomeworkStyle::Nothing,
        tests: NONE,
        topics: &[
            "Речь устная и письменная",
            "Слог. Ударение",
            "Звуки и буквы",
            "Буквы О, о",
            "Буквы А, а",
            "Чтение слов и предложений",
        ],
    },
    SubjectPlan {
        name: "Родная литература",
        area: "Philology",
        homework: HomeworkStyle::Reading,
        tests: NONE,
        topics: &["Р. Гамзатов. Стихи", "Народные сказки", "Э. Капиев. «Поэт»"],
    },
    SubjectPlan {
        name: "Иностранный язык (английский)",
        area: "Philology",
        homework: HomeworkStyle::Words,
        tests: FOREIGN,
        topics: &[
            "Lifestyles",
            "A city mouse or a country mouse?",
            "Tale Time",
            "Profiles",
            "In the News",
            "Present Perfect",
            "What the Future Holds",
        ],
    },
    SubjectPlan {
        name: "История",
        area: "SocialStudies",
        homework: HomeworkStyle::Paragraphs,
        tests: KNOWLEDGE,
        topics: &[
            "Мир и Россия в начале Нового времени",
            "Начало правления Ивана IV",
            "Реформы Избранной рады",
            "Внешняя политика России во второй половине XVI в.",
            "Опричнина",
            "Смутное время",
            "Первые Романовы",
        ],
    },
    SubjectPlan {
        name: "Обществознание",
        area: "SocialStudies",
        homework: HomeworkStyle::Paragraphs,
        tests: KNOWLEDGE,
        topics: &[
            "Социальные ценности",
            "Как усваиваются социальные нормы",
            "Правовые нормы",
            "Права и обязанности граждан",
        ],
    },
    SubjectPlan {
        name: "География",
        area: "SocialStudies",
        homework: HomeworkStyle::Paragraphs,
        tests: PRACTICE,
        topics: &[
            "История исследования Земли",
            "Рельеф материков",
            "Климат Земли",
            "Воды Мирового океана",
            "Африка",
            "Южная Америка",
        ],
    },
    SubjectPlan {
        name: "Физика",
        area: "NaturalScience",
        homework: HomeworkStyle::Problems,
        tests: PHYSICS,
        topics: &[
            "Физические величины",
            "Строение вещества",
            "Механическое движение",
            "Плотность вещества",
            "Сила тяжести. Вес тела",
            "Давление твёрдых тел",
            "Архимедова сила",
            "Работа и мощность",
        ],
    },
    SubjectPlan {
        name: "Химия",
        area: "NaturalScience",
        homework: HomeworkStyle::Paragraphs,
        tests: PHYSICS,
        topics: &["Теория строения органических соединений", "Алканы", "Алкены", "Алкины", "Арены", "Спирты"],
    },
    SubjectPlan {
        name: "Биология",
        area: "NaturalScience",
        homework: HomeworkStyle::Paragraphs,
        tests: KNOWLEDGE,
        topics: &[
            "Систематика растений",
            "Водоросли",
            "Мхи",
            "Папоротники",
            "Голосеменные растения",
            "Покрытосеменные растения",
        ],
    },
    SubjectPlan {
        name: "Окружающий мир",
        area: "NaturalScience",
        homework: HomeworkStyle::Paragraphs,
        tests: KNOWLEDGE,
        topics: &[
            "Природа",
            "Разнообразие растений",
            "Разнообразие животных",
            "Наша безопасность",
            "Чему учит экономика",
        ],
    },
    SubjectPlan {
        name: "Музыка",
        area: "Arts",
        homework: HomeworkStyle::Nothing,
        tests: NONE,
        topics: &["Классика и современность", "Опера", "Балет", "Камерная музыка"],
    },
    SubjectPlan {
        name: "Изобразительное искусство",
        area: "Arts",
        homework: HomeworkStyle::Things,
        tests: NONE,
        topics: &["Дизайн и архитектура", "Прямые линии и организация пространства", "Буква — строка — текст"],
    },
    SubjectPlan {
        name: "Труд (технология)",
        area: "Technology",
        homework: HomeworkStyle::Things,
        tests: PRACTICE,
        topics: &["Современные материалы", "Чертёж детали", "Сборка изделия", "3D-моделирование", "Защита проекта"],
    },
    SubjectPlan {
        name: "Физическая культура",
        area: "PhysicalEducation",
        homework: HomeworkStyle::Nothing,
        tests: SPORT,
        topics: &[
            "Лёгкая атлетика. Бег 60 м",
            "Прыжок в длину",
            "Баскетбол. Ведение мяча",
            "Гимнастика. Акробатика",
            "Волейбол",
        ],
    },
    SubjectPlan {
        name: "Основы безопасности и защиты Родины",
        area: "PhysicalEducation",
        homework: HomeworkStyle::Paragraphs,
        tests: PRACTICE,
        topics: &[
            "Безопасность в быту",
            "Безопасность на транспорте",
            "Первая помощь",
            "Природные чрезвычайные ситуации",
        ],
    },
    SubjectPlan {
        name: "Индивидуальный проект",
        area: "Other",
        homework: HomeworkStyle::Things,
        tests: NONE,
        topics: &["Выбор темы", "Гипотеза и задачи", "Работа с источниками"],
    },
    SubjectPlan {
        name: "Разговоры о важном",
        area: "Other",
        homework: HomeworkStyle::Nothing,
        tests: NONE,
        topics: &["День знаний", "Наш дом — Россия", "День учителя", "День народного единства", "Про мечты"],
    },
    SubjectPlan {
        name: "Россия — мои горизонты",
        area: "Other",
        homework: HomeworkStyle::Nothing,
        tests: NONE,
        topics: &["Моя Россия — мои горизонты", "Тематический профориентационный урок"],
    },
];

/// What the little ones learn under names that older classes use too.
const PRIMARY_TOPICS: &[(&str, &[&str])] = &[
    (
        "Русский язык",
        &[
            "Виды предложений по цели высказывания",
            "Главные и второстепенные члены предложения",
            "Слово и его лексическое значение",
            "Корень слова. Однокоренные слова",
            "Правописание слов с парными согласными",
            "Правописание слов с удвоенными согласными",
            "Имя существительное. Число и род",
            "Склонение имён существительных",
            "Имя прилагательное",
            "Глагол. Времена глаголов",
        ],
    ),
    (
        "Физическая культура",
        &["Строевые упражнения", "Бег 30 м", "Подвижные игры", "Лыжная подготовка", "Прыжки через скакалку"],
    ),
    ("Изобразительное искусство", &["Осень в лесу", "Цвет и настроение", "Портрет мамы", "Лепка. Сказочный герой"]),
    ("Труд (технология)", &["Аппликация из листьев", "Оригами", "Работа с пластилином", "Открытка к празднику"]),
    ("Музыка", &["Мелодия — душа музыки", "Песни о зиме", "Пётр и волк", "Весёлый праздник"]),
];

const FIRST_GRADE_MATHS: &[&str] = &[
    "Счёт предметов",
    "Числа от 1 до 5",
    "Знаки «+», «−», «=»",
    "Числа от 6 до 10",
    "Задача. Условие и вопрос",
    "Сложение и вычитание в пределах 10",
    "Числа от 11 до 20",
];

/// The topics of a subject in a class of this year, in the order they are taught.
pub(crate) fn topics(subject: &str, parallel: u8) -> &'static [&'static str] {
    if parallel == 1 && subject == "Математика" {
        return FIRST_GRADE_MATHS;
    }
    let primary = PRIMARY_TOPICS.iter().find(|(name, _)| parallel < 5 && *name == subject);
    match primary {
        Some((_, topics)) => topics,
        None => subject_plan(subject).map(|plan| plan.topics).unwrap_or_default(),
    }
}

/// The plan of a subject by its name.
pub(crate) fn subject_plan(name: &str) -> Option<&'static SubjectPlan> {
    SUBJECTS.iter().find(|plan| plan.name == name)
}

/// A kind of work as the school lists it.
pub(crate) struct WorkTypePlan {
    pub(crate) name: &'static str,
    pub(crate) abbreviation: &'static str,
    pub(crate) weight: i64,
    pub(crate) important: bool,
    pub(crate) is_final: bool,
    /// What the works of this kind are called on the wire of Дневник.ру.
    pub(crate) wire: &'static str,
}

/// The name of the kind of work that a mark belongs to when the teacher names none.
pub(crate) const ANSWER: &str = "Ответ на уроке";
/// The name of the kind of work that homework is.
pub(crate) const HOMEWORK: &str = "Домашняя работа";
/// The name of the kind of work that a term's mark belongs to.
pub(crate) const PERIOD_MARK: &str = "Отметка за период";
/// The name of the kind of work that a year's mark belongs to.
pub(crate) const YEAR_MARK: &str = "Годовая отметка";

const fn kind(name: &'static str, abbreviation: &'static str, weight: i64, wire: &'static str) -> WorkTypePlan {
    WorkTypePlan { name, abbreviation, weight, important: false, is_final: false, wire }
}

/// Every kind of work.
pub(crate) const WORK_TYPES: &[WorkTypePlan] = &[
    kind(ANSWER, "О", 1, "DefaultNewLessonWork"),
    kind(HOMEWORK, "ДР", 1, "Homework"),
    WorkTypePlan { important: true, ..kind("Контрольная работа", "КР", 3, "LessonTestWork") },
    kind("Самостоятельная работа", "СР", 2, "CommonWork"),
    kind("Проверочная работа", "ПР", 2, "CommonWork"),
    kind("Тест", "Т", 2, "CommonWork"),
    kind("Диктант", "Д", 2, "CommonWork"),
    kind("Словарный диктант", "СД", 1, "CommonWork"),
    kind("Изложение", "И", 2, "CommonWork"),
    WorkTypePlan { important: true, ..kind("Сочинение", "С", 3, "LessonComposition") },
    kind("Наизусть", "Н", 1, "LessonByHeart"),
    kind("Практическая работа", "ПрР", 1, "CommonWork"),
    kind("Лабораторная работа", "ЛР", 2, "CommonWork"),
    kind("Норматив", "Нор", 1, "CommonWork"),
    kind("Проект", "П", 2, "CommonWork"),
    WorkTypePlan { is_final: true, ..kind(PERIOD_MARK, "Пер", 0, "PeriodMark") },
    WorkTypePlan { is_final: true, ..kind(YEAR_MARK, "Год", 0, "PeriodFinalMark") },
];
