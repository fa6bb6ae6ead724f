//! The school systems, and signing in to one.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{StudentView, Typed};

requests! {
    /// An authority that an account trusts, beside those that the system trusts.
    pub struct TrustRequest {
        /// The file with its certificate, in base64; none to take over that of `again`.
        pub certificate: Option<String>,
        /// The account that is signed in to again.
        pub again: Option<String>,
    }

    /// Login and password for a system.
    pub struct SignInPasswordRequest {
        /// Word of the system: "dnevnik-ru".
        pub system: String,
        /// Another address in place of the system's own; empty for its own.
        pub base: Option<String>,
        /// Login.
        pub login: String,
        /// Password.
        pub password: Typed,
        /// The system's id of the school, where one is needed.
        pub school: Option<String>,
        /// Settings of the account by name ("client_id").
        pub settings: std::collections::BTreeMap<String, String>,
        /// What the account trusts beside what the system trusts.
        pub trust: TrustRequest,
    }

    /// A token for a system.
    pub struct SignInTokenRequest {
        /// Word of the system.
        pub system: String,
        /// Another address in place of the system's own.
        pub base: Option<String>,
        /// The token.
        pub token: Typed,
        /// Settings of the account by name.
        pub settings: std::collections::BTreeMap<String, String>,
        /// What the account trusts beside what the system trusts.
        pub trust: TrustRequest,
    }

    /// Schools of a system.
    pub struct FindSchoolsRequest {
        /// Word of the system.
        pub system: String,
        /// Another address in place of the system's own.
        pub base: Option<String>,
        /// Settings of the account by name.
        pub settings: std::collections::BTreeMap<String, String>,
        /// A part of the school's name.
        pub part: String,
        /// What the account trusts beside what the system trusts.
        pub trust: TrustRequest,
    }

    /// The system's own page, or all ways to sign in.
    pub struct SignInPageRequest {
        /// Word of the system.
        pub system: String,
        /// Another address in place of the system's own.
        pub base: Option<String>,
        /// Settings of the account by name.
        pub settings: std::collections::BTreeMap<String, String>,
        /// What the account trusts beside what the system trusts.
        pub trust: TrustRequest,
    }
}

impl TrustRequest {
    /// With the certificate that stands in a file.
    pub fn of_file(file: &[u8]) -> TrustRequest {
        let certificate = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, file);
        TrustRequest { certificate: Some(certificate), again: None }
    }
}

views! {
    /// The school systems.
    pub struct SystemsView {
        /// In the order in which they are offered.
        pub systems: Vec<SystemView>,
    }

    /// One school system.
    pub struct SystemView {
        /// Its word: "dnevnik-ru".
        pub word: String,
        /// Its name: "Дневник.ру".
        pub name: String,
        /// Regions whose schools keep their diary here, where all of them have one server.
        pub serves: Vec<String>,
        /// Through its own page.
        pub page: bool,
        /// Through login and password.
        pub password: bool,
        /// Through a pasted token.
        pub token: bool,
        /// Where the password goes, in words.
        pub password_words: String,
        /// Whether the form with a password asks for a school.
        pub school: bool,
        /// Whether the system can be asked which regions have a server of it.
        pub directory: bool,
        /// What can be set for an account.
        pub settings: Vec<SystemSettingView>,
    }

    /// The ways to sign in to a system with some settings.
    pub struct WaysView {
        /// Through its own page.
        pub page: bool,
        /// Names of the settings without which that page cannot be used.
        pub page_needs: Vec<String>,
        /// Through login and password.
        pub password: bool,
        /// Through a pasted token.
        pub token: bool,
    }

    /// One setting of a system.
    pub struct SystemSettingView {
        /// Name.
        pub name: String,
        /// Its default.
        pub default: String,
        /// Whether it is hidden when typed.
        pub secret: bool,
        /// Whether a form with a password must ask for it.
        pub needed: bool,
        /// Values to choose from; another may be typed. Empty where nothing is known.
        pub choices: Vec<ChoiceView>,
        /// The value of "yes", where it is a switch.
        pub switch: Option<String>,
    }

    /// A value to choose.
    pub struct ChoiceView {
        /// The value.
        pub value: String,
        /// Its name: "Самарская область".
        pub name: String,
    }

    /// Servers of a system's regions.
    pub struct RegionsFoundView {
        /// As the system lists them, by name: values of the setting that names a server.
        pub regions: Vec<ChoiceView>,
    }

    /// Schools whose names hold what was typed.
    pub struct SchoolsFoundView {
        /// As the system lists them.
        pub schools: Vec<SchoolFoundView>,
    }

    /// A school that was found.
    pub struct SchoolFoundView {
        /// The system's id of it.
        pub id: String,
        /// The name as families know it.
        pub name: String,
        /// Town or address: names repeat.
        pub place: Option<String>,
    }

    /// A sign-in that worked.
    pub struct SignedInView {
        /// The account.
        pub account: String,
        /// The children it sees.
        pub students: Vec<StudentView>,
        /// True where the account was known already: everything of it was kept.
        pub again: bool,
    }
}
