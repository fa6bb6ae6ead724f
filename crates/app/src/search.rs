//! Search over everything that is here, over all years. The index is made in memory at the first question and
//! forgotten when anything changes: nothing of it ever touches the disk (`docs/decisions/0012-search-in-memory.md`).

mod index;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::{Arc, atomic::Ordering},
};

use peremena_model::{Item, Kind, SchoolInfo, SchoolYear, Span, Student, StudentId};
use peremena_notify::{Arg, Language, Words, dates};
use peremena_vault::Vault;
use time::Date;

use crate::{
    App, AppError,
    family::Family,
    homework::own_homework,
    lessons::absence_chip,
    links::{route_of_day, route_of_item, route_of_subject},
    marks::words_of_term_mark,
    page::days_of,
    profile::{KeyKept, Profile},
    views::{ErrorView, FoundKind, FoundKindCount, Fragment, SearchHit, SearchRequest, SearchView},
};

use index::{Index, Query, Stems};

/// At most so many hits are shown.
const SHOWN: usize = 60;

/// Letters of a text before the first thing found in it, and in all.
const BEFORE: usize = 40;
const AROUND: usize = 180;

/// How many years back and ahead anything can stand.
const YEARS: i32 = 30;

const KINDS: &[Kind] = &[
    Kind::Lesson,
    Kind::Mark,
    Kind::Homework,
    Kind::Absence,
    Kind::Test,
    Kind::Remark,
    Kind::Event,
    Kind::Announcement,
    Kind::Message,
];

/// One thing that can be found.
struct Document {
    kind: FoundKind,
    student: StudentId,
    id: String,
    title: String,
    text: String,
    day: Option<Date>,
    route: String,
}

/// Everything that can be found.
#[derive(Default)]
pub(crate) struct Library {
    documents: Vec<Document>,
    index: Index,
}

/// The library, and what it was made of: it holds as long as that is so.
pub(crate) struct Shelf {
    of: State,
    library: Arc<Library>,
}

/// Which file and school year, how often something in it was said to have changed, and how many rows syncs have written
/// to it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct State {
    demo: bool,
    language: Language,
    year: SchoolYear,
    changes: u64,
    rows: u64,
}

impl Library {
    fn put(&mut self, document: Document) {
        self.index.put([document.title.as_str(), document.text.as_str()]);
        self.documents.push(document);
    }

    async fn of(vault: &Vault, family: &Family, words: &Words, today: Date) -> Result<Library, AppError> {
        let documents = documents(vault, family, words, today).await?;
        // Every word is brought to its stem: too long for a thread that others wait for.
        let made = tokio::task::spawn_blocking(move || {
            let mut library = Library::default();
            documents.into_iter().for_each(|document| library.put(document));
            library
        });
        made.await.map_err(|_| AppError::Request("error-request"))
    }

    /// What was found: subjects, people and what else has no day first, then the latest first.
    fn find(&self, query: &Query, student: Option<&StudentId>) -> Vec<&Document> {
        let numbers = self.index.find(query);
        let found = numbers.iter().filter_map(|number| self.documents.get(usize::try_from(*number).ok()?));
        let mut found: Vec<&Document> =
            found.filter(|document| student.is_none_or(|only| document.student == *only)).collect();
        found.sort_by_cached_key(|it| (it.day.is_some(), Reverse(it.day), it.kind, it.title.clone(), it.id.clone()));
        found
    }
}

/// All that can be found, over all years.
async fn documents(vault: &Vault, family: &Family, words: &Words, today: Date) -> Result<Vec<Document>, AppError> {
    let mut documents = Vec::new();
    let year = SchoolYear::of(today);
    let always = Span::new(
        today.replace_year(today.year() - YEARS).unwrap_or(Date::MIN),
        today.replace_year(today.year() + YEARS).unwrap_or(Date::MAX),
    )
    .unwrap_or(Span::day(today));
    for record in &family.records {
        let student = &record.student.id;
        let items = vault.items_many(student, KINDS, always).await?;
        // The page of a subject is of this year: one that is over has none.
        let lately = items.iter().filter(|item| item.date().is_some_and(|day| SchoolYear::of(day) == year));
        let subjects: BTreeSet<&str> = lately.filter_map(Item::subject).filter(|subject| !subject.is_empty()).collect();
        documents.extend(subjects.into_iter().map(|subject| Document {
            kind: FoundKind::Subject,
            student: student.clone(),
            id: subject.to_owned(),
            title: subject.to_owned(),
            text: String::new(),
            day: None,
            route: route_of_subject(student, subject),
        }));
        let mut info = None;
        let mut of_year = Vec::new();
        for kind in [Kind::SchoolInfo, Kind::Term, Kind::Holiday, Kind::TermMark] {
            for item in vault.items(student, kind, year, None).await? {
                match item {
                    Item::SchoolInfo(told) => info = Some(told),
                    other => of_year.push(other),
                }
            }
        }
        documents.extend(people(student, &info.clone().unwrap_or_default()));
        documents.extend(school(&record.student, info.unwrap_or_default()));
        documents.extend(of_year.iter().filter_map(|item| undated(words, student, item, &of_year)));
        documents.extend(items.iter().filter_map(|item| document(words, student, item, year)));
        for task in vault.tasks(student, always).await? {
            documents.extend(document(words, student, &Item::Homework(own_homework(task)), year));
        }
    }
    Ok(documents)
}

fn lines<'a>(parts: impl IntoIterator<Item = Option<&'a str>>) -> String {
    let parts: Vec<&str> = parts.into_iter().flatten().map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

/// "Контрольная работа" and "Контрольная работа по теме …": what the topic begins with is not said before it too.
fn work<'a>(kind: Option<&'a str>, topic: Option<&'a str>) -> [Option<&'a str>; 2] {
    let said = kind.zip(topic).is_some_and(|(kind, topic)| topic.starts_with(kind));
    [kind.filter(|_| !said), topic]
}

/// What can be found of an item; none where it says nothing that its subject does not say.
fn document(words: &Words, student: &StudentId, item: &Item, year: SchoolYear) -> Option<Document> {
    let (kind, title, text) = match item {
        Item::Lesson(lesson) => {
            lesson.topic.as_deref().filter(|topic| !topic.trim().is_empty())?;
            let text = lines([lesson.topic.as_deref(), lesson.teacher.as_deref()]);
            (FoundKind::Lesson, lesson.subject.clone(), text)
        }
        Item::Mark(mark) => {
            let [kind, topic] = work(mark.work_type.as_deref(), mark.topic.as_deref());
            let parts = [kind, topic, mark.comment.as_deref()];
            parts.iter().flatten().next()?;
            let text = lines([Some(mark.value.as_str())].into_iter().chain(parts));
            (FoundKind::Mark, mark.subject.clone(), text)
        }
        Item::Homework(homework) => {
            let files = homework.attachments.iter().map(|file| Some(file.name.as_str()));
            let text = lines([Some(homework.text.as_str())].into_iter().chain(files));
            (FoundKind::Homework, homework.subject.clone(), text)
        }
        Item::Absence(absence) => {
            // "Пропуск, болел", and the school's own word beside it.
            let label = absence_chip(words, absence).label;
            let word = absence.word.as_deref().filter(|word| !label.contains(*word));
            (FoundKind::Absence, absence.subject.clone().unwrap_or_default(), lines([Some(label.as_str()), word]))
        }
        Item::Test(test) => {
            (FoundKind::Test, test.subject.clone(), lines(work(test.work_type.as_deref(), test.topic.as_deref())))
        }
        Item::Remark(remark) => (
            FoundKind::Remark,
            remark.subject.clone().unwrap_or_default(),
            lines([Some(remark.text.as_str()), remark.author.as_deref()]),
        ),
        Item::Event(event) => {
            (FoundKind::Event, event.title.clone(), lines([event.text.as_deref(), event.place.as_deref()]))
        }
        Item::Announcement(it) => {
            (FoundKind::Announcement, it.title.clone(), lines([Some(it.text.as_str()), it.author.as_deref()]))
        }
        Item::Message(message) => (
            FoundKind::Message,
            message.subject.clone(),
            lines([Some(message.text.as_str()), Some(message.from.as_str())]),
        ),
        _ => return None,
    };
    let (student, id, day) = (student.clone(), item.id().to_owned(), item.date());
    let route = match day {
        // Marks and what a school says have pages of this year; the diary goes back to any day.
        Some(day) if SchoolYear::of(day) != year => route_of_day(&student, day),
        _ => route_of_item(&student, item),
    };
    Some(Document { kind, student, id, title, text, day, route })
}

/// What has no day of its own: terms, holidays and the marks of terms. None of what is told elsewhere.
fn undated(words: &Words, student: &StudentId, item: &Item, of_year: &[Item]) -> Option<Document> {
    let span = |from: Date, to: Date| (days_of(words, from, to), route_of_day(student, from));
    let (kind, title, (text, route)) = match item {
        Item::Term(term) => (FoundKind::Term, term.name.clone(), span(term.from, term.to)),
        Item::Holiday(holiday) => (FoundKind::Term, holiday.name.clone(), span(holiday.from, holiday.to)),
        Item::TermMark(mark) => {
            let named = of_year.iter().find_map(|item| match item {
                Item::Term(term) if mark.is_of(term) => Some(term.name.clone()),
                _ => None,
            });
            let of = words_of_term_mark(words, mark, named);
            let text = lines([Some(mark.value.as_str()), Some(of.as_str())]);
            (FoundKind::TermMark, mark.subject.clone(), (text, route_of_item(student, item)))
        }
        _ => return None,
    };
    Some(Document { kind, student: student.clone(), id: item.id().to_owned(), title, text, day: None, route })
}

/// The child with its class, and the school with all that is told of where it is.
fn school(student: &Student, info: SchoolInfo) -> [Document; 2] {
    let name = info.school.or(student.school.clone()).unwrap_or_default();
    let class = info.class.or(student.class.clone());
    let facts = [&info.address, &info.phone, &info.email, &info.site].map(Option::as_deref);
    let document = |id: &str, title: String, text: String| Document {
        kind: FoundKind::School,
        student: student.id.clone(),
        id: id.to_owned(),
        title,
        text,
        day: None,
        route: format!("#/school/{}", student.id),
    };
    [
        document("student", student.name.clone(), lines([class.as_deref(), Some(name.as_str())])),
        document("school", name.clone(), lines(facts)),
    ]
}

fn people(student: &StudentId, info: &SchoolInfo) -> Vec<Document> {
    let mut known: HashSet<&str> = HashSet::new();
    let teachers = info.teachers.iter().map(|teacher| (teacher.name.as_str(), teacher.subjects.join(", ")));
    let others = [&info.class_teacher, &info.head].into_iter().flatten().map(|name| (name.as_str(), String::new()));
    let parents =
        info.guardians.iter().map(|parent| (parent.name.as_str(), parent.relation.clone().unwrap_or_default()));
    teachers
        .chain(others)
        .chain(parents)
        .filter(|(name, _)| !name.is_empty() && known.insert(name))
        .map(|(name, subjects)| Document {
            kind: FoundKind::Person,
            student: student.clone(),
            id: name.to_owned(),
            title: name.to_owned(),
            text: subjects,
            day: None,
            route: format!("#/school/{student}"),
        })
        .collect()
}

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn search(&self, request: SearchRequest) -> Result<SearchView, ErrorView> {
        self.search_view(request).await.map_err(|error| self.said(&error))
    }

    async fn search_view(&self, request: SearchRequest) -> Result<SearchView, AppError> {
        let profile = self.profile().await?;
        let (words, today) = (self.words(), self.now().date());
        let library = self.library(&profile, &words).await?;
        let family = self.load_family(&profile).await?;
        let stems = library.index.stems();
        let Some(query) = Query::read(stems, &request.query) else {
            return Ok(SearchView { hits: Vec::new(), words: None, total: 0, more: false, kinds: Vec::new() });
        };
        let found = library.find(&query, request.student.as_ref());
        let mut counts: BTreeMap<FoundKind, u32> = BTreeMap::new();
        for document in &found {
            *counts.entry(document.kind).or_default() += 1;
        }
        let chosen: Vec<_> =
            found.iter().filter(|document| request.kind.is_none_or(|only| document.kind == only)).collect();
        Ok(SearchView {
            total: u32::try_from(found.len()).unwrap_or(u32::MAX),
            more: chosen.len() > SHOWN,
            hits: chosen
                .into_iter()
                .take(SHOWN)
                .filter_map(|document| hit(&words, &family, stems, &query, document, today))
                .collect(),
            words: Some(words.say_with("search-found", &[("count", Arg::count(found.len()))])),
            kinds: counts
                .into_iter()
                .map(|(kind, count)| FoundKindCount { kind, name: words.say(name_of(kind)), count })
                .collect(),
        })
    }

    /// The library as it is, or made anew; whoever asks meanwhile waits for the one that is being made.
    async fn library(&self, profile: &Profile, words: &Words) -> Result<Arc<Library>, AppError> {
        let mut shelf = self.inner.search.lock().await;
        let of = State {
            demo: profile.key == KeyKept::Nowhere,
            language: words.language(),
            year: SchoolYear::of(self.now().date()),
            changes: self.inner.changes.load(Ordering::Relaxed),
            rows: profile.vault.rows_written(),
        };
        if let Some(shelf) = shelf.as_ref().filter(|shelf| shelf.of == of) {
            return Ok(shelf.library.clone());
        }
        let family = self.load_family(profile).await?;
        let library = Arc::new(Library::of(&profile.vault, &family, words, self.now().date()).await?);
        *shelf = Some(Shelf { of, library: library.clone() });
        Ok(library)
    }
}

fn name_of(kind: FoundKind) -> &'static str {
    match kind {
        FoundKind::Subject => "found-subject",
        FoundKind::Person => "found-person",
        FoundKind::School => "found-school",
        FoundKind::Term => "found-term",
        FoundKind::TermMark => "kind-term_mark",
        FoundKind::Homework => "kind-homework",
        FoundKind::Mark => "kind-mark",
        FoundKind::Lesson => "found-lesson",
        FoundKind::Test => "kind-test",
        FoundKind::Absence => "kind-absence",
        FoundKind::Remark => "kind-remark",
        FoundKind::Event => "kind-event",
        FoundKind::Announcement => "kind-announcement",
        FoundKind::Message => "kind-message",
    }
}

fn hit(
    words: &Words,
    family: &Family,
    stems: &Stems,
    query: &Query,
    document: &Document,
    today: Date,
) -> Option<SearchHit> {
    let record = family.record(&document.student)?;
    Some(SearchHit {
        // Ids are of a school year: the day tells years apart.
        key: format!("{} {:?} {:?} {}", document.student, document.kind, document.day, document.id),
        kind: document.kind,
        student: document.student.clone(),
        student_name: crate::family::short_name(record),
        colour: family.colour(record),
        title: fragments(&query.pieces(stems, &document.title)),
        text: fragments(&query.pieces(stems, &around(stems, query, &document.text))),
        day: document.day.map(|day| dates::near_day(words, day, today)),
        route: document.route.clone(),
    })
}

fn fragments(pieces: &[(&str, bool)]) -> Vec<Fragment> {
    pieces.iter().map(|(text, hit)| Fragment { text: (*text).to_owned(), hit: *hit }).collect()
}

/// The part of a long text that holds the first thing found in it, cut between words.
fn around(stems: &Stems, query: &Query, text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= AROUND {
        return text;
    }
    let pieces = query.pieces(stems, &text);
    let first: usize = pieces.iter().take_while(|(_, hit)| !hit).map(|(piece, _)| piece.chars().count()).sum();
    let first = if pieces.iter().any(|(_, hit)| *hit) { first } else { 0 };
    let skipped = first.saturating_sub(BEFORE);
    let part: String = text.chars().skip(skipped).take(AROUND).collect();
    // Not in the middle of a word, at either end.
    let part = if skipped == 0 { part.as_str() } else { part.split_once(' ').map_or(part.as_str(), |(_, rest)| rest) };
    let whole = skipped + AROUND >= text.chars().count();
    let part = if whole { part } else { part.rsplit_once(' ').map_or(part, |(rest, _)| rest) };
    format!("{}{part}{}", if skipped == 0 { "" } else { "… " }, if whole { "" } else { " …" })
}

#[cfg(test)]
mod tests;
