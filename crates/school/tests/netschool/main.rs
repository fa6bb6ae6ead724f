//! «Сетевой город» against the simulated school: the promises of every connector, over both APIs, in this process and
//! over the network, and what this connector promises beyond them.
// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, missing_docs)]

mod files;
mod gaps;
#[path = "../school/letters.rs"]
mod letters;
mod mail;
#[path = "../school/quick.rs"]
mod quick;
mod reading;
mod school;
mod sessions;
mod signing_in;
mod totals;

use peremena_school::contract;
use rstest::rstest;
use school::{Api, Simulated};

#[rstest]
#[case(Api::Web)]
#[case(Api::Mobile)]
#[tokio::test]
async fn every_promise_holds_in_this_process(#[case] api: Api) {
    assert_eq!(contract::breaches(&Simulated::in_process(api)).await, []);
}

#[rstest]
#[case(Api::Web)]
#[case(Api::Mobile)]
#[tokio::test(flavor = "multi_thread")]
async fn every_promise_holds_over_the_network(#[case] api: Api) {
    assert_eq!(contract::breaches(&Simulated::listening(api).await).await, []);
}
