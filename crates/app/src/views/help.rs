//! How the app works for this family.

use serde::Serialize;
use ts_rs::TS;

views! {
    /// What only this device knows of how the app works for the family: the rest are words of the window.
    pub struct HelpView {
        /// Whom the app speaks to, account by account.
        pub sources: Vec<SourceHosts>,
        /// What is kept, and where.
        pub places: Vec<KeptPlace>,
        /// How the key of the file is kept, in words; none where there is no file yet.
        pub key_words: Option<String>,
        /// True in the demo school: then the app speaks to nobody.
        pub demo: bool,
        /// Whether the window can be closed without ending the notices.
        pub stays_in_tray: bool,
    }

    /// The hosts of one account.
    pub struct SourceHosts {
        /// "Дневник.ру".
        pub system: String,
        /// Who is signed in.
        pub name: String,
        /// Short names of the children it sees.
        pub children: Vec<String>,
        /// Every host that the app's requests can go to: "api.dnevnik.ru".
        pub hosts: Vec<String>,
        /// Where the window of the system's own sign-in page may go; empty where it has none. A domain stands for all
        /// below it: "gosuslugi.ru и ниже".
        pub sign_in_hosts: Vec<String>,
        /// That ticks on homework are sent there; none where they are not.
        pub ticks_text: Option<String>,
    }

    /// One thing that is kept.
    pub struct KeptPlace {
        /// "Дневник".
        pub what: String,
        /// The file or folder.
        pub path: String,
        /// "зашифрован".
        pub how: String,
        /// Whether everybody who has the file can read it.
        pub open: bool,
    }
}
