//! Backups, as the window asks for them and draws them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{StartView, Typed};

requests! {
    /// Changes the copies at set times; what is not named stays.
    pub struct ChangeBackupRequest {
        /// The folders, two at most; none at all ends the copies.
        pub folders: Option<Vec<String>>,
        /// A new passphrase for the copies to come. The old copies keep theirs.
        pub passphrase: Option<Typed>,
    }

    /// A backup now.
    pub struct CreateBackupRequest {
        /// Where to; none for a copy in the chosen folders.
        pub file: Option<String>,
        /// Its passphrase; none for that of the copies.
        pub passphrase: Option<Typed>,
    }

    /// Whether a backup is whole.
    pub struct VerifyBackupRequest {
        /// The file.
        pub file: String,
        /// Its passphrase; none for that of the copies.
        pub passphrase: Option<Typed>,
    }

    /// A backup in the profile's place.
    pub struct RestoreBackupRequest {
        /// The file.
        pub file: String,
        /// Its passphrase.
        pub passphrase: Typed,
        /// True to set aside the file that is there.
        pub replace: bool,
        /// The passphrase of this device's own file, where it is kept with one or is to be.
        pub own_passphrase: Option<Typed>,
    }
}

views! {
    /// The copies at set times.
    pub struct BackupView {
        /// The chosen folders.
        pub folders: Vec<BackupFolderView>,
        /// How many there may be.
        pub most_folders: u32,
        /// Whether a passphrase was chosen: without one there are no copies.
        pub has_passphrase: bool,
        /// Whether the diary itself is locked with a passphrase: restoring a backup over it wants that one too.
        pub has_own_passphrase: bool,
        /// The last copy and the next, or what is missing, in words.
        pub words: String,
        /// A backup that is being made or read now.
        pub running: Option<BackupProgressView>,
    }

    /// One folder of copies.
    pub struct BackupFolderView {
        /// The folder.
        pub path: String,
        /// The last copy in it, in words.
        pub words: String,
        /// What is wrong with it, in words.
        pub trouble: Option<String>,
    }

    /// How far it is.
    pub struct BackupProgressView {
        /// Hundredths; none before it is known.
        pub percent: Option<u8>,
    }

    /// A backup that was made or found whole.
    pub struct BackupMadeView {
        /// In words.
        pub words: String,
        /// How the copies stand now.
        pub backup: BackupView,
    }

    /// What became of a restore.
    pub struct RestoredView {
        /// In words.
        pub words: String,
        /// Where the profile stands now.
        pub start: StartView,
    }
}
