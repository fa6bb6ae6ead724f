//! The settings, with the state of every account.

use peremena_model::{AccountId, StudentId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{StudentView, TroubleView, Typed};

requests! {
    /// Settings to change; none leaves as it is.
    pub struct ChangeSettingsRequest {
        /// The tag of a language, "ru", or "system".
        pub language: Option<String>,
        /// Theme.
        pub theme: Option<Theme>,
        /// Whether the app stays in the tray when the window is closed.
        pub stay_in_tray: Option<bool>,
        /// Whether the app is started with the system, into the tray.
        pub start_with_system: Option<bool>,
        /// Whether the phone is to take no picture of the screen.
        pub secure_screen: Option<bool>,
    }

    /// Another way to keep the key of the diary.
    pub struct ChangeKeyRequest {
        /// The passphrase that it is kept under now; without one what opens the app lock, where there is one.
        pub current: Option<Typed>,
        /// The passphrase to come; none to keep the key in the system's keyring.
        pub new: Option<Typed>,
    }

    /// What an account is to trust beside what the system trusts.
    pub struct TrustAuthorityRequest {
        /// The account.
        pub account: String,
        /// The file with the authority's certificate, in base64; none: it trusts nothing more than the system does.
        pub certificate: Option<String>,
    }

    /// Which of the machine's own authorities are asked for.
    pub struct SystemAuthoritiesRequest {
        /// False: those alone that call themselves the Russian national root. True: whatever its owner has added as well.
        pub added: bool,
    }

    /// Whether ticks on homework go to an account's school.
    pub struct SendTicksRequest {
        /// The account.
        pub account: String,
        /// Whether they do.
        pub on: bool,
    }

    /// A name of the family's own.
    pub struct NameStudentRequest {
        /// Whose.
        pub student: String,
        /// The name; empty for the school's.
        pub name: String,
    }

    /// A colour of the family's own.
    pub struct ColourStudentRequest {
        /// Whose.
        pub student: String,
        /// The colour, 0 to 5.
        pub colour: u8,
    }

    /// The children in the family's order.
    pub struct OrderStudentsRequest {
        /// The first one first.
        #[ts(type = "string[]")]
        pub students: Vec<StudentId>,
    }
}

words! {
    /// How the app looks.
    pub enum Theme {
        /// As the system has it.
        System,
        /// Paper.
        Light,
        /// Night blue.
        Dark,
        /// Black, for screens that glow.
        Black,
    }
}

views! {
    /// The settings.
    pub struct SettingsView {
        /// The tag of a language, "ru", or "system".
        pub language: String,
        /// Language in use.
        pub language_in_use: String,
        /// Theme.
        pub theme: Theme,
        /// Whether the app stays in the tray when the window is closed.
        pub stay_in_tray: bool,
        /// Whether the app is started with the system; none where this cannot be chosen here.
        pub start_with_system: Option<bool>,
        /// Whether the phone takes no picture of the screen; none where this cannot be chosen here.
        pub secure_screen: Option<bool>,
        /// Accounts.
        pub accounts: Vec<AccountView>,
        /// How the key of the file is kept, in words.
        pub key_words: String,
        /// Whether it is kept under a passphrase; none where that cannot be chosen here.
        pub passphrase: Option<bool>,
        /// True in the demo school.
        pub demo: bool,
        /// The version of the app.
        pub version: String,
    }

    /// One account.
    pub struct AccountView {
        /// Id.
        pub account: AccountId,
        /// Name of the system.
        pub system: String,
        /// Word of the system.
        pub system_word: String,
        /// Another address in place of the system's own, where one is set.
        pub base: Option<String>,
        /// Settings of the account that are not secret, by name: what a form to sign in again is filled with.
        pub settings: std::collections::BTreeMap<String, String>,
        /// The authority that this account trusts beside those of the system; none by default.
        pub authority: Option<AuthorityView>,
        /// Whether ticks on homework go to the school; none where its system takes none.
        pub sends_ticks: Option<bool>,
        /// What its system does not give it.
        pub lacks: Vec<LackView>,
        /// Who is signed in.
        pub name: String,
        /// The children it sees, with their state.
        pub students: Vec<StudentView>,
        /// "Последнее обновление сегодня в 10:31, следующее через 3 минуты".
        pub status_text: String,
        /// What is wrong.
        pub trouble: Option<TroubleView>,
    }

    /// Something that a school system does not give.
    pub struct LackView {
        /// "«Дневник.ру» не передаёт сюда сообщений".
        pub what: String,
        /// Why that is so.
        pub why: String,
    }

    /// Authorities that this machine holds.
    pub struct SystemAuthoritiesView {
        /// The Russian national root first.
        pub authorities: Vec<SystemAuthorityView>,
    }

    /// An authority that this machine holds.
    pub struct SystemAuthorityView {
        /// Whom it names.
        pub name: String,
        /// SHA-256 of its certificate.
        pub fingerprint: String,
        /// "Действителен до 27 февраля 2032".
        pub validity: String,
        /// Whether the system trusts it: then every account does already.
        pub trusted: bool,
        /// Its certificate in base64: what is sent back, as a file would be, to have an account trust it.
        pub certificate: String,
    }

    /// An authority that one account trusts.
    pub struct AuthorityView {
        /// Whom it names.
        pub name: String,
        /// SHA-256 of its certificate: "D2:6D:2D:…".
        pub fingerprint: String,
        /// "Действителен до 27 февраля 2032"; "Истёк 27 февраля 2032: ему больше не верят".
        pub validity: String,
    }
}
