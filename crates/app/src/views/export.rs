//! Files for other programs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::StudentView;

words! {
    /// What kind of file.
    pub enum ExportFormat {
        /// Marks, homework and absences for a spreadsheet.
        Csv,
        /// Timetable, tests, events and homework for a calendar.
        Ics,
        /// Everything, in the shapes of the command line.
        Json,
        /// The timetable of a week as a picture, without names.
        Svg,
    }
}

requests! {
    /// Where the files of a child would go.
    pub struct ExportsRequest {
        /// Whose.
        pub student: String,
    }

    /// A file to write.
    pub struct SaveExportRequest {
        /// Whose.
        pub student: String,
        /// What kind of file.
        pub format: Option<ExportFormat>,
        /// The whole path of the file; one that stands there is not replaced.
        pub file: String,
    }

    /// A file to hand to another app.
    pub struct ShareExportRequest {
        /// Whose.
        pub student: String,
        /// What kind of file.
        pub format: Option<ExportFormat>,
    }

    /// A calendar to keep current.
    pub struct KeepCalendarRequest {
        /// Whose.
        pub student: String,
        /// The whole path of the file; none to keep it no more. The file that was written stays.
        pub file: Option<String>,
        /// Whether it holds homework beside the timetable.
        pub homework: bool,
    }
}

views! {
    /// Where the files of a child would go.
    pub struct ExportsView {
        /// Whose.
        pub student: StudentView,
        /// A file that is not there yet, for each kind; empty where nobody knows a folder for it.
        pub suggested: Vec<SuggestedFile>,
        /// The calendar that is kept current.
        pub calendar: Option<KeptCalendarView>,
        /// A file for a calendar that is kept current; none where nobody knows a folder for it.
        pub calendar_file: Option<String>,
    }

    /// A file that could be written.
    pub struct SuggestedFile {
        /// What kind of file.
        pub format: ExportFormat,
        /// Its whole path.
        pub file: String,
    }

    /// A calendar that is kept current.
    pub struct KeptCalendarView {
        /// The whole path of the file.
        pub file: String,
        /// Whether it holds homework beside the timetable.
        pub homework: bool,
        /// "обновлено 2 минуты назад".
        pub words: String,
        /// What is wrong and one thing to do.
        pub trouble: Option<String>,
    }

    /// A file that was written.
    pub struct ExportedView {
        /// "Записано в …: 412 строк".
        pub words: String,
    }
}
