//! The file: nothing readable in it, nothing of its key in any log, several processes at once.

use std::time::Duration;

use peremena_model::Kind;
use peremena_vault::{DeviceKey, FileKey, KeySource, PassWrite, Vault, VaultError};
use serde_json::json;
use time::macros::date;

use crate::rig::{self, Room, entry, files, in_room};
use crate::school::{NOW, YEAR, family, homework, many, mark, news};

#[test]
fn no_word_of_a_child_stands_in_any_file() {
    in_room(Room::Open, "file::no_word_of_a_child_stands_in_any_file", async |profile| {
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        let (_, amina, _) = family(&vault).await;
        let day = date!(2026 - 11 - 20);
        let mut pass = news(&amina, NOW, vec![mark("canary-id", "5", day), homework("2", "canary-text", day)]);
        pass.put.extend(many(2000));
        vault.commit(&pass).await.unwrap();
        vault.put_setting("canary-setting", &json!("canary-value")).await.unwrap();
        let file = FileKey { student: amina.clone(), kind: Kind::Homework, file: "canary-file".into() };
        let content = "canary-content ".repeat(20_000);
        vault.keep_file(&file, "canary.pdf", content.as_bytes(), NOW).await.unwrap();
        let key = entry(&profile).get_secret().unwrap();
        let words = ["canary", "Гаджиева", "Алгебра", "netschool", "SQLite format 3", "CREATE TABLE", "patimat"];
        let look = || {
            let files = files(&profile);
            for (name, bytes) in &files {
                for word in words.iter().map(|word| word.as_bytes()).chain([key.as_slice()]) {
                    assert!(!bytes.windows(word.len()).any(|at| at == word), "in {name}");
                }
                let text = String::from_utf8_lossy(bytes).to_lowercase();
                assert!(!text.contains(&hex::encode(&key)), "the key in {name}");
            }
            files.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert!(look().contains(&"peremena.db-wal".to_owned()), "the log was looked at too");
        vault.close().await;
        assert_eq!(look(), ["peremena.db", "peremena.lock", "profile.copy.json", "profile.json"]);
    });
}

#[test]
fn the_settings_of_the_file_are_those_promised() {
    in_room(Room::Open, "file::the_settings_of_the_file_are_those_promised", async |profile| {
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        assert_eq!(
            vault.pragmas().await.unwrap(),
            [
                ("journal_mode", "wal"),
                ("synchronous", "2"),
                ("secure_delete", "1"),
                ("temp_store", "2"),
                ("foreign_keys", "1"),
                ("cache_size", "-8192"),
                ("trusted_schema", "0"),
            ]
            .map(|(name, value)| (name, value.to_owned()))
        );
        vault.verify().await.unwrap();
        vault.close().await;
    });
}

/// A whole life of a vault under the widest log there is.
#[test]
#[ignore = "run by the_key_is_in_no_log"]
fn role_talks() {
    let Some((profile, _)) = rig::told() else { return };
    struct Stderr;
    impl log::Log for Stderr {
        fn enabled(&self, _: &log::Metadata<'_>) -> bool {
            true
        }
        fn log(&self, record: &log::Record<'_>) {
            eprintln!("log: {} {}", record.target(), record.args());
        }
        fn flush(&self) {}
    }
    log::set_logger(&Stderr).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(std::io::stderr)
        .init();
    tracing::trace!("the log is on");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        eprintln!("{vault:?} {:?}", KeySource::Keyring);
        let (_, amina, _) = family(&vault).await;
        vault.commit(&news(&amina, NOW, vec![mark("1", "canary-value", date!(2026 - 11 - 20))])).await.unwrap();
        let mut failing = PassWrite::new(amina.clone(), YEAR, NOW);
        failing.outbox.push(peremena_model::ChangeId::from_text("canary-change"));
        eprintln!("{:?}", vault.commit(&failing).await.unwrap_err());
        assert_eq!(vault.items(&amina, Kind::Mark, YEAR, None).await.unwrap().len(), 1);
        vault.close().await;

        let db = profile.join("peremena.db");
        let whole = std::fs::read(&db).unwrap();
        let mut damaged = whole.clone();
        damaged[100] ^= 1;
        std::fs::write(&db, &damaged).unwrap();
        eprintln!("{:?}", Vault::open(&profile, KeySource::Keyring).await.unwrap_err());
        std::fs::write(&db, &whole).unwrap();
        let entry = entry(&profile);
        let key = entry.get_secret().unwrap();
        entry.set_secret(&[7; 32]).unwrap();
        let error = Vault::open(&profile, KeySource::Keyring).await.unwrap_err();
        assert!(matches!(error, VaultError::WrongKey));
        eprintln!("{error:?} {error}");
        entry.set_secret(&key).unwrap();
        Vault::open(&profile, KeySource::Keyring).await.unwrap().close().await;
    });
}

#[test]
fn the_key_is_in_no_log() {
    in_room(Room::Open, "file::the_key_is_in_no_log", async |profile| {
        let said = rig::role_output("file::role_talks", &profile, "");
        let text = String::from_utf8_lossy(&said.stdout).to_string() + &String::from_utf8_lossy(&said.stderr);
        assert!(said.status.success(), "{text}");
        assert!(text.contains("the log is on") && text.contains("TRACE"));
        let key = entry(&profile).get_secret().unwrap();
        let list = key.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
        let lower = text.to_lowercase();
        for secret in [hex::encode(&key), list, "canary".into(), "Гаджиева".to_lowercase()] {
            assert!(!lower.contains(&secret), "{}", lower.lines().find(|line| line.contains(&secret)).unwrap());
        }
        assert!(!text.contains("sqlcipher"), "SQLCipher talks on stderr");
    });
}

#[test]
#[ignore = "run by seven_processes_open_a_fresh_profile"]
fn role_opens() {
    let Some((profile, word)) = rig::told() else { return };
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        for turn in 0..10 {
            let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
            vault.put_setting(&format!("{word}-{turn}"), &json!(true)).await.unwrap();
            vault.close().await;
        }
    });
    // As our programs end: a connection that nobody waits for may still be closing.
    peremena_vault::exit(0)
}

#[test]
fn seven_processes_open_a_fresh_profile() {
    in_room(Room::Open, "file::seven_processes_open_a_fresh_profile", async |profile| {
        let running: Vec<_> = (0..7)
            .map(|n| {
                rig::role("file::role_opens", &profile, &format!("process-{n}"))
                    .stdout(std::process::Stdio::piped())
                    .stderr(std::process::Stdio::piped())
                    .spawn()
                    .unwrap()
            })
            .collect();
        for child in running {
            let ended = child.wait_with_output().unwrap();
            assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        }
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        assert_eq!(vault.settings().await.unwrap().len(), 70);
        vault.verify().await.unwrap();
        vault.close().await;
        assert_eq!(rig::entries(), 1);
        assert_eq!(files(&profile).len(), 4);
    });
}

/// Two programs that start at once beside no file: the slower one is not kept from what the faster one has made and
/// does not close.
#[tokio::test]
async fn who_waits_to_make_a_file_uses_the_one_that_another_has_made() {
    let (made, scratch) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let profile = scratch.path().to_owned();
    let key: Vec<u8> = (0..32).collect();
    let source = KeySource::Device(DeviceKey::new(&key).unwrap());
    Vault::open(made.path(), source.clone()).await.unwrap().close().await;

    let open_elsewhere = std::fs::File::create(profile.join("peremena.lock")).unwrap();
    open_elsewhere.lock_shared().unwrap();
    let waiting = tokio::spawn({
        let profile = profile.clone();
        async move { Vault::open(&profile, source).await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!waiting.is_finished());
    let made = files(made.path());
    // The file last, under its name only when it is whole: as it is made.
    for (name, bytes) in made.iter().rev().filter(|(name, _)| name != "peremena.lock") {
        std::fs::write(profile.join("unfinished"), bytes).unwrap();
        std::fs::rename(profile.join("unfinished"), profile.join(name)).unwrap();
    }
    waiting.await.unwrap().unwrap().close().await;
    drop(open_elsewhere);
}

#[test]
fn figures() {
    in_room(Room::Open, "file::figures", async |profile| {
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        let (_, amina, _) = family(&vault).await;
        let mut pass = PassWrite::new(amina.clone(), YEAR, NOW);
        pass.put = many(5000);
        let begun = std::time::Instant::now();
        vault.commit(&pass).await.unwrap();
        println!("commit of 5,000 items: {:?}", begun.elapsed());
        let begun = std::time::Instant::now();
        vault.commit(&pass).await.unwrap();
        println!("the same again: {:?}", begun.elapsed());
        assert_eq!(vault.rows_written(), 5000);
        vault.close().await;

        let mut opens = Vec::new();
        for _ in 0..10 {
            let begun = std::time::Instant::now();
            let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
            opens.push(begun.elapsed());
            vault.close().await;
        }
        opens.sort();
        println!("open with the keyring: {:?} (median of 10)", opens[5]);
        let begun = std::time::Instant::now();
        entry(&profile).get_secret().unwrap();
        println!("of it, the keyring: {:?}", begun.elapsed());
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        let week = peremena_model::Span::week_of(date!(2026 - 11 - 20));
        for round in ["first", "second"] {
            let begun = std::time::Instant::now();
            let items = vault.items_many(&amina, crate::school::KINDS, week).await.unwrap();
            println!("{round} week query: {:?}, {} items", begun.elapsed(), items.len());
        }
        let wanted = peremena_vault::Wanted {
            spans: vec![(Kind::Mark, None), (Kind::Lesson, None)],
            named: vec![(Kind::Mark, (0..500).map(|n| format!("m{n}")).collect())],
        };
        let begun = std::time::Instant::now();
        let items = vault.stored(&amina, YEAR, &wanted).await.unwrap();
        println!("stored, {} items: {:?}", items.len(), begun.elapsed());
        assert_eq!(items.len(), 5000);
        let mut one = PassWrite::new(amina.clone(), YEAR, NOW);
        one.put.push(mark("new", "5", date!(2026 - 11 - 20)));
        let begun = std::time::Instant::now();
        vault.commit(&one).await.unwrap();
        println!("commit of one mark: {:?}", begun.elapsed());
        vault.close().await;
        let size = std::fs::metadata(profile.join("peremena.db")).unwrap().len();
        println!("file: {size} bytes");
    });
}
