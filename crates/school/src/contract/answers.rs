//! Promises about answers.

use std::collections::HashSet;

use peremena_model::{Item, Kind, SchoolYear};
use time::Duration;

use super::{
    ContractSchool, ask, connect, connected, content, difference, ensure, later_difference, of_the_same_days, only,
    session, told,
};
use crate::{Ask, SchoolParts};

pub(super) async fn terms(school: &dyn ContractSchool) -> Result<(), String> {
    let (api, students) = connected(school).await?;
    let year = SchoolYear::of(school.now().date());
    for student in &students {
        let answer = api.terms(student, year).await.map_err(told)?;
        let terms: Vec<_> = answer
            .parts
            .iter()
            .flat_map(|part| &part.items)
            .filter_map(|item| if let Item::Term(term) = item { Some(term) } else { None })
            .collect();
        ensure!(!terms.is_empty(), "no terms");
        for term in terms {
            ensure!(term.from <= term.to, "a term that ends before it begins");
            ensure!(term.number >= 1, "a term of number {}", term.number);
            ensure!(!term.name.is_empty(), "a term without a name");
        }
        ensure!(answer.parts.iter().all(|part| part.scope.year == year && part.scope.whole), "another scope");
    }
    Ok(())
}

pub(super) async fn scopes(school: &dyn ContractSchool) -> Result<(), String> {
    let (api, students) = connected(school).await?;
    for student in &students {
        let ask = ask(school, student);
        let answer = api.fetch(student, &ask).await.map_err(told)?;
        let spoken: Vec<Kind> = answer.parts.iter().map(|part| part.scope.kind).collect();
        for part in &answer.parts {
            let scope = &part.scope;
            ensure!(scope.student == ask.student, "{:?}: another student", scope.kind);
            ensure!(scope.year == ask.year, "{:?}: another year", scope.kind);
            let span = (!scope.kind.is_undated()).then_some(ask.span);
            // What is asked for now and then may come some of its days at a time.
            let within = school.seldom().has(scope.kind)
                && matches!((scope.span, span), (Some(told), Some(asked)) if told.and(asked) == Some(told));
            ensure!(scope.span == span || within, "{:?}: another span", scope.kind);
            // A board may be told as a list of the latest, without a word of where it ends.
            let whole = scope.whole || scope.kind.is_undated() || scope.kind == Kind::Announcement;
            ensure!(whole, "{:?}: a fetch that is not whole", scope.kind);
            ensure!(part.items.iter().all(|item| item.kind() == scope.kind), "{:?}: items of another kind", scope.kind);
        }
        for kind in ask.kinds.iter() {
            let failed = answer.failed.iter().filter(|(of, _)| *of == kind).count();
            let answered = spoken.iter().filter(|of| **of == kind).count();
            let once = failed + answered == 1 || (school.seldom().has(kind) && failed == 0 && answered > 0);
            ensure!(once, "{kind:?}: answered {answered} times, failed {failed} times");
        }
        ensure!(spoken.contains(&Kind::Lesson), "no timetable");
    }
    Ok(())
}

pub(super) async fn kinds(school: &dyn ContractSchool) -> Result<(), String> {
    let (api, students) = connected(school).await?;
    let Some(student) = students.first() else { return Ok(()) };
    let system = school.system().capabilities().kinds;
    ensure!(api.kinds().unwrap_or(system) == school.kinds(), "the account declares other kinds");
    ensure!(school.kinds().and(system) == school.kinds(), "the account declares more than the system");
    let all = ask(school, student);
    for kind in Kind::ALL {
        let mut ask = all.clone();
        ask.kinds = peremena_model::KindSet::of(&[*kind]);
        let answer = api.fetch(student, &ask).await.map_err(told)?;
        let declared = school.kinds().has(*kind);
        for part in &answer.parts {
            ensure!(part.scope.kind == *kind, "{kind:?} was asked, {:?} is answered", part.scope.kind);
        }
        ensure!(declared || answer.parts.is_empty(), "{kind:?} is not declared and answered");
        ensure!(!declared || answer.parts.len() + answer.failed.len() == 1, "{kind:?} is declared and not answered");
    }
    Ok(())
}

pub(super) async fn school_parts(school: &dyn ContractSchool) -> Result<(), String> {
    let (api, students) = connected(school).await?;
    let mut seen = SchoolParts::default();
    for student in &students {
        let answer = api.fetch(student, &only(&ask(school, student), &[Kind::SchoolInfo])).await.map_err(told)?;
        for item in answer.parts.iter().flat_map(|part| &part.items) {
            let Item::SchoolInfo(info) = item else { continue };
            seen.address |= info.address.is_some();
            seen.phone |= info.phone.is_some();
            seen.class_teacher |= info.class_teacher.is_some();
            seen.guardians |= !info.guardians.is_empty();
        }
    }
    ensure!(seen == school.school_parts(), "{seen:?} is told, {:?} declared", school.school_parts());
    Ok(())
}

pub(super) async fn ids(school: &dyn ContractSchool) -> Result<(), String> {
    let (api, students) = connected(school).await?;
    for student in &students {
        let answer = api.fetch(student, &ask(school, student)).await.map_err(told)?;
        for part in &answer.parts {
            let mut seen = HashSet::new();
            for item in &part.items {
                ensure!(!item.id().is_empty(), "{:?}: an empty id", item.kind());
                ensure!(seen.insert(item.id()), "{:?}: {} stands twice", item.kind(), item.id());
            }
        }
    }
    Ok(())
}

pub(super) async fn spans(school: &dyn ContractSchool) -> Result<(), String> {
    let (api, students) = connected(school).await?;
    let Some(student) = students.first() else { return Ok(()) };
    let wide = ask(school, student);
    let mut days = wide.clone();
    let whole = api.fetch(student, &wide).await.map_err(told)?;
    let mut pieces: Vec<(Kind, Vec<String>)> = Vec::new();
    // Day by day, the same things come as at once.
    for day in wide.span.iter() {
        days.span = peremena_model::Span::day(day);
        days.kinds =
            peremena_model::KindSet::of(&[Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Absence]).and(wide.kinds);
        let answer = api.fetch(student, &days).await.map_err(told)?;
        for item in answer.parts.iter().flat_map(|part| &part.items) {
            ensure!(item.date() == Some(day), "{:?} of {:?} is answered for {day}", item.kind(), item.date());
        }
        for (kind, items) in content(&answer) {
            match pieces.iter_mut().find(|(of, _)| *of == kind) {
                Some((_, all)) => all.extend(items),
                None => pieces.push((kind, items)),
            }
        }
    }
    for part in &whole.parts {
        let Some(span) = part.scope.span else { continue };
        let outside = part.items.iter().find(|item| item.date().is_none_or(|date| !span.contains(date)));
        ensure!(outside.is_none(), "{:?} of {:?} is outside", part.scope.kind, outside.and_then(Item::date));
    }
    for (kind, items) in &mut pieces {
        items.sort();
        let at_once = content(&whole).into_iter().find(|(of, _)| of == kind).map(|(_, items)| items);
        ensure!(at_once.as_ref() == Some(items), "{kind:?}: other things day by day than at once");
    }
    Ok(())
}

pub(super) async fn children(school: &dyn ContractSchool) -> Result<(), String> {
    let (api, students) = connected(school).await?;
    let [one, other, ..] = students.as_slice() else { return Err("fewer than two children".into()) };
    let mut lists = Vec::new();
    for student in [one, other, one] {
        let ask = only(&ask(school, student), &[Kind::Mark, Kind::Lesson]);
        lists.push(content(&api.fetch(student, &ask).await.map_err(told)?));
    }
    let [first, second, again] = lists.as_slice() else { return Ok(()) };
    ensure!(difference(first, again).is_none(), "asking for another child changed the first one's answer");
    let marks = |list: &[(Kind, Vec<String>)]| {
        list.iter().find(|(kind, _)| *kind == Kind::Mark).map(|(_, marks)| marks.clone()).unwrap_or_default()
    };
    let both: Vec<String> = marks(first).into_iter().filter(|mark| marks(second).contains(mark)).collect();
    ensure!(both.is_empty(), "{} marks belong to both children", both.len());
    Ok(())
}

pub(super) async fn determinism(school: &dyn ContractSchool) -> Result<(), String> {
    let (api, students) = connected(school).await?;
    let Some(student) = students.first() else { return Ok(()) };
    let ask = ask(school, student);
    let first = api.fetch(student, &ask).await.map_err(told)?;
    let again = api.fetch(student, &ask).await.map_err(told)?;
    let (anew, _) = connected(school).await?;
    let anew = content(&anew.fetch(student, &ask).await.map_err(told)?);
    let seldom = school.seldom();
    if let Some(seen) = later_difference(&first, &again, seldom) {
        return Err(format!("asked twice: {seen}"));
    }
    let (said, first) = (&first, content(&first));
    if let Some(seen) = difference(&first, &anew) {
        return Err(format!("connected anew: {seen}"));
    }
    if seldom.is_empty() {
        return Ok(());
    }
    let tomorrow = Ask { kinds: ask.kinds.and(seldom), now: ask.now.saturating_add(Duration::DAY), ..ask };
    let tomorrow = api.fetch(student, &tomorrow).await.map_err(told)?;
    let tomorrow = of_the_same_days(said, &tomorrow, seldom);
    let first: Vec<_> = first.into_iter().filter(|(kind, _)| seldom.has(*kind)).collect();
    match difference(&first, &content(&tomorrow)) {
        Some(seen) => Err(format!("asked a day later: {seen}")),
        None => Ok(()),
    }
}

pub(super) async fn reference(school: &dyn ContractSchool) -> Result<(), String> {
    let session = session(school).await?;
    let first = connect(school, &session)?;
    let students = first.identity().await.map_err(told)?.students;
    let Some(student) = students.first() else { return Ok(()) };
    let ask = ask(school, student);
    let without = first.fetch(student, &ask).await.map_err(told)?;
    let Some(kept) = first.reference() else { return Ok(()) };
    let second = connect(school, &session)?;
    second.recall(&kept);
    let with = second.fetch(student, &ask).await.map_err(told)?;
    if let Some(seen) = later_difference(&without, &with, school.seldom()) {
        return Err(seen);
    }
    let without = content(&without);
    for junk in ["", "{", "[]", "\"x\"", "{\"schools\":7}"] {
        let third = connect(school, &session)?;
        third.recall(junk);
        let with = content(&third.fetch(student, &ask).await.map_err(told)?);
        ensure!(difference(&without, &with).is_none(), "junk that was recalled changed the answer");
    }
    Ok(())
}

pub(super) async fn glance(school: &dyn ContractSchool) -> Result<(), String> {
    let (api, students) = connected(school).await?;
    for student in &students {
        let ask = ask(school, student);
        let glance = api.glance(student, &ask).await.map_err(told)?;
        if !school.system().capabilities().glance {
            ensure!(glance.is_none(), "a glance that is not declared");
            continue;
        }
        let Some(glance) = glance else { continue };
        let whole = content(&api.fetch(student, &ask).await.map_err(told)?);
        for part in &glance.parts {
            ensure!(!part.scope.whole, "a glance that speaks for all");
            ensure!(part.scope.student == ask.student, "another student");
        }
        for (kind, items) in content(&glance) {
            let known = whole.iter().find(|(of, _)| *of == kind).map(|(_, items)| items.as_slice()).unwrap_or_default();
            let new = items.iter().find(|item| !known.contains(item));
            ensure!(new.is_none(), "{kind:?}: {} is in no fetch", new.map(String::as_str).unwrap_or_default());
        }
    }
    Ok(())
}

pub(super) async fn new_mark(school: &dyn ContractSchool) -> Result<(), String> {
    let (api, students) = connected(school).await?;
    let Some(student) = students.first() else { return Ok(()) };
    let ask = only(&ask(school, student), &[Kind::Mark]);
    let marks =
        |answer: &crate::Answer| content(answer).into_iter().flat_map(|(_, items)| items).collect::<HashSet<_>>();
    let before = marks(&api.fetch(student, &ask).await.map_err(told)?);
    let value = school.enter_mark(student).await;
    let after = api.fetch(student, &ask).await.map_err(told)?;
    let new: Vec<String> = marks(&after).difference(&before).cloned().collect();
    ensure!(new.len() == 1, "{} new marks where one was entered", new.len());
    ensure!(before.is_subset(&marks(&after)), "entering a mark changed others");
    let seen = after.parts.iter().flat_map(|part| &part.items).any(|item| match item {
        Item::Mark(mark) => mark.value == value && new.iter().any(|json| json.contains(&mark.id)),
        _ => false,
    });
    ensure!(seen, "the new mark has another value");
    if school.system().capabilities().glance {
        let glance = api.glance(student, &ask).await.map_err(told)?;
        let shown = glance.is_none_or(|glance| marks(&glance).contains(new.first().map_or("", String::as_str)));
        ensure!(shown, "the glance does not show the new mark");
    }
    Ok(())
}
