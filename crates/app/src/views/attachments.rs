//! Files of homework, announcements and letters.

use peremena_model::Kind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

words! {
    /// What can be done with a file.
    pub enum FileWay {
        /// It opens in the system's viewer.
        Open,
        /// It is only saved.
        Save,
        /// It lies at another host: the family's browser opens it.
        Browser,
        /// Nothing.
        None,
    }
}

requests! {
    /// A file.
    pub struct AttachmentRequest {
        /// Whose.
        pub student: String,
        /// What it belongs to: homework, an announcement, a letter.
        pub kind: Option<Kind>,
        /// Id of that.
        pub item: String,
        /// Id of the file.
        pub file: String,
    }

    /// A file that lies at another host.
    pub struct BrowseRequest {
        /// Whose.
        pub student: String,
        /// What it belongs to.
        pub kind: Option<Kind>,
        /// Id of that.
        pub item: String,
        /// Id of the file.
        pub file: String,
        /// The host that was read: to no other the browser is sent.
        pub host: String,
    }

    /// A file to save.
    pub struct SaveAttachmentRequest {
        /// Whose.
        pub student: String,
        /// What it belongs to.
        pub kind: Option<Kind>,
        /// Id of that.
        pub item: String,
        /// Id of the file.
        pub file: String,
        /// The whole path to write it to; a file that stands there is not replaced.
        pub path: String,
    }
}

views! {
    /// A file.
    pub struct FileRow {
        /// What it belongs to.
        pub kind: Kind,
        /// Id of that.
        pub item: String,
        /// Its id.
        pub id: String,
        /// Its name, with nothing in it that hides or turns what stands there.
        pub name: String,
        /// "1,4 МБ", where the school says so.
        pub size: Option<String>,
        /// What can be done with it.
        pub way: FileWay,
        /// The host that it lies at, where that is another.
        pub host: Option<String>,
        /// Why it does not open here, or what else is to be known of it.
        pub why: Option<String>,
        /// Whether it is kept here: it opens without the school.
        pub kept: bool,
    }

    /// What became of opening a file.
    pub struct FileShownView {
        /// It was not opened: the school sends on to this host, which is to be read first. None where it was.
        pub host: Option<String>,
    }

    /// Where a file would be saved.
    pub struct FilePlaceView {
        /// A whole path that is free; none where nobody knows a folder for it.
        pub file: Option<String>,
    }
}
