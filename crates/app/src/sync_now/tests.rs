//! A school that is slow: how far its sync is stands in the window, and somebody has enough of it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::AtomicUsize},
};

use peremena_school::{Enrolment, Identity, SchoolError, Session, SessionKeeper, Traffic};
use peremena_sync::{Connect, Connected, Engine};
use peremena_vault::AccountRecord;
use tokio::sync::broadcast::Receiver;

use super::*;
use crate::{
    profile::{KeyKept, Standing},
    testing::{Home, SilentSchool, account},
    views::{FamilyView, Freshness},
};

/// Says who the children are, and nothing more; how often it was asked.
#[derive(Clone, Default)]
struct SaysWhoThereIs(Arc<AtomicUsize>);

impl Connect for SaysWhoThereIs {
    fn connect(&self, _: &AccountRecord, _: Session, _: Arc<dyn SessionKeeper>) -> Result<Connected, SchoolError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        let child = |person: &str, name: &str| Enrolment {
            person: person.into(),
            name: name.into(),
            class: None,
            school: None,
            ids: BTreeMap::new(),
        };
        let students = vec![child("1", "Амина Гаджиева"), child("2", "Тимур Гаджиев")];
        let who = Identity {
            user: "patimat".into(), name: "Патимат Гаджиева".into(), is_student: false, students
        };
        Ok(Connected { api: Box::new(SilentSchool(Some(who))), traffic: Arc::new(Traffic::default()) })
    }
}

/// Amina and Timur, never synced, at that school.
async fn family() -> (Home, SaysWhoThereIs) {
    let home = Home::new().await;
    home.vault.put_account(&account("patimat", false), Some(r#"{"values":{}}"#)).await.unwrap();
    let school = SaysWhoThereIs::default();
    let clock = home.app.inner.config.clock.clone();
    let engine = Engine::new(home.vault.clone(), None, Arc::new(school.clone()), clock);
    let profile = Profile { vault: home.vault.clone(), engine, key: KeyKept::Nowhere, remembered: Default::default() };
    *home.app.inner.standing.write().await = Standing::Open(Arc::new(profile));
    (home, school)
}

async fn seen(home: &Home) -> FamilyView {
    home.app.family(Nothing {}).await.unwrap()
}

/// Waits until the windows are told that a sync has come further.
async fn further(events: &mut Receiver<AppEvent>) {
    let heard = async { while events.recv().await.unwrap() != AppEvent::Progress {} };
    tokio::time::timeout(DEADLINE / 2, heard).await.unwrap();
}

#[tokio::test]
async fn how_far_a_sync_is_is_told_and_it_is_stopped() {
    let (home, _) = family().await;
    let mut events = home.app.events();
    let app = home.app.clone();
    let syncing = tokio::spawn(async move { app.sync_now(SyncNowRequest { student: None }).await });
    assert_eq!(events.recv().await.unwrap(), AppEvent::Status);
    assert!(seen(&home).await.progress.is_empty(), "one that is soon over is not shown");
    further(&mut events).await;
    let shown = seen(&home).await.progress;
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].text, "Амина: загружаем четверти и каникулы");
    assert_eq!(shown[0].steps.as_deref(), Some("Шаг 1 из 2"));

    home.app.stop_sync(Nothing {}).await.unwrap();
    let synced = tokio::time::timeout(DEADLINE / 2, syncing).await.unwrap().unwrap().unwrap();
    assert_eq!(synced.trouble.unwrap().what, "Обновление остановлено по вашей просьбе.");
    let family = seen(&home).await;
    assert!(family.progress.is_empty());
    for child in family.students {
        assert_eq!(child.freshness, Freshness::Failing);
        let trouble = child.trouble.unwrap();
        assert!(trouble.what.contains("остановлено") && !trouble.sign_in && trouble.next_try.is_some(), "{trouble:?}");
    }
    // The window is told of that, too: whatever a child had got before it was ended is looked at.
    let AppEvent::Changed { students } = events.try_recv().unwrap() else { panic!("no word of it") };
    assert_eq!(students.len(), 2);
}

#[tokio::test]
async fn the_first_sync_of_an_account_is_stopped_as_a_whole() {
    let (home, school) = family().await;
    let mut events = home.app.events();
    let app = home.app.clone();
    let first = tokio::spawn(async move { app.sync_account(&account("patimat", false).id, DEADLINE).await });
    further(&mut events).await;
    home.app.stop_sync(Nothing {}).await.unwrap();
    let report = tokio::time::timeout(DEADLINE / 2, first).await.unwrap().unwrap().unwrap();
    assert!(matches!(report.students[0].error, Some(SyncFault::Stopped)));
    assert_eq!(school.0.load(Ordering::Relaxed), 1, "the next child is not begun with");
    for status in home.vault.status().await.unwrap() {
        assert_eq!(status.error.unwrap().code, "stopped");
    }
    let family = seen(&home).await;
    assert!(family.progress.is_empty() && family.students.iter().all(|child| child.freshness == Freshness::Failing));
    let profile = home.app.own_profile().await.unwrap();
    let due = profile.engine.due(&home.app.around(true)).await.unwrap();
    assert!(due.unwrap() > home.now(), "the pulse does not begin it anew at once");
}
