//! Two accounts whose schools number alike: whatever comes in whatever order, nothing of a child stands under another.

use peremena_model::{Item, Kind, Mark, StudentId};
use peremena_sync::{Reason, Whose};
use peremena_vault::{ChangeFilter, Vault};

use crate::school::{Family, PATIENCE, School, YEAR, mark, november};

/// How many schedules are tried, where `PEREMENA_SCHEDULES` does not say.
const SCHEDULES: u64 = 25;

/// What happens in each.
const STEPS: u64 = 12;

/// The same numbers in every run (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (bits ^ (bits >> 31)) % count
    }

    fn one_of<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

/// A child, the school that it goes to, and the id that it has there.
struct Child {
    id: StudentId,
    school: School,
    person: &'static str,
}

impl Child {
    /// What every mark of this child says.
    fn word(&self) -> String {
        format!("of {}", self.id)
    }

    /// All marks of the child, as its school has them.
    fn book(&self) -> Vec<Item> {
        let state = self.school.state();
        let mut marks: Vec<Item> = state.books[self.person].clone();
        marks.retain(|item| item.kind() == Kind::Mark);
        sorted(marks)
    }
}

fn sorted(mut items: Vec<Item>) -> Vec<Item> {
    items.sort_by(|one, other| one.id().cmp(other.id()));
    items
}

fn word(item: &Item) -> Option<&str> {
    match item {
        Item::Mark(mark) => mark.comment.as_deref(),
        _ => None,
    }
}

async fn nothing_is_mixed(family: &Family, children: &[Child], schedule: u64) {
    for child in children {
        for item in family.vault.items(&child.id, Kind::Mark, YEAR, None).await.unwrap() {
            assert_eq!(word(&item), Some(child.word().as_str()), "schedule {schedule}");
        }
        let filter = ChangeFilter { student: Some(child.id.clone()), ..ChangeFilter::default() };
        for logged in family.vault.changes(&filter).await.unwrap() {
            let of_marks = logged.change.item().filter(|item| item.kind() == Kind::Mark);
            assert!(of_marks.is_none_or(|item| word(item) == Some(child.word().as_str())), "schedule {schedule}");
        }
    }
}

#[tokio::test]
async fn syncs_in_any_order_never_mix_children_who_are_numbered_alike() {
    let schedules = std::env::var("PEREMENA_SCHEDULES").ok().and_then(|count| count.parse().ok()).unwrap_or(SCHEDULES);
    let (mut marks, mut changes) = (0, 0);
    for schedule in 0..schedules {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open_in_memory().await.unwrap();
        let family = Family::over(vault, Some(folder.path().to_owned())).await;
        let school = School::with(&["Илья Сидоров", "Вера Сидорова"]);
        let account = family.sign_in("sidorov", &school).await;
        let ours = ["1", "2", "3"].map(|person| (&family.account.id, &family.school, person));
        let theirs = ["1", "2"].map(|person| (&account.id, &school, person));
        let children: Vec<Child> = ours
            .into_iter()
            .chain(theirs)
            .map(|(account, school, person)| Child {
                id: StudentId::of(account, person),
                school: school.clone(),
                person,
            })
            .collect();
        let beside = family.other_engine();
        let mut chance = Chance(schedule);
        for _ in 0..STEPS {
            family.clock.forward(time::Duration::minutes(1));
            for _ in 0..chance.below(4) {
                let child = chance.one_of(&children);
                // Few ids, so that all children have the same.
                let (id, value) = (chance.below(6).to_string(), *chance.one_of(&["2", "3", "4", "5"]));
                let day = november(16 + u8::try_from(chance.below(5)).unwrap());
                child.school.write(child.person, Mark { comment: Some(child.word()), ..mark(&id, value, day) });
            }
            let child = chance.one_of(&children);
            match chance.below(4) {
                0 => drop(family.sync().await),
                1 => drop(family.engine.sync_once(Reason::Asked, Whose::Account(&account.id), PATIENCE).await),
                2 => drop(family.engine.sync_once(Reason::Asked, Whose::Student(&child.id), PATIENCE).await),
                _ => {
                    let other = beside.sync_once(Reason::Asked, Whose::Student(&child.id), PATIENCE);
                    tokio::join!(family.sync(), other);
                }
            }
            nothing_is_mixed(&family, &children, schedule).await;
        }
        family.clock.forward(time::Duration::minutes(1));
        assert_eq!(family.sync().await.faults().count(), 0, "schedule {schedule}");
        nothing_is_mixed(&family, &children, schedule).await;
        for child in &children {
            let stored = sorted(family.vault.items(&child.id, Kind::Mark, YEAR, None).await.unwrap());
            assert_eq!(stored, child.book(), "schedule {schedule}");
            marks += stored.len();
        }
        changes += family.vault.changes(&ChangeFilter::default()).await.unwrap().len();
    }
    println!("= {schedules} schedules, {marks} marks, {changes} changes: none under another child");
    assert!(marks > 0 && changes > 0, "there was something to be mixed");
}
