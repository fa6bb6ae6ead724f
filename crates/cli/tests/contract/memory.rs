//! What the memory of a process holds of a token after its account has signed out.

use std::{
    io::{BufRead, BufReader, Read, Write},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::Arc,
};

use async_trait::async_trait;
use peremena_app::{
    App, Config, Credentials, Entry, KeyChoice, NoWindows, NotShown, Notice, SYNC_DEADLINE, Secret, Shown,
    ShowsNotices, views::Typed,
};
use peremena_rig::in_memory;
use peremena_school_sim::PARENT;

use crate::house::{House, NOW, PASSPHRASE};

const PROFILE: &str = "PEREMENA_MEMORY_PROFILE";
const SCHOOL: &str = "PEREMENA_MEMORY_SCHOOL";

/// What the process says of itself when a step is done.
const DONE: &str = "= done";

#[test]
fn no_token_is_left_in_memory_after_the_sign_out() {
    let house = House::new();
    let token = house.school().sign_in(PARENT.login, PARENT.password).unwrap();
    let mut app = Command::new(std::env::current_exe().unwrap());
    app.args(["--exact", "memory::signs_in_and_out", "--ignored", "--nocapture"]);
    app.env(PROFILE, house.profile()).env(SCHOOL, house.url()).env("PEREMENA_QUICK_PASSPHRASES", "1");
    app.env_remove("RUST_LOG").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut app = app.spawn().unwrap();
    let mut said = BufReader::new(app.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut step = |app: &mut Child, word: &str| {
        writeln!(app.stdin.as_ref().unwrap(), "{word}").unwrap();
        assert!(said.any(|line| line == DONE), "it ended");
        in_memory(app.id(), &[token.as_bytes()]).unwrap()[0]
    };
    let typed = step(&mut app, &token);
    let signed_in = step(&mut app, "sign in");
    let synced = step(&mut app, "sync");
    let signed_out = step(&mut app, "sign out");
    drop(app.stdin.take());
    assert!(app.wait().unwrap().success());
    println!(
        "= the token stands {typed} times in memory when it was typed, {signed_in} after the sign-in, {synced} after a \
         sync, {signed_out} at last"
    );
    assert!(typed > 0, "it was looked for where it is");
    assert_eq!(signed_out, 0);
}

/// The app under test: each line of stdin is its next step.
#[test]
#[ignore = "run by no_token_is_left_in_memory_after_the_sign_out"]
fn signs_in_and_out() {
    let Some(profile) = std::env::var_os(PROFILE).map(PathBuf::from) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let config = Config {
        profile,
        key: Some(KeyChoice::Passphrase(Typed::new(PASSPHRASE.to_owned()))),
        clock: Arc::new(|| NOW),
        every: None,
        locale: None,
        window: false,
    };
    let app = App::new(config, Arc::new(NoWindows), Arc::new(Silent));
    let done = || println!("{DONE}");
    runtime.block_on(app.open());
    let entry = Entry { system: "dnevnik-ru".into(), base: std::env::var(SCHOOL).ok(), ..Entry::default() };
    let token = typed();
    done();
    typed();
    let signed_in = app.sign_in(entry, Credentials::Token(token), "error-token");
    let account = runtime.block_on(signed_in).unwrap().account;
    done();
    typed();
    let report = runtime.block_on(app.sync(None, SYNC_DEADLINE)).unwrap();
    assert_eq!(report.faults().count(), 0);
    done();
    typed();
    assert!(runtime.block_on(app.remove_account(&account)).unwrap());
    done();
    typed();
}

/// A line of stdin, of which nothing is left elsewhere.
fn typed() -> Secret {
    let mut stdin = std::fs::File::open("/dev/stdin").unwrap();
    let (mut line, mut byte) = (String::with_capacity(4096), [0]);
    while stdin.read(&mut byte).unwrap() == 1 && byte != *b"\n" {
        line.push(byte[0].into());
    }
    Secret::new(line)
}

struct Silent;

#[async_trait]
impl ShowsNotices for Silent {
    async fn show(&self, _: &Notice, _: &str) -> Result<Option<Shown>, NotShown> {
        Err(NotShown("a test".into()))
    }
}
