//! ЭлЖур against the simulated school: the promises of every connector, in this process and over the network, and what
//! this connector promises beyond them.
// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, missing_docs)]

#[path = "../school/letters.rs"]
mod letters;
#[path = "../school/quick.rs"]
mod quick;
mod reading;
#[path = "../school/simulated.rs"]
mod school;
mod sessions;
mod signing_in;
#[path = "../school/systems.rs"]
mod systems;

use peremena_school::contract;
use school::{Protocol, Simulated};

pub const PROTOCOL: Protocol = Protocol {
    system: systems::ELJUR,
    everywhere: &["/apiv3/get"],
    calls: &["/getdiary", "/getperiods", "/getmarks", "/getfinalassessments", "/getmessages", "/getboardnotices"],
    // Marks have no ids: in the diary one that comes twice is one that was put twice.
    named: &["/getperiods", "/getmarks", "/getfinalassessments", "/getmessages", "/getboardnotices", "/getrules"],
    name: |path| path.rsplit('/').next().unwrap(),
    secrets: &["devkey-canary"],
};

#[tokio::test]
async fn every_promise_holds_in_this_process() {
    assert_eq!(contract::breaches(&Simulated::in_process()).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_promise_holds_over_the_network() {
    assert_eq!(contract::breaches(&Simulated::listening().await).await, []);
}
