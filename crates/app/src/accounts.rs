//! Signing in and out.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
    time::Duration,
};

use peremena_model::{AccountId, StudentId};
use peremena_school::{
    Credentials, Identity, SchoolError, SchoolSystem, Secret, Session, SessionKeeper, SettingForm, Settings, SignInWay,
    Traffic,
};
use peremena_sync::{Reason, SyncReport, Whose};
use peremena_vault::{AccountRecord, StudentRecord, VaultError};
use url::Url;

use crate::{
    App, AppError,
    connect::{http_for, settings_of, system},
    options::open_settings,
    profile::Profile,
    views::{
        AccountRequest, AppEvent, ErrorView, Nothing, SignInPageRequest, SignInPasswordRequest, SignInTokenRequest,
        SignedInView, StartView, TrustRequest,
    },
};

/// How long the first sync of a new account may take.
const FIRST_SYNC: Duration = Duration::from_secs(100);

/// How often it is looked whether somebody is at the school's page.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How long signing in may take.
const SIGN_IN: Duration = Duration::from_secs(60);

/// Before the account is in the file there is nowhere to keep a session that is renewed while it is proven: it is
/// remembered, and goes into the file in place of the first.
#[derive(Default)]
struct KeepInMind(Mutex<Option<Session>>);

#[async_trait::async_trait]
impl SessionKeeper for KeepInMind {
    async fn keep(&self, session: &Session) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(session.clone());
    }
}

/// Where to sign in: the system, its address, and what the account is to be.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Word of the system.
    pub system: String,
    /// Another address in place of the system's own.
    pub base: Option<String>,
    /// Settings of the account by name.
    pub settings: BTreeMap<String, String>,
    /// What the account trusts beside what the system trusts.
    pub trust: TrustRequest,
}

/// An account that was just signed in to.
#[derive(Debug)]
pub struct SignedIn {
    /// The account.
    pub account: AccountId,
    /// True where it was known already.
    pub again: bool,
}

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn sign_in_password(&self, request: SignInPasswordRequest) -> Result<SignedInView, ErrorView> {
        let credentials = Credentials::Password {
            login: request.login,
            password: Secret::new(request.password.expose()),
            school: request.school.filter(|school| !school.trim().is_empty()),
        };
        let SignInPasswordRequest { system, base, settings, trust, .. } = request;
        self.signed_in_view(Entry { system, base, settings, trust }, credentials, "error-credentials").await
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn sign_in_token(&self, request: SignInTokenRequest) -> Result<SignedInView, ErrorView> {
        let credentials = Credentials::Token(Secret::new(request.token.expose().trim()));
        let SignInTokenRequest { system, base, settings, trust, .. } = request;
        self.signed_in_view(Entry { system, base, settings, trust }, credentials, "error-token").await
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn sign_in_page(&self, request: SignInPageRequest) -> Result<SignedInView, ErrorView> {
        let caught = self.caught(&request).await.map_err(|error| self.said(&error))?;
        let credentials = Credentials::Caught(caught);
        let SignInPageRequest { system, base, settings, trust } = request;
        self.signed_in_view(Entry { system, base, settings, trust }, credentials, "error-page").await
    }

    async fn caught(&self, request: &SignInPageRequest) -> Result<Secret, AppError> {
        let system = system(&request.system).map_err(|_| AppError::Request("error-unknown-system"))?;
        let settings = settings_from(request.base.as_deref(), request.settings.clone())?;
        let page = system
            .ways_in(&settings)?
            .into_iter()
            .find_map(|way| match way {
                SignInWay::Page(page) => Some(page),
                _ => None,
            })
            .ok_or(AppError::NoPage)?;
        let mut caught = self.inner.host.sign_in_page(page);
        let caught = loop {
            match tokio::time::timeout(LOOK_EVERY, &mut caught).await {
                Ok(caught) => break caught?.ok_or(AppError::Cancelled)?,
                // What is done in that window no page of ours hears of.
                Err(_) if self.inner.host.is_signing_in() => self.touched(),
                Err(_) => {}
            }
        };
        Ok(Secret::new(caught.expose()))
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn sign_in_cancel(&self, _: Nothing) -> Result<Nothing, ErrorView> {
        self.inner.host.cancel_sign_in();
        Ok(Nothing {})
    }

    async fn signed_in_view(
        &self,
        entry: Entry,
        credentials: Credentials,
        refused: &'static str,
    ) -> Result<SignedInView, ErrorView> {
        let signed_in = self.sign_in(entry, credentials, refused).await.map_err(|error| self.said(&error))?;
        let family = self.family_view().await.map_err(|error| self.said(&error))?;
        // The first look is the window's to wait for or not: it runs, and the screens fill as it goes.
        let app = self.clone();
        let account = signed_in.account.clone();
        tokio::spawn(async move {
            app.sync_account(&account, FIRST_SYNC).await;
        });
        Ok(SignedInView {
            students: family.students.into_iter().filter(|student| student.account == signed_in.account).collect(),
            account: signed_in.account.as_str().to_owned(),
            again: signed_in.again,
        })
    }

    /// Signs in, and keeps the account and its children. One attempt. The same account again keeps everything it has.
    ///
    /// # Errors
    /// [`AppError::Refused`] (with the message `refused`) where the credentials are not accepted; those of the
    /// school and of the file.
    pub async fn sign_in(
        &self,
        entry: Entry,
        credentials: Credentials,
        refused: &'static str,
    ) -> Result<SignedIn, AppError> {
        let system = system(&entry.system).map_err(|_| AppError::Request("error-unknown-system"))?;
        self.may_make()?;
        let mut settings = settings_from(entry.base.as_deref(), entry.settings)?;
        settings.authority = self.authority_of(&entry.trust).await?;
        self.fill_in_secrets(system, &mut settings).await;
        let (session, identity) = tokio::time::timeout(SIGN_IN, asked(system, &settings, credentials))
            .await
            .map_err(|_| AppError::School(SchoolError::Unreachable("no answer in time".into())))?
            .map_err(|error| match error {
                SchoolError::Refused(_) => AppError::Refused(refused),
                other => AppError::School(other),
            })?;
        if identity.students.is_empty() {
            return Err(AppError::Request("error-no-students"));
        }
        let origin = settings.base.as_ref().map(|base| base.origin().ascii_serialization()).unwrap_or_default();
        // A family that signs in while it looks at the demo school means its own diary.
        *self.inner.demo.write().await = None;
        let profile = self.open_or_make().await?;
        let named = AccountId::of(system.word(), &origin, &identity.user);
        let accounts = profile.vault.accounts().await?;
        let known = match accounts.iter().find(|account| account.id == named) {
            Some(known) => Some(known),
            None => known_by_children(&accounts, &profile.vault.students().await?, system, &settings, &identity),
        };
        let known = known.cloned();
        let (id, user) = known.as_ref().map_or((named, identity.user.clone()), |it| (it.id.clone(), it.user.clone()));
        let again = known.is_some();
        // What the account was told to trust it trusts until it is told otherwise.
        settings.authority = settings.authority.or_else(|| known.as_ref().and_then(|it| settings_of(it).authority));
        let record = AccountRecord {
            id: id.clone(),
            system: system.word().to_owned(),
            settings_json: serde_json::to_string(&settings).unwrap_or_default(),
            user,
            name: identity.name.clone(),
            is_student: identity.is_student,
            added_at: known.map_or_else(|| self.now(), |known| known.added_at),
            signed_out: false,
        };
        let session = session.to_json().map_err(|_| AppError::Request("error-request"))?;
        profile.vault.put_account(&record, Some(&session)).await?;
        let welcomed = profile.engine.welcome(&record, &identity.students).await;
        welcomed.map_err(|fault| AppError::Store(VaultError::Store(fault.to_string())))?;
        self.emit(AppEvent::Family);
        Ok(SignedIn { account: id, again })
    }

    /// Whoever signs in again is not asked for a secret setting that the file has: where the form left it empty, it is
    /// taken over from an account of this system that goes to the same servers as the same client. What is switched on or
    /// off says nothing of that.
    async fn fill_in_secrets(&self, system: &dyn SchoolSystem, settings: &mut Settings) {
        let Ok(profile) = self.own_profile().await else { return };
        let specs = system.settings();
        let whereto = |of: &Settings| {
            let mut open = open_settings(specs, of.clone());
            open.retain(|name, _| !matches!(system.form_of(name), SettingForm::Switch(_)));
            (of.base.clone(), open)
        };
        let accounts = profile.vault.accounts().await.unwrap_or_default();
        let known = accounts.iter().filter(|record| record.system == system.word()).map(settings_of);
        let alike: Vec<Settings> = known.filter(|known| whereto(known) == whereto(settings)).collect();
        for spec in specs.iter().filter(|spec| spec.secret) {
            let known = alike.iter().find_map(|known| known.values.get(spec.name));
            if let (None, Some(value)) = (settings.values.get(spec.name), known) {
                settings.values.insert(spec.name.to_owned(), value.clone());
            }
        }
    }

    /// The first look at an account that was just signed in to. A new one fills child by child; one that is known is
    /// asked as a whole, so that what was missed meanwhile can be told at once.
    pub async fn sync_account(&self, account: &AccountId, deadline: Duration) -> Option<SyncReport> {
        let profile = self.own_profile().await.ok()?;
        let status = profile.vault.status().await.ok()?;
        if status.iter().any(|status| status.account == *account && status.last_success.is_some()) {
            let report = self.run_sync(&profile, Reason::SignedIn, Whose::Account(account), deadline).await;
            self.refresh_old_summary(&profile).await;
            return Some(report);
        }
        let students = profile.vault.students().await.ok()?;
        let mut report = SyncReport::default();
        // One sync to whoever looks: between two children it is not over.
        self.inner.syncing.fetch_add(1, Ordering::Relaxed);
        let stops = profile.engine.stops();
        for student in students.iter().filter(|record| record.student.account == *account) {
            let id: &StudentId = &student.student.id;
            let one = self.run_sync(&profile, Reason::SignedIn, Whose::Student(id), deadline).await;
            report.students.extend(one.students);
            report.accounts.extend(one.accounts);
            // Between two children as well.
            if profile.engine.stops() != stops {
                break;
            }
        }
        self.one_sync_less();
        self.emit(AppEvent::Status);
        self.refresh_old_summary(&profile).await;
        Some(report)
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn sign_out(&self, request: AccountRequest) -> Result<StartView, ErrorView> {
        let account = AccountId::from_text(request.account);
        self.remove_account(&account).await.map_err(|error| self.said(&error))?;
        self.start_view().await
    }

    /// Signs the account out: the session is ended at the school where it has a way, then all of the account
    /// goes; with the last account the file and its key go too. Gives whether there was such an account.
    ///
    /// # Errors
    /// Those of the file.
    pub async fn remove_account(&self, account: &AccountId) -> Result<bool, AppError> {
        let profile = self.own_profile().await?;
        let accounts = profile.vault.accounts().await?;
        let Some(record) = accounts.iter().find(|record| record.id == *account) else {
            return Ok(false);
        };
        self.clear_left_copies().await;
        self.end_session(&profile, record).await;
        let taken_out = self.take_out(&profile, account).await;
        if accounts.len() == 1 {
            if let Err(error) = taken_out {
                // A disk that is full or fails: the file goes as a whole.
                tracing::warn!(%error, "the last account could not be taken out of the file");
            }
            drop(profile);
            // Also where the empty file stays for now: the account is out of it.
            self.wipe().await.inspect_err(|_| self.emit(AppEvent::Family))?;
        } else {
            // What widgets draw must not name a child that is gone.
            self.refresh_summary(&profile).await;
            taken_out?;
        }
        self.emit(AppEvent::Family);
        Ok(true)
    }

    async fn take_out(&self, profile: &Arc<Profile>, account: &AccountId) -> Result<(), AppError> {
        self.forget_choices(profile, account).await?;
        self.forget_calendars(profile, account).await?;
        profile.vault.choose_ticks(account, None).await?;
        Ok(profile.vault.remove_account(account).await?)
    }

    /// Best effort, three seconds: a school that does not answer must not keep the family's data here.
    async fn end_session(&self, profile: &Profile, record: &AccountRecord) {
        let Ok(Some(json)) = profile.vault.session(&record.id).await else { return };
        let Ok(session) = serde_json::from_str::<Session>(&json) else { return };
        let settings = settings_of(record);
        let Ok(system) = system(&record.system) else { return };
        let Ok(http) = http_for(system, &settings, Arc::new(Traffic::default())) else { return };
        if let Ok(api) = system.connect(&settings, session, Arc::<KeepInMind>::default(), http) {
            let _ = tokio::time::timeout(Duration::from_secs(3), api.sign_out()).await;
        }
    }
}

/// An account that sees the very same children at the same servers, where the system does not say who asks: whoever came
/// in by a token and comes back with a password is no other. One child more or fewer is another account.
fn known_by_children<'a>(
    accounts: &'a [AccountRecord],
    students: &[StudentRecord],
    system: &dyn SchoolSystem,
    settings: &Settings,
    identity: &Identity,
) -> Option<&'a AccountRecord> {
    let hosts = system.hosts(settings).ok()?;
    let same = |account: &&AccountRecord| {
        let of = students.iter().filter(|student| student.student.account == account.id);
        let seen: HashSet<&StudentId> = of.map(|student| &student.student.id).collect();
        let told = identity.students.iter().map(|student| StudentId::of(&account.id, &student.person));
        let told: HashSet<StudentId> = told.collect();
        account.system == system.word()
            && system.hosts(&settings_of(account)).is_ok_and(|of| of == hosts)
            // Two who are both named are two, as father and mother are.
            && (!system.names_user(&identity.user) || !system.names_user(&account.user))
            && !told.is_empty()
            && told.len() == seen.len()
            && told.iter().all(|student| seen.contains(student))
    };
    accounts.iter().find(same)
}

async fn asked(
    system: &dyn SchoolSystem,
    settings: &Settings,
    credentials: Credentials,
) -> Result<(Session, Identity), SchoolError> {
    let http = http_for(system, settings, Arc::new(Traffic::default()))?;
    let session = system.sign_in(settings, credentials, &http).await?;
    let keep = Arc::<KeepInMind>::default();
    let api = system.connect(settings, session.clone(), keep.clone(), http)?;
    let identity = api.identity().await?;
    let renewed = keep.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    Ok((renewed.unwrap_or(session), identity))
}

pub(crate) fn settings_from(base: Option<&str>, values: BTreeMap<String, String>) -> Result<Settings, AppError> {
    let mut settings = match base.map(str::trim).filter(|base| !base.is_empty()) {
        Some(base) => {
            let url = Url::parse(base).map_err(|_| AppError::Request("error-address"))?;
            Settings::with_base(url).map_err(|_| AppError::Request("error-address"))?
        }
        None => Settings::default(),
    };
    settings.values = values.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect();
    Ok(settings)
}

#[cfg(test)]
mod tests;
