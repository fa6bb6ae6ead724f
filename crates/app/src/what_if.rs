//! What would become of a subject's average, and what a wish takes. Nothing of it is real or kept.

use peremena_model::{
    Kind, Mark, Scale, Span, Term, TermKind, average,
    average::{Goal, Needed, Rule, Supposed},
};
use peremena_notify::{Arg, Words};
use time::Date;

use crate::{
    App, AppError,
    lessons::tint_of,
    marks::{Book, average_tint},
    subject::{left_in, signed},
    views::{ErrorView, NeedView, WeightChoice, WhatIfRequest, WhatIfView},
};

/// More than this nobody supposes, and no answer takes long.
const MOST: usize = 100;

/// The marks to suppose, the best first.
const VALUES: [&str; 4] = ["5", "4", "3", "2"];

/// The marks to wish for: nobody works for a 2.
const WISHES: [&str; 3] = ["5", "4", "3"];

/// A wish that is neither a mark nor an average, or marks for it that are none.
struct NoWish;

/// A wish: to this average, which has this name.
struct Wish {
    threshold: f64,
    name: String,
    mark: bool,
}

/// What is left of a term or the year.
struct Left {
    /// Lessons of the subject; none where nobody knows.
    lessons: Option<u32>,
    /// Whether it has ended: no mark comes any more.
    over: bool,
}

/// The day on which the last term of a year ends; of a school that lists none but the year, the year's.
fn end_of_year(terms: &[Term]) -> Option<Date> {
    terms.iter().max_by_key(|term| (term.kind != TermKind::Year, term.to)).map(|term| term.to)
}

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn what_if(&self, request: WhatIfRequest) -> Result<WhatIfView, ErrorView> {
        self.what_if_view(request).await.map_err(|error| self.said(&error))
    }

    async fn what_if_view(&self, request: WhatIfRequest) -> Result<WhatIfView, AppError> {
        let page = self.page(&request.student).await?;
        let (words, today, decimal) = (&page.words, page.today(), page.words.language().decimal());
        let book = Book::load(&page.profile.vault, &page.id, page.year()).await?;
        let term = book.chosen(request.term.as_deref(), today);
        let marks: Vec<Mark> =
            book.by_subject(term).remove(request.subject.as_str()).into_iter().flatten().cloned().collect();
        let would = average::what_if(&marks, &supposed(&request)?);
        let (before, after) = (average::weighted_average(&marks), average::weighted_average(&would));
        let (delta, delta_sign) = signed(before.zip(after).map(|(before, after)| after - before), decimal);
        let end = term.map(|term| term.to).or_else(|| end_of_year(&book.terms));
        let over = end.is_some_and(|end| end < today);
        let left = match end.and_then(|end| Span::new(today, end)) {
            Some(span) => {
                let lessons = page.profile.vault.items(&page.id, Kind::Lesson, page.year(), None).await?;
                left_in(&lessons, &request.subject, span, today)
            }
            None => over.then_some(0),
        };
        // A wish is written letter by letter: half of one takes nothing else from the page.
        let (need, possible, wish_problem) = match need(words, &request, &would, Left { lessons: left, over }, term) {
            Ok((need, possible)) => (need, possible, None),
            Err(NoWish) => (None, true, Some(words.say("error-wish"))),
        };
        Ok(WhatIfView {
            tint: average_tint(after),
            average: after.map(|average| average::display(average, decimal)),
            delta,
            delta_sign,
            text: outcome(words, before, after),
            need,
            possible,
            wish_problem,
            values: VALUES.map(str::to_owned).to_vec(),
            wishes: WISHES.map(str::to_owned).to_vec(),
            weights: weights(&marks, decimal),
        })
    }
}

fn supposed(request: &WhatIfRequest) -> Result<Vec<Supposed>, AppError> {
    if request.add.len().saturating_add(request.change.len()).saturating_add(request.drop.len()) > MOST {
        return Err(AppError::Request("error-request"));
    }
    let added = request.add.iter().map(|it| Supposed::Added { value: it.value.clone(), weight: it.weight });
    let changed = request.change.iter().map(|it| Supposed::Changed { mark: it.mark.clone(), value: it.value.clone() });
    let dropped = request.drop.iter().map(|mark| Supposed::Dropped { mark: mark.clone() });
    Ok(added.chain(changed).chain(dropped).collect())
}

/// "Вышла бы 5, а выходит 4".
fn outcome(words: &Words, before: Option<f64>, after: Option<f64>) -> String {
    let mark = |average: f64| Rule::default().rounds_to(average).to_string();
    let (before, after) = (before.map(mark), after.map(mark));
    let id = match (&before, &after) {
        (_, None) => "what-if-none",
        (Some(before), Some(after)) if before == after => "what-if-same",
        (Some(_), Some(_)) => "what-if-other",
        (None, Some(_)) => "what-if-first",
    };
    let args = [
        ("before", Arg::Text(before.as_deref().unwrap_or_default())),
        ("after", Arg::Text(after.as_deref().unwrap_or_default())),
    ];
    words.say_with(id, &args)
}

/// What was wished for, else the next mark up; none where the best is reached.
fn wish(asked: Option<&str>, now: Option<f64>) -> Result<Option<Wish>, NoWish> {
    let rule = Rule::default();
    let of_mark = |mark: u32| Wish { threshold: rule.threshold(mark), name: mark.to_string(), mark: true };
    // "4," is on its way to "4,6".
    let Some(asked) = asked.map(|asked| asked.trim().trim_end_matches([',', '.'])).filter(|asked| !asked.is_empty())
    else {
        let next = now.map_or(5, |average| rule.rounds_to(average).saturating_add(1).max(3));
        return Ok((next <= 5).then(|| of_mark(next)));
    };
    if let Ok(mark @ 2..=5) = asked.parse::<u32>() {
        return Ok(Some(of_mark(mark)));
    }
    match asked.replace(',', ".").parse::<f64>() {
        Ok(threshold) if (2.0..=5.0).contains(&threshold) => {
            Ok(Some(Wish { threshold, name: asked.to_owned(), mark: false }))
        }
        _ => Err(NoWish),
    }
}

fn need(
    words: &Words,
    request: &WhatIfRequest,
    marks: &[Mark],
    Left { lessons: left, over }: Left,
    term: Option<&Term>,
) -> Result<(Option<NeedView>, bool), NoWish> {
    let now = average::weighted_average(marks);
    let Some(wish) = wish(request.wish.as_deref(), now)? else { return Ok((None, true)) };
    let with = request.with.as_deref().unwrap_or("5");
    let grade = Scale::Five.read(with).grades().first().map(|grade| grade.number);
    let grade = grade.ok_or(NoWish)?;
    let weight = request.weight.unwrap_or(1.0);
    let goal = Goal { target: 0, with: grade, weight, lessons_left: left };
    let counted =
        |id: &str, count: u32| words.say_with(id, &[("count", Arg::count(count)), ("value", Arg::Text(with))]);
    let needed = average::needed_for(marks, wish.threshold, &goal, &Rule::default());
    let text = match (needed, left) {
        (Needed::AlreadyThere, _) => words.say("wish-there"),
        (Needed::Marks(count), Some(left)) => {
            let need = counted("need-text", count);
            words.say_with("need-text-left", &[("need", Arg::Text(&need)), ("left", Arg::count(left))])
        }
        (Needed::Marks(count), None) => counted("need-text", count),
        (Needed::Impossible, _) if over => words.say("wish-over"),
        (Needed::Impossible, left) => {
            // Too few lessons, or never with such marks: these are two answers.
            let endless = Goal { lessons_left: None, ..goal };
            match (average::needed_for(marks, wish.threshold, &endless, &Rule::default()), left) {
                (Needed::Marks(count), Some(left)) => {
                    let need = counted("need-text", count);
                    let args = [("need", Arg::Text(&need)), ("left", Arg::count(left))];
                    words.say_with("wish-too-few", &args)
                }
                _ => words.say_with("wish-never", &[("value", Arg::Text(with))]),
            }
        }
    };
    let title = match (wish.mark, term) {
        (true, Some(term)) => {
            words.say_with("wish-mark-term", &[("value", Arg::Text(&wish.name)), ("term", Arg::Text(&term.name))])
        }
        (true, None) => words.say_with("wish-mark", &[("value", Arg::Text(&wish.name))]),
        (false, _) => words.say_with("wish-average", &[("value", Arg::Text(&wish.name))]),
    };
    let tint = if wish.mark { tint_of(&wish.name) } else { average_tint(Some(wish.threshold)) };
    let possible = needed != Needed::Impossible;
    Ok((Some(NeedView { value: wish.name, tint, title, text }), possible))
}

/// The weights that the school gives in this subject, the lightest first; none where it gives none.
fn weights(marks: &[Mark], decimal: char) -> Vec<WeightChoice> {
    let mut weights: Vec<f64> =
        marks.iter().filter_map(|mark| mark.weight).filter(|it| it.is_finite() && *it > 0.0).collect();
    weights.sort_by(f64::total_cmp);
    weights.dedup();
    if weights.is_empty() || weights == [1.0] {
        return Vec::new();
    }
    if !weights.contains(&1.0) {
        weights.insert(0, 1.0);
    }
    let written = |weight: f64| weight.to_string().replace('.', &decimal.to_string());
    weights.into_iter().map(|weight| WeightChoice { weight, text: written(weight) }).collect()
}

#[cfg(test)]
mod tests;
