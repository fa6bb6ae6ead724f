//! `sync --history`: after the sync, earlier terms and years, until all is here or somebody ends it.

use peremena_app::{App, AppError, HistoryFact, SyncReport, facts};
use peremena_model::StudentId;
use serde_json::json;

use crate::{
    output::{self, Failure},
    run::{failure, line},
    watch::Ends,
};

pub(crate) async fn history(
    app: &App,
    student: Option<&StudentId>,
    report: &SyncReport,
    json: bool,
) -> Result<u8, Failure> {
    let mut ends = Ends::listen()?;
    let said = |text: &str| {
        if !json {
            line(text)
        }
    };
    let history = match app.fetch_history(student, ends.wait(), said).await {
        Ok(history) => history,
        Err(AppError::Closed) if student.is_none() => Vec::new(),
        Err(error) => return Err(failure(app, &error)),
    };
    if json {
        output::print(&json!({ "students": facts::synced(report), "history": history }));
    } else {
        history.iter().for_each(said_of);
    }
    Ok(0)
}

fn said_of(of: &HistoryFact) {
    line(&format!("{}  {} of {} months. {}", of.student, of.done, of.of, of.words));
}
