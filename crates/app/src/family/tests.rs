#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use peremena_model::{Term, TermKind};
use peremena_vault::SourceError;
use time::macros::date;

use super::*;
use crate::testing::{Home, amina, answer, mark, stand, timur};

async fn named(home: &Home) -> Vec<(String, u8)> {
    let family = home.app.family(Nothing {}).await.unwrap();
    family.students.into_iter().map(|child| (child.name, child.colour)).collect()
}

fn is(children: &[(&str, u8)]) -> Vec<(String, u8)> {
    children.iter().map(|(name, colour)| ((*name).to_owned(), *colour)).collect()
}

#[tokio::test]
async fn an_order_is_the_familys_and_takes_no_child_its_colour() {
    let home = Home::new().await;
    let order = |students: Vec<StudentId>| home.app.order_students(OrderStudentsRequest { students });
    assert_eq!(named(&home).await, is(&[("Амина", 0), ("Тимур", 1)]));
    order(vec![timur(), amina()]).await.unwrap();
    assert_eq!(named(&home).await, is(&[("Тимур", 1), ("Амина", 0)]));
    // Of a window that was drawn a moment ago, and of nobody.
    order(vec![amina(), StudentId::from_text("nobody")]).await.unwrap();
    assert_eq!(named(&home).await, is(&[("Амина", 0), ("Тимур", 1)]));
    order(Vec::new()).await.unwrap();
    assert_eq!(named(&home).await, is(&[("Амина", 0), ("Тимур", 1)]));
}

#[tokio::test]
async fn a_colour_is_one_that_can_be_read_and_stays_beside_the_name() {
    let home = Home::new().await;
    let colour = |colour: u8| home.app.colour_student(ColourStudentRequest { student: timur().to_string(), colour });
    colour(4).await.unwrap();
    let name = NameStudentRequest { student: timur().to_string(), name: " Тёма  ".into() };
    home.app.name_student(name).await.unwrap();
    assert_eq!(named(&home).await, is(&[("Амина", 0), ("Тёма", 4)]));
    assert!(colour(6).await.is_err());
    let nobody = ColourStudentRequest { student: "nobody".into(), colour: 1 };
    assert!(home.app.colour_student(nobody).await.is_err());
    assert_eq!(named(&home).await, is(&[("Амина", 0), ("Тёма", 4)]));
    // What another version may have written is no colour of ours.
    for other in ["teal", "200", ""] {
        let choice = StudentChoice { colour: Some(other.into()), position: 1, ..StudentChoice::default() };
        home.vault.put_student_choice(&timur(), choice).await.unwrap();
        assert_eq!(named(&home).await[1].1, 1, "{other}");
    }
}

#[tokio::test]
async fn a_notice_calls_a_child_by_the_familys_own_name() {
    let home = Home::new().await;
    let name = NameStudentRequest { student: timur().to_string(), name: "Тёма".into() };
    home.app.name_student(name).await.unwrap();
    home.news(&timur(), mark("m", "5")).await;
    home.app.tell().await.unwrap();
    let said = home.desktop.said();
    assert!(said.iter().any(|notice| notice.contains("Тёма")) && !said.concat().contains("Тимур"), "{said:?}");
}

#[tokio::test]
async fn what_a_school_divides_its_year_into_is_called_by_its_name() {
    let home = Home::new().await;
    let term = |id: &str, kind: TermKind| -> Item {
        let (from, to) = (date!(2026 - 09 - 01), date!(2026 - 12 - 30));
        Term { id: id.into(), name: id.into(), kind, number: 1, from, to }.into()
    };
    stand(&home.vault, &amina(), vec![term("y", TermKind::Year), term("1", TermKind::HalfYear)]).await;
    let halves = [term("h", TermKind::HalfYear), term("q", TermKind::Quarter), term("x", TermKind::Other)];
    let family = home.app.family(Nothing {}).await.unwrap();
    let names: Vec<_> = family.students.iter().map(|child| child.terms_name.as_deref()).collect();
    assert_eq!(names, [Some("Полугодия"), None], "of Timur nothing is known");
    stand(&home.vault, &timur(), halves.into()).await;
    let family = home.app.family(Nothing {}).await.unwrap();
    assert_eq!(family.students[1].terms_name.as_deref(), Some("Четверти"));
}

/// Another family would have every screen of a window asked for anew, and emptied meanwhile.
#[tokio::test]
async fn a_name_and_an_order_are_told_as_a_change_and_not_as_another_family() {
    let home = Home::new().await;
    let mut events = home.app.events();
    let named = NameStudentRequest { student: timur().to_string(), name: "Тёма".into() };
    home.app.name_student(named).await.unwrap();
    assert!(matches!(events.recv().await.unwrap(), AppEvent::Changed { students } if students == [timur()]));
    let coloured = ColourStudentRequest { student: timur().to_string(), colour: 3 };
    home.app.colour_student(coloured).await.unwrap();
    assert!(matches!(events.recv().await.unwrap(), AppEvent::Changed { students } if students == [timur()]));
    let ordered = OrderStudentsRequest { students: vec![timur()] };
    home.app.order_students(ordered).await.unwrap();
    assert!(matches!(events.recv().await.unwrap(), AppEvent::Status));
}

/// The clock ran three hours ahead when the school answered, and was set right then.
#[tokio::test]
async fn what_bears_a_moment_to_come_is_neither_fresh_nor_of_just_now() {
    let home = Home::new().await;
    let said = async || {
        let family = home.app.family(Nothing {}).await.unwrap();
        (family.students[0].freshness, family.students[0].freshness_text.clone())
    };
    home.forward(3 * Duration::HOUR);
    answer(&home, &amina()).await;
    assert_eq!(said().await, (Freshness::Fresh, "обновлено только что".to_owned()));
    home.forward(-Duration::seconds(20));
    assert_eq!(said().await, (Freshness::Fresh, "обновлено только что".to_owned()), "a little step");
    home.forward(-3 * Duration::HOUR);
    let unknown = "время обновления неизвестно: часы переведены назад".to_owned();
    assert_eq!(said().await, (Freshness::Old, unknown.clone()));
    // A try that went wrong since is said as one, though its moment is the earlier one.
    let status = home.vault.status().await.unwrap().remove(0);
    let error = Some(SourceError { code: "unreachable".into(), message: "нет сети".into() });
    home.vault.put_status(&SourceStatus { last_attempt: Some(home.now()), error, ..status }).await.unwrap();
    assert_eq!(said().await, (Freshness::Failing, unknown));
    let health = home.app.health(Nothing {}).await.unwrap();
    assert_eq!(health.sources[0].took, None, "no school took three hours");
}
