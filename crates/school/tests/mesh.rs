//! МЭШ and «Моя школа» against the simulated school: the promises of every connector, in this process and over the
//! network, and what this connector promises beyond them.
// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod mesh_school;

use mesh_school::Simulated;
use peremena_school::contract;
use rstest::rstest;

#[rstest]
#[case("mesh")]
#[case("my-school")]
#[tokio::test]
async fn every_promise_holds_in_this_process(#[case] word: &'static str) {
    assert_eq!(contract::breaches(&Simulated::in_process(word)).await, []);
}

#[rstest]
#[case("mesh")]
#[case("my-school")]
#[tokio::test(flavor = "multi_thread")]
async fn every_promise_holds_over_the_network(#[case] word: &'static str) {
    assert_eq!(contract::breaches(&Simulated::listening(word).await).await, []);
}
