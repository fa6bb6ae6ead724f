//! Reading through every fault.

use std::time::{Duration, Instant};

use peremena_model::Kind;
use peremena_school::{Answer, Ask, Bounds, Enrolment, SchoolApi, SchoolError, Session};
use peremena_school_sim::Fault;

use crate::family::{DNEVNIK, Family, System, bounds, content, fitting, for_every_system, word};

for_every_system!(every_fault_ends_in_the_whole_answer_or_a_clear_error);

type Content = Vec<(Kind, Vec<String>)>;

/// Ways in which an answer goes wrong.
const KINDS: usize = 51;

/// One request's time, many times over: what a whole look may take at the worst.
const LOOK: u32 = 8;

struct Known {
    session: Session,
    student: Enrolment,
    good: Content,
}

/// Signed in, and the diary as it is.
async fn known(family: &Family) -> Known {
    let (http, _) = family.http(Bounds::default());
    let session = family.sign_in(&http).await.unwrap();
    let api = family.connect(session.clone(), http);
    let student = api.identity().await.unwrap().students.swap_remove(0);
    let good = content(&api.fetch(&student, &family.ask(&student)).await.unwrap());
    assert!(good.iter().any(|(kind, items)| *kind == Kind::Mark && !items.is_empty()));
    Known { session, student, good }
}

/// Whether every kind is whole, or has failed with a word that fits.
fn is_sound(fault: &Fault, answer: &Answer, good: &Content) -> Result<bool, String> {
    for (kind, error) in &answer.failed {
        if !fitting(fault).contains(&word(error)) {
            return Err(format!("{kind:?} says {error:?}"));
        }
    }
    let found = content(answer);
    for (kind, expected) in good {
        match found.iter().find(|(of, _)| of == kind) {
            Some((_, items)) if items == expected => {}
            // The texts themselves are spoiled: as many things are there as before, or it is said that some are not.
            Some((_, items)) if spoils_texts(fault) && (items.len() == expected.len() || answer.skipped > 0) => {}
            Some((_, items)) => return Err(format!("{kind:?}: {} of {}", items.len(), expected.len())),
            None if answer.failed.iter().any(|(of, _)| of == kind) => {}
            None => return Err(format!("{kind:?} is missing without a word")),
        }
    }
    Ok(answer.failed.is_empty())
}

fn spoils_texts(fault: &Fault) -> bool {
    matches!(fault, Fault::RawNul | Fault::LoneSurrogates | Fault::OtherCharset)
}

/// Whether what happened is right; an answer that is there and whole is always.
fn judge<T>(fault: &Fault, outcome: &Result<T, SchoolError>) -> Result<(), String> {
    match outcome {
        Ok(_) => Ok(()),
        Err(error) if fault.is_harmless() => Err(format!("fails for nothing: {error:?}")),
        Err(error) if fitting(fault).contains(&word(error)) => Ok(()),
        Err(error) => Err(format!("says {error:?}")),
    }
}

async fn tried(family: &Family, known: &Known, fault: &Fault) -> Result<String, String> {
    let bounds = bounds(fault);
    let (http, traffic) = family.http(bounds);
    let data = family.system.data;
    family.proxy.wrong(fault.clone(), move |path| path.contains(data));
    let met = family.proxy.met();
    let api = family.connect(known.session.clone(), http);
    let ask = family.ask(&known.student);
    let began = Instant::now();
    let within = |what: &str| match began.elapsed() < bounds.total * LOOK + Duration::from_secs(5) {
        true => Ok(()),
        false => Err(format!("{what} came after {:?}", began.elapsed())),
    };

    let identity = api.identity().await;
    judge(fault, &identity).map_err(|seen| format!("identity {seen}"))?;
    within("the identity")?;
    let fetched = api.fetch(&known.student, &ask).await;
    judge(fault, &fetched).map_err(|seen| format!("fetch {seen}"))?;
    within("the fetch")?;
    let whole = match &fetched {
        Ok(answer) => is_sound(fault, answer, &known.good).map_err(|seen| format!("fetch: {seen}"))?,
        Err(_) => false,
    };
    if fault.is_harmless() && !whole {
        return Err("fails in part for nothing".into());
    }
    let glance = api.glance(&known.student, &ask).await;
    judge(fault, &glance).map_err(|seen| format!("glance {seen}"))?;
    within("the glance")?;
    if family.proxy.met() == met {
        return Err("was met by no request".into());
    }

    family.proxy.right();
    healed(api.as_ref(), family, known).await?;
    let said = |word: Result<bool, &SchoolError>| match word {
        Ok(true) => "whole".to_owned(),
        Ok(false) => "in part".to_owned(),
        Err(error) => error.to_string(),
    };
    Ok(format!(
        "{:<34} {:>5} ms {:>3} requests {:>8} bytes  {}",
        format!("{fault:?}").chars().take(34).collect::<String>(),
        began.elapsed().as_millis(),
        traffic.requests(),
        traffic.bytes(),
        said(fetched.as_ref().map(|_| whole)),
    ))
}

/// Nothing of it stays with the connection: asked a day later, since some things are asked once a day. What still
/// hangs in a kept connection may cost one look more, as may a busy machine, several times over, under bounds that are as
/// tight as a fault's.
async fn healed(api: &dyn SchoolApi, family: &Family, known: &Known) -> Result<(), String> {
    let mut seen = Ok(());
    for look in 1..=5 {
        seen = looked(api, family, known, time::Duration::hours(25 * look)).await;
        if seen.is_ok() {
            break;
        }
    }
    seen
}

async fn looked(api: &dyn SchoolApi, family: &Family, known: &Known, later: time::Duration) -> Result<(), String> {
    let ask = family.ask(&known.student);
    let again = api.fetch(&known.student, &Ask { now: ask.now + later, ..ask }).await;
    let again = again.map_err(|error| format!("afterwards {error:?}"))?;
    let found = content(&again);
    // Of what comes some days at a time, more days may have come.
    let stands = |(kind, items): &(Kind, Vec<String>)| {
        let of_kind = found.iter().filter(|(of, _)| of == kind);
        match kind {
            Kind::Visit => items.iter().all(|item| of_kind.clone().any(|(_, found)| found.contains(item))),
            _ => of_kind.clone().any(|(_, found)| found == items),
        }
    };
    match known.good.iter().find(|part| !stands(part)) {
        Some((kind, items)) => Err(format!("afterwards {kind:?} is another than {} items", items.len())),
        None => Ok(()),
    }
}

async fn every_fault_ends_in_the_whole_answer_or_a_clear_error(system: System) {
    let family = Family::of(system).await;
    let known = known(&family).await;
    let only = std::env::var("PEREMENA_FAULT").ok();
    let faults = Fault::every_kind();
    let kinds: std::collections::HashSet<_> = faults.iter().map(std::mem::discriminant).collect();
    assert_eq!(kinds.len(), KINDS);
    let mut wrong = Vec::new();
    for fault in &faults {
        if only.as_ref().is_some_and(|only| !format!("{fault:?}").starts_with(only)) {
            continue;
        }
        let outcome = tried(&family, &known, fault).await;
        family.proxy.right();
        match outcome {
            Ok(line) => println!("{line}"),
            Err(seen) => wrong.push(format!("{fault:?}: {seen}")),
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", system.word, wrong.join("\n"));
    println!("{}: {} kinds of misbehaviour, {} in all", system.word, kinds.len(), faults.len());
}

/// An answer that breaks off at every one of many bytes, of the head as of the body.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_cut_off_at_any_byte_is_the_whole_or_an_error() {
    let family = Family::of(DNEVNIK).await;
    let known = known(&family).await;
    let mut wrong = Vec::new();
    let lengths = (0..220).step_by(11).chain((300..60_000).step_by(3_701));
    for count in lengths {
        for fault in [Fault::CutAt(count), Fault::CutUntold(count)] {
            let (http, _) = family.http(bounds(&fault));
            family.proxy.wrong(fault.clone(), |path| path.contains("/schedules"));
            let api = family.connect(known.session.clone(), http);
            let outcome = api.fetch(&known.student, &family.ask(&known.student)).await;
            family.proxy.right();
            let seen = match &outcome {
                Ok(answer) => is_sound(&fault, answer, &known.good).map(|_| ()),
                // Where the length is not told, the head may be whole and the body not.
                Err(SchoolError::Unreachable(_) | SchoolError::Strange(_)) => Ok(()),
                Err(error) => Err(format!("{error:?}")),
            };
            wrong.extend(seen.err().map(|seen| format!("{fault:?}: {seen}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
