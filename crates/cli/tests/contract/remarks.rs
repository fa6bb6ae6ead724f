//! What teachers say of lessons long ago: looked at over later syncs, a few weeks at a time.

use peremena_school_sim::{PARENT, act::Act};
use serde_json::Value;
use time::{Date, Duration, format_description::well_known::Iso8601};

use crate::house::{House, NOW, list, text};

/// A lesson of Amina's in the first days of the term, of each subject that has one.
fn early_lessons() -> Vec<(String, Date)> {
    let house = House::synced();
    let amina = house.id("Амина");
    let diary = house.run(&["diary", "--student", &amina, "--from", "2026-11-05", "--to", "2026-11-07"]).well();
    let lessons = list(&diary["days"]).iter().flat_map(|day| list(&day["lessons"]));
    let mut lessons: Vec<(String, Date)> = lessons
        .map(|lesson| {
            (text(&lesson["subject"]).to_owned(), Date::parse(text(&lesson["date"]), &Iso8601::DATE).unwrap())
        })
        .collect();
    lessons.sort();
    lessons.dedup_by(|one, other| one.0 == other.0);
    lessons
}

fn say(house: &House, (subject, date): &(String, Date), words: &str) {
    house.act(Act::Mark {
        student: "Амина".into(),
        subject: subject.clone(),
        value: "4".into(),
        work: None,
        date: Some(*date),
        comment: Some(words.into()),
    });
}

/// With a token that somebody has: the site, which tells a comment beside its mark first, is asked only by whoever was
/// signed in by it.
fn sign_in_by_token(house: &House) {
    let token = house.school().sign_in(PARENT.login, PARENT.password).unwrap();
    let words = ["account", "add", "--system", "dnevnik-ru", "--url", house.url(), "--token-stdin"];
    house.run_with(&words, &format!("{token}\n")).well();
}

fn told(house: &House) -> Vec<String> {
    house.news().into_iter().filter(|line| line.contains(": remark ")).collect()
}

fn known(house: &House) -> Vec<Value> {
    let remarks = house.run(&["remarks", "--student", &house.id("Амина")]).well();
    list(&remarks["items"]).iter().map(|remark| remark["text"].clone()).collect()
}

#[test]
fn an_old_remark_is_no_news_and_a_new_one_on_an_old_lesson_is() {
    let lessons = early_lessons();
    let house = House::new();
    say(&house, &lessons[0], "Сказано давно");
    sign_in_by_token(&house);
    house.run(&["sync"]).well();
    assert!(!known(&house).iter().any(|remark| remark == "Сказано давно"), "a first sync asks around today alone");
    for hours in 1..=3 {
        house.set_clocks(NOW + Duration::hours(hours));
        assert_eq!(told(&house), [""; 0], "{hours} hours later");
    }
    assert!(known(&house).iter().any(|remark| remark == "Сказано давно"), "it came without a word");

    say(&house, &lessons[1], "Сказано сегодня");
    let mut news = Vec::new();
    for hours in [4, 24, 7 * 24, 7 * 24 + 2, 7 * 24 + 4] {
        house.set_clocks(NOW + Duration::hours(hours));
        news.extend(told(&house));
    }
    assert_eq!(news.len(), 1, "{news:?}");
    assert!(news[0].starts_with("Амина: remark added"), "{news:?}");
    assert!(known(&house).iter().any(|remark| remark == "Сказано сегодня"));
}

/// Nobody asked for three weeks: what was said meanwhile is told by the next sync.
#[test]
fn what_was_said_while_nobody_asked_is_told() {
    let lessons = early_lessons();
    let house = House::new();
    house.set_clocks(NOW - Duration::days(28));
    sign_in_by_token(&house);
    house.run(&["sync"]).well();
    house.set_clocks(NOW);
    say(&house, &lessons[0], "Сказано за это время");
    assert_eq!(told(&house).len(), 1);
    house.set_clocks(NOW + Duration::hours(2));
    assert_eq!(told(&house), [""; 0], "and once");
}

/// Over the site a comment comes beside its mark, over the mobile API as a remark of the lesson.
#[test]
fn what_a_teacher_says_is_told_once_wherever_it_stands() {
    let lessons = early_lessons();
    let house = House::new();
    house.sign_in(PARENT).well();
    house.run(&["sync"]).well();
    for hours in 1..=3 {
        house.set_clocks(NOW + Duration::hours(hours));
        assert_eq!(told(&house), [""; 0], "{hours} hours later");
    }
    say(&house, &lessons[0], "Сказано сегодня");
    let mut news = Vec::new();
    for hours in [4, 24, 7 * 24, 7 * 24 + 2, 7 * 24 + 4] {
        house.set_clocks(NOW + Duration::hours(hours));
        news.extend(house.news());
    }
    let is_said = |line: &&String| line.contains(": mark changed") || line.contains(": remark added");
    let said: Vec<&String> = news.iter().filter(is_said).collect();
    assert!(said.len() == 1 && said[0].starts_with("Амина: "), "{said:?} of {news:?}");
    assert!(known(&house).iter().any(|remark| remark == "Сказано сегодня"));
}
