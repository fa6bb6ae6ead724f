//! The demo school: the simulated school in this process, without a listener, in a file that is only memory.

use std::sync::Arc;

use bytes::Bytes;
use peremena_model::AccountId;
use peremena_school::{
    Credentials, Http, InProcess, SchoolError, SchoolSystem, Secret, Session, SessionKeeper, Settings, Traffic,
    dnevnik_ru::DnevnikRu,
};
use peremena_school_sim::{Clock, PARENT, School, SchoolSettings};
use peremena_sync::{Connect, Connected, Engine, Reason, Whose};
use peremena_vault::{AccountRecord, Vault};
use time::OffsetDateTime;

use crate::{
    AppError,
    profile::{KeyKept, Profile},
    remembered::Remembered,
};

/// The seed of the school that everybody sees in the demo.
const SEED: u64 = 2026;

struct InThisProcess {
    school: InProcess,
}

impl Connect for InThisProcess {
    fn connect(
        &self,
        _account: &AccountRecord,
        session: Session,
        keep: Arc<dyn SessionKeeper>,
    ) -> Result<Connected, SchoolError> {
        let traffic = Arc::new(Traffic::default());
        let http = Http::in_process(self.school.clone(), traffic.clone());
        Ok(Connected { api: DnevnikRu.connect(&Settings::default(), session, keep, http)?, traffic })
    }
}

/// Opens the demo school, with its family signed in and synced.
pub(crate) async fn open(clock: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>) -> Result<Profile, AppError> {
    let school = School::new(SchoolSettings { seed: SEED, clock: Clock::Fixed(clock()), ..SchoolSettings::default() });
    let answers: InProcess = Arc::new(move |request: http::Request<Bytes>| school.answer(request));
    let http = Http::in_process(answers.clone(), Arc::new(Traffic::default()));
    let settings = Settings::default();
    let credentials =
        Credentials::Password { login: PARENT.login.to_owned(), password: Secret::new(PARENT.password), school: None };
    let session = DnevnikRu.sign_in(&settings, credentials, &http).await?;
    let vault = Vault::open_in_memory().await?;
    let engine = Engine::new(vault.clone(), None, Arc::new(InThisProcess { school: answers }), clock.clone());
    let account = AccountRecord {
        id: AccountId::of("demo", "", "demo"),
        system: DnevnikRu.word().to_owned(),
        settings_json: "{}".to_owned(),
        user: "demo".to_owned(),
        name: "Патимат Гаджиева".to_owned(),
        is_student: false,
        added_at: clock(),
        signed_out: false,
    };
    let session = serde_json::to_string(&session).map_err(|_| AppError::Closed)?;
    vault.put_account(&account, Some(&session)).await?;
    engine.sync_once(Reason::SignedIn, Whose::Everyone, std::time::Duration::from_secs(30)).await;
    Ok(Profile { vault, engine, key: KeyKept::Nowhere, remembered: Remembered::default() })
}

#[cfg(test)]
mod tests {
    use peremena_model::{Span, StudentId};
    use time::macros::date;

    use crate::{
        testing::{Home, amina},
        views::{MarksRequest, Nothing, PutTaskRequest},
    };

    fn marks_of(student: &StudentId) -> MarksRequest {
        MarksRequest { student: student.to_string(), term: None }
    }

    /// What is looked at, asked and written while the demo school is shown is the demo's alone.
    #[tokio::test]
    async fn the_demo_school_mixes_with_no_child_of_the_family() {
        let home = Home::new().await;
        let (app, own) = (&home.app, home.vault.students().await.unwrap());
        let before = home.vault.data_version().await.unwrap();
        app.demo_enter(Nothing {}).await.unwrap();

        let shown = app.family(Nothing {}).await.unwrap().students;
        assert!(!shown.is_empty());
        assert!(shown.iter().all(|child| own.iter().all(|ours| ours.student.id != child.id)));
        let demo = shown[0].id.clone();
        assert!(app.marks(marks_of(&demo)).await.is_ok());
        assert!(app.marks(marks_of(&amina())).await.is_err(), "the family's own are not here");
        let report = app.sync(None, std::time::Duration::from_secs(30)).await.unwrap();
        assert!(report.students.iter().all(|of| shown.iter().any(|child| child.id == of.student)));
        let task = PutTaskRequest {
            student: demo.to_string(),
            id: None,
            subject: String::new(),
            text: "Принести гербарий".into(),
            due: "2026-11-23".into(),
        };
        app.put_task(task).await.unwrap();
        assert_eq!(home.vault.data_version().await.unwrap(), before, "nothing went into the family's file");

        app.demo_leave(Nothing {}).await.unwrap();
        assert!(app.marks(marks_of(&demo)).await.is_err(), "nothing of the demo is here any more");
        let after = app.family(Nothing {}).await.unwrap().students;
        assert!(after.iter().map(|child| &child.id).eq(own.iter().map(|ours| &ours.student.id)));
        // Entered again, it begins anew.
        app.demo_enter(Nothing {}).await.unwrap();
        let year = Span::new(date!(2026 - 09 - 01), date!(2027 - 05 - 31)).unwrap();
        let again = app.profile().await.unwrap();
        assert!(again.vault.tasks(&demo, year).await.unwrap().is_empty());
    }
}
