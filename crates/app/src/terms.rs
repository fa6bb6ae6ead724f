//! The summary sheet: marks of terms and year, the averages that lead to them, and why they differ.

use peremena_model::{
    Coverage, Kind, Mark, Scale, Term, TermKind, TermMark, TermMarkOf, average,
    average::{Agreement, Rule},
    current_term, week_of_term,
};
use peremena_notify::{Arg, Words};
use time::Date;

use crate::{
    App, AppError,
    lessons::{term_mark_chip, tint_of},
    marks::{Book, YEAR, short_name},
    page::{Page, days_of, looked_at},
    views::{ErrorView, SheetCell, SheetColumn, SheetNote, SheetRow, TermProgress, TermsRequest, TermsView, Tint},
};

/// A column, with what it is filled from.
enum Column<'a> {
    Term(&'a Term),
    Year,
    Of(TermMarkOf),
}

struct Sheet<'a> {
    words: &'a Words,
    book: &'a Book,
    covered: Coverage,
    today: Date,
    notes: Vec<SheetNote>,
}

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn terms(&self, request: TermsRequest) -> Result<TermsView, ErrorView> {
        self.terms_view(request).await.map_err(|error| self.said(&error))
    }

    async fn terms_view(&self, request: TermsRequest) -> Result<TermsView, AppError> {
        let page = self.page(&request.student).await?;
        let book = Book::load(&page.profile.vault, &page.id, page.year()).await?;
        let covered = page.covered(Kind::Mark).await?;
        let mut sheet = Sheet { words: &page.words, book: &book, covered, today: page.today(), notes: Vec::new() };
        let columns = columns(&book);
        let views = columns.iter().map(|column| sheet.column(column)).collect();
        let subjects: Vec<SheetRow> = book
            .subject_names(None)
            .into_iter()
            .map(|subject| SheetRow {
                cells: columns.iter().map(|column| sheet.cell(subject, column)).collect(),
                subject: subject.to_owned(),
            })
            .collect();
        let is_empty = book.marks.is_empty() && book.term_marks.is_empty();
        Ok(TermsView {
            columns: views,
            progress: progress(&page, &book.terms),
            notes: sheet.notes,
            filling: page.filling(Kind::TermMark, is_empty).await?,
            subjects: if is_empty { Vec::new() } else { subjects },
            student: page.student,
        })
    }
}

fn columns(book: &Book) -> Vec<Column<'_>> {
    let terms = book.terms.iter().filter(|term| term.kind != TermKind::Year).map(Column::Term);
    let has = |of: TermMarkOf| book.term_marks.iter().any(|mark| mark.of == of).then_some(Column::Of(of));
    terms.chain([Column::Year]).chain(has(TermMarkOf::Exam)).chain(has(TermMarkOf::Final)).collect()
}

impl Sheet<'_> {
    fn column(&self, column: &Column<'_>) -> SheetColumn {
        let plain = |id: &str, word: &str| SheetColumn {
            id: id.to_owned(),
            name: self.words.say(word),
            short: self.words.say(word),
            dates: None,
            current: false,
        };
        match column {
            Column::Term(term) => SheetColumn {
                id: term.id.clone(),
                name: term.name.clone(),
                short: short_name(&term.name),
                dates: Some(days_of(self.words, term.from, term.to)),
                current: current_term(&self.book.terms, self.today).is_some_and(|current| current.id == term.id),
            },
            Column::Year => plain(YEAR, "term-year"),
            Column::Of(TermMarkOf::Exam) => plain("exam", "term-exam"),
            Column::Of(_) => plain("final", "term-final"),
        }
    }

    fn cell(&mut self, subject: &str, column: &Column<'_>) -> SheetCell {
        match column {
            Column::Term(term) => self.term_cell(subject, term),
            Column::Year => self.year_cell(subject),
            Column::Of(of) => {
                let mark = self.book.term_marks.iter().find(|mark| mark.subject == subject && mark.of == *of);
                self.written(mark, None, None, None)
            }
        }
    }

    fn term_cell(&mut self, subject: &str, term: &Term) -> SheetCell {
        let mark = self.book.final_mark(subject, Some(term));
        let marks: Vec<Mark> =
            self.book.by_subject(Some(term)).remove(subject).into_iter().flatten().cloned().collect();
        let whole = looked_at(&self.covered, term, self.today);
        let ours = average::weighted_average(&marks).filter(|_| whole);
        let official = self.book.official(subject, Some(term));
        if let (Some(_), Some(official)) = (ours, official) {
            self.explain_average(subject, &term.name, &marks, official);
        }
        if let (Some(mark), Some(average)) = (mark, official.or(ours)) {
            self.explain_mark(subject, &term.name, mark, average);
        }
        // What is over has the mark that it has.
        let would = official.or(ours).filter(|_| mark.is_none() && term.to >= self.today);
        self.written(mark, ours, official, would)
    }

    /// The year: its mark, and the average of the marks of its terms.
    fn year_cell(&mut self, subject: &str) -> SheetCell {
        let mark = self.book.final_mark(subject, None);
        let of_terms: Vec<f64> = self
            .book
            .terms
            .iter()
            .filter(|term| term.kind != TermKind::Year)
            .filter_map(|term| grade(self.book.final_mark(subject, Some(term))?))
            .collect();
        let average = (!of_terms.is_empty()).then(|| of_terms.iter().sum::<f64>() / of_terms.len() as f64);
        let average = average.filter(|_| of_terms.len() > 1);
        if let (Some(mark), Some(average)) = (mark, average) {
            let name = self.words.say("term-year");
            self.explain_mark(subject, &name, mark, average);
        }
        self.written(mark, average, None, average.filter(|_| mark.is_none()))
    }

    fn written(
        &self,
        mark: Option<&TermMark>,
        ours: Option<f64>,
        official: Option<f64>,
        would: Option<f64>,
    ) -> SheetCell {
        let decimal = self.words.language().decimal();
        let show = |average: f64| average::display(average, decimal);
        let (average, official) = (ours.map(show), official.map(show));
        let would = would.map(|average| Rule::default().rounds_to(average).to_string());
        let said = |id: &str, value: &Option<String>| {
            value.as_ref().map(|value| self.words.say_with(id, &[("value", Arg::Text(value))]))
        };
        let marked = mark.map(|mark| mark.value.clone());
        let label = [
            said("sheet-mark", &marked),
            said("sheet-average", &average),
            said("sheet-official", &official),
            said("sheet-would", &would),
        ];
        SheetCell {
            mark: mark.map(|mark| term_mark_chip(mark, &self.book.term_news)),
            tint: would.as_deref().map_or(Tint::Plain, tint_of),
            label: label.into_iter().flatten().collect::<Vec<_>>().join(", "),
            average,
            official,
            would,
        }
    }

    fn note(&mut self, subject: &str, term: &str, id: &str, args: &[(&str, &str)]) {
        let args: Vec<(&str, Arg<'_>)> = args.iter().map(|(name, text)| (*name, Arg::Text(text))).collect();
        let text = self.words.say_with(id, &args);
        self.notes.push(SheetNote { subject: subject.to_owned(), term: term.to_owned(), text });
    }

    fn explain_average(&mut self, subject: &str, term: &str, marks: &[Mark], official: f64) {
        let decimal = self.words.language().decimal();
        let id = match average::agreement(marks, official) {
            Some(Agreement::Unweighted) => "sheet-note-unweighted",
            Some(Agreement::Other) => "sheet-note-other",
            Some(Agreement::Same) | None => return,
        };
        let ours = average::weighted_average(marks).map(|average| average::display(average, decimal));
        let official = average::display(official, decimal);
        self.note(subject, term, id, &[("official", &official), ("ours", &ours.unwrap_or_default())]);
    }

    fn explain_mark(&mut self, subject: &str, term: &str, mark: &TermMark, average: f64) {
        let Some(given) = grade(mark) else { return };
        let would = f64::from(Rule::default().rounds_to(average));
        let id = match given.total_cmp(&would) {
            std::cmp::Ordering::Equal => return,
            std::cmp::Ordering::Greater => "sheet-note-higher",
            std::cmp::Ordering::Less => "sheet-note-lower",
        };
        let average = average::display(average, self.words.language().decimal());
        self.note(subject, term, id, &[("value", &mark.value), ("average", &average)]);
    }
}

/// The number of a mark that has one.
fn grade(mark: &TermMark) -> Option<f64> {
    Scale::Five.read(&mark.value).grades().first().map(|grade| f64::from(grade.number))
}

fn progress(page: &Page, terms: &[Term]) -> Option<TermProgress> {
    let (words, today) = (&page.words, page.today());
    let term = current_term(terms, today).filter(|term| term.kind != TermKind::Year)?;
    let length = (term.to - term.from).whole_days().max(1) as f64;
    let left = (term.to - today).whole_days();
    let args = [
        ("week", Arg::count(week_of_term(term, today)?)),
        ("weeks", Arg::count(week_of_term(term, term.to)?)),
        ("days", Arg::Count(left)),
    ];
    Some(TermProgress {
        title: term.name.clone(),
        share: ((today - term.from).whole_days() as f64 / length).clamp(0.0, 1.0),
        text: words.say_with(if left == 0 { "term-last-day" } else { "term-progress" }, &args),
    })
}

#[cfg(test)]
mod tests;
