//! Asks a serving school over its control API, and prints what it says.

use peremena_school_sim::Act;
use serde_json::{Value, json};

use crate::command::{At, Command};

type Done = Result<(), Box<dyn std::error::Error>>;

/// Does what a command other than `serve` says.
pub(crate) fn ask(command: Command) -> Done {
    match command {
        Command::Serve(_) => Ok(()),
        Command::Act { url, act } => post(&url, "act", &serde_json::to_value(Act::from(act))?),
        Command::Misbehave { at, kind, path, times, millis, retry_after } => {
            let told = json!({
                "kind": kind, "path": path, "times": times, "millis": millis, "retry_after": retry_after,
            });
            post(&at.url, "misbehave", &told)
        }
        Command::Behave { at } => post(&at.url, "behave", &Value::Null),
        Command::Journal { at, clear } => {
            get(&at, "journal")?;
            if clear {
                agent().delete(format!("{}/_control/journal", at.url)).call()?;
            }
            Ok(())
        }
        Command::People { at } => get(&at, "people"),
    }
}

/// Refusals are answers here: their text says what is wrong.
fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

fn get(at: &At, what: &str) -> Done {
    show(agent().get(format!("{}/_control/{what}", at.url)).call()?)
}

fn post(url: &str, what: &str, body: &Value) -> Done {
    let request = agent().post(format!("{url}/_control/{what}")).header("Content-Type", "application/json");
    show(request.send(body.to_string())?)
}

fn show(mut answer: http::Response<ureq::Body>) -> Done {
    let text = answer.body_mut().read_to_string()?;
    if !answer.status().is_success() {
        return Err(format!("{} {text}", answer.status().as_u16()).into());
    }
    if !text.is_empty() {
        println!("{text}");
    }
    Ok(())
}
