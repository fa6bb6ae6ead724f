//! Choosing a file or a folder in the system's own dialog.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

words! {
    /// What is chosen.
    pub enum PickKind {
        /// A folder that is there.
        Folder,
        /// A backup that is there.
        Backup,
        /// Where a new file is to be, by the name that stands in the field.
        NewFile,
    }
}

requests! {
    /// A file or a folder to be chosen.
    pub struct PickRequest {
        /// What; none is no request.
        pub kind: Option<PickKind>,
        /// What stands in the field: the dialog begins there. Empty where nothing does.
        pub path: String,
    }
}

views! {
    /// What was chosen.
    pub struct PickedView {
        /// The whole path; none where the dialog was closed without a choice.
        pub path: Option<String>,
    }
}
