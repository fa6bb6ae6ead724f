//! Answers that would fill the memory: measured in a process of their own, which does nothing but ask.

use std::process::Command;

use peremena_school::{Bounds, HostRule, Http, SchoolError, http::Request};
use peremena_school_sim::Fault;
use url::Url;

use crate::family::{DNEVNIK, Family};

/// Twice an answer's bound, for the buffer that grows, and what the program itself takes.
const MOST_MEGABYTES: u64 = 96;

const CHILD: &str = "PEREMENA_ASKS";

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_fills_the_memory() {
    let family = Family::of(DNEVNIK).await;
    let program = std::env::current_exe().unwrap();
    let faults = [
        Fault::GzipBomb,
        Fault::Endless,
        Fault::EndlessHeader,
        Fault::EndlessHeaders,
        Fault::Huge,
        Fault::HugeChunked,
        Fault::DeepJson,
        Fault::LongString,
        Fault::HugeHeader,
    ];
    for fault in faults {
        family.proxy.wrong(fault.clone(), |_| true);
        let (program, address) = (program.clone(), family.proxy.url());
        let asked = tokio::task::spawn_blocking(move || {
            let words = ["--exact", "memory::child_that_asks", "--ignored", "--nocapture"];
            Command::new(program).args(words).env(CHILD, address).output().unwrap()
        });
        let output = asked.await.unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{fault:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
        let peak = said.lines().find_map(|line| line.split_once("peak ")?.1.strip_suffix(" kB")?.parse::<u64>().ok());
        let peak = peak.unwrap_or_else(|| panic!("{said}")) / 1024;
        println!("{fault:?}: {peak} MB at the most");
        assert!(peak < MOST_MEGABYTES, "{fault:?}: {peak} MB");
    }
}

/// Asks three times, with the bounds that the app has.
#[tokio::test]
#[ignore = "run by no_answer_fills_the_memory, in a process of its own"]
async fn child_that_asks() {
    let Ok(address) = std::env::var(CHILD) else { return };
    let url = Url::parse(&address).unwrap();
    let rules = vec![HostRule::Exactly(url.host_str().unwrap().into(), url.port())];
    let http = Http::bounded(rules, Default::default(), Bounds::default());
    for _ in 0..3 {
        match http.send(Request::get(url.join("/v2/users/me/context").unwrap())).await {
            Ok(response) => assert!(response.body.len() <= Bounds::default().body),
            Err(SchoolError::Strange(_) | SchoolError::Unreachable(_)) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    println!("\npeak {}", peak.trim());
}
