//! The invented people: families with their accounts, teachers, classmates.

/// An account a family signs in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FamilyAccount {
    /// What is typed as the login.
    pub login: &'static str,
    /// What is typed as the password.
    pub password: &'static str,
    /// First names of the students it shows, in the order the school sends them.
    pub students: &'static [&'static str],
}

/// Патимат Гаджиева, a parent of three: Амина (7 «Б»), Тимур (3 «А»), Мадина (1 «В»).
pub const PARENT: FamilyAccount =
    FamilyAccount { login: "parent", password: "Parol-2026", students: &["Амина", "Тимур", "Мадина"] };
/// Амина's own account, a pupil's.
pub const AMINA: FamilyAccount = FamilyAccount { login: "amina", password: "Amina-2026", students: &["Амина"] };
/// Алексей Сидоров, whose son Илья (10 «А») goes to another school, two hours east.
pub const SIDOROV: FamilyAccount =
    FamilyAccount { login: "sidorov", password: "Sidorov-2026", students: &["Илья"] };
/// Every account of the school.
pub const FAMILIES: [FamilyAccount; 3] = [PARENT, AMINA, SIDOROV];

/// A name with its sex, as persons are introduced.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FullName {
    pub(crate) last: &'static str,
    pub(crate) first: &'static str,
    pub(crate) middle: &'static str,
    pub(crate) female: bool,
}

const fn woman(last: &'static str, first: &'static str, middle: &'static str) -> FullName {
    FullName { last, first, middle, female: true }
}

const fn man(last: &'static str, first: &'static str, middle: &'static str) -> FullName {
    FullName { last, first, middle, female: false }
}

/// A child of a family: name, class, and how well the child learns (the share of fives, fours and threes in a hundred).
pub(crate) struct Child {
    pub(crate) name: FullName,
    pub(crate) class: &'static str,
    pub(crate) ability: [u64; 3],
    pub(crate) born: (i32, u8, u8),
}

pub(crate) const MOTHER: FullName = woman("Гаджиева", "Патимат", "Омаровна");
pub(crate) const FATHER: FullName = man("Сидоров", "Алексей", "Петрович");

pub(crate) const CHILDREN: [Child; 3] = [
    Child {
        name: woman("Гаджиева", "Амина", "Руслановна"),
        class: "7 «Б»",
        ability: [46, 38, 13],
        born: (2013, 5, 17),
    },
    Child {
        name: man("Гаджиев", "Тимур", "Русланович"), class: "3 «А»", ability: [38, 40, 18], born: (2017, 8, 2)
    },
    Child {
        name: woman("Гаджиева", "Мадина", "Руслановна"),
        class: "1 «В»",
        ability: [50, 40, 10],
        born: (2019, 3, 30),
    },
];
pub(crate) const ILYA: Child =
    Child {
        name: man("Сидоров", "Илья", "Алексеевич"), class: "10 «А»", ability: [28, 42, 24], born: (2010, 11, 9)
    };

/// First names for as many more children as a bench asks for.
pub(crate) const MORE_CHILDREN: [FullName; 8] = [
    woman("Гаджиева", "Аида", "Руслановна"),
    man("Гаджиев", "Магомед", "Русланович"),
    woman("Гаджиева", "Зарема", "Руслановна"),
    man("Гаджиев", "Ислам", "Русланович"),
    woman("Гаджиева", "Лейла", "Руслановна"),
    man("Гаджиев", "Шамиль", "Русланович"),
    woman("Гаджиева", "Хадижа", "Руслановна"),
    man("Гаджиев", "Камиль", "Русланович"),
];

/// Teachers of the first school; timetables name them by their place here.
pub(crate) const TEACHERS: [FullName; 21] = [
    woman("Гаджиева", "Саният", "Курбановна"),
    woman("Юсупова", "Патимат", "Магомедовна"),
    woman("Ковалёва", "Ирина", "Степановна"),
    man("Алиев", "Руслан", "Гамидович"),
    woman("Магомедова", "Зухра", "Ахмедовна"),
    woman("Петренко", "Ольга", "Викторовна"),
    man("Курбанов", "Шамиль", "Исаевич"),
    woman("Исмаилова", "Динара", "Рашидовна"),
    woman("Абдуллаева", "Наида", "Гасановна"),
    man("Омаров", "Заур", "Тагирович"),
    woman("Рамазанова", "Эльмира", "Саидовна"),
    woman("Лебедева", "Татьяна", "Юрьевна"),
    man("Ибрагимов", "Марат", "Алиевич"),
    woman("Сулейманова", "Асият", "Мурадовна"),
    woman("Нурмагомедова", "Хава", "Расуловна"),
    man("Гусейнов", "Эльдар", "Фикретович"),
    woman("Мусаева", "Карина", "Арсеновна"),
    woman("Велиханова", "Гюльнара", "Сабировна"),
    man("Дибиров", "Гаджимурад", "Омарович"),
    woman("Шахбанова", "Мариям", "Ильясовна"),
    woman("Тагирова", "Лариса", "Николаевна"),
];

/// Teachers of the second school.
pub(crate) const OTHER_TEACHERS: [FullName; 14] = [
    woman("Белоусова", "Марина", "Андреевна"),
    man("Корнилов", "Игорь", "Львович"),
    woman("Шарипова", "Гульназ", "Фаритовна"),
    woman("Воронцова", "Елена", "Павловна"),
    man("Мельников", "Денис", "Олегович"),
    woman("Хасанова", "Римма", "Наилевна"),
    woman("Ермакова", "Светлана", "Ивановна"),
    man("Тихонов", "Валерий", "Михайлович"),
    woman("Зайцева", "Анна", "Борисовна"),
    woman("Кудрявцева", "Нина", "Геннадьевна"),
    man("Сафин", "Тимур", "Ренатович"),
    woman("Полякова", "Вера", "Дмитриевна"),
    man("Жуков", "Андрей", "Сергеевич"),
    woman("Логинова", "Дарья", "Евгеньевна"),
];

/// Classmates, dealt out to the classes; they have names and no marks.
pub(crate) const CLASSMATES: [FullName; 16] = [
    man("Абакаров", "Ахмед", "Исламович"),
    woman("Алиева", "Сабина", "Руслановна"),
    man("Багандов", "Марат", "Шамилевич"),
    woman("Васильева", "Полина", "Игоревна"),
    man("Гамзатов", "Юсуф", "Ибрагимович"),
    woman("Дадаева", "Алина", "Магомедовна"),
    man("Зубаиров", "Расул", "Тимурович"),
    woman("Иванова", "Вера", "Алексеевна"),
    man("Казиев", "Амир", "Заурович"),
    woman("Лукина", "София", "Денисовна"),
    man("Мирзоев", "Рамазан", "Эльдарович"),
    woman("Насирова", "Фатима", "Гусейновна"),
    man("Орлов", "Кирилл", "Андреевич"),
    woman("Расулова", "Диана", "Маратовна"),
    man("Салихов", "Гасан", "Ахмедович"),
    woman("Юнусова", "Милана", "Камиловна"),
];
