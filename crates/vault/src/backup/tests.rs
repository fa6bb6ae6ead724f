//! Backups that this version would not write itself: of an older shape, and of rows that are none.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use serde_json::json;
use sha2::{Digest, Sha256};
use time::macros::datetime;
use tokio::sync::mpsc;
use zeroize::Zeroizing;

use super::create::{Piece, settle, write};
use super::header::{Header, MAGIC};
use super::{BackupError, BackupLock, Progress, Unlock, verify_backup};
use crate::{KeySource, Passphrase, Vault, schema};

const AT: time::OffsetDateTime = datetime!(2026-11-21 09:00 UTC);

fn words() -> Passphrase {
    Passphrase::new("слова для копий".into())
}

/// A sealed file of these lines. Whether it is read back first, as a real one is, the last argument says.
async fn made(file: &Path, shape: i64, lines: &str, read_back: bool) -> Result<(), BackupError> {
    let lock = BackupLock::of_passphrase(&words()).await.unwrap();
    let (header, key) = Header::new(&lock, AT, "0.0.1", shape).unwrap();
    let (send, receive) = mpsc::channel(4);
    send.send(Piece::Lines(Zeroizing::new(lines.as_bytes().to_vec()))).await.ok().unwrap();
    send.send(Piece::End).await.ok().unwrap();
    let file = file.to_owned();
    let writing = tokio::task::spawn_blocking(move || {
        let part = write(&file, &header, &key, receive)?;
        if read_back {
            return settle(part, &file, &key).map(drop);
        }
        part.persist(&file).unwrap();
        Ok(())
    });
    writing.await.unwrap()
}

async fn restored(profile: &Path, file: &Path) -> Result<Vault, BackupError> {
    let source = KeySource::Passphrase(Passphrase::new("ключ этой машины".into()));
    let (unlock, progress) = (Unlock::Passphrase(words()), Progress::default());
    Ok(Vault::restore(profile, &source, file, unlock, false, &progress).await?.0)
}

#[tokio::test]
async fn a_backup_of_an_older_version_is_brought_to_the_shape_of_today() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("old.backup");
    // Of shape 1 the table of states had no column for the planner's memory.
    let lines = r#"{"table":{"name":"account","columns":["id","system","settings","user","name","is_student","added_at","signed_out"]}}
{"row":["a","netschool","{}","u","Патимат",0,1,0]}
{"table":{"name":"student","columns":["id","account","name","class","school","enrolment"]}}
{"row":["s","a","Амина",null,null,"{}"]}
{"table":{"name":"status","columns":["student","account","last_attempt","last_success","next_try","error_code","error_message","requests","bytes"]}}
{"row":["s","a",1,2,null,null,null,3,4]}
{"end":{"account":1,"status":1,"student":1}}
"#;
    made(&file, 1, lines, true).await.unwrap();
    let vault = restored(&folder.path().join("profile"), &file).await.unwrap();
    assert_eq!(schema::shape(&mut vault.reader().acquire().await.unwrap()).await.unwrap(), schema::known());
    let status = &vault.status().await.unwrap()[0];
    assert_eq!((status.requests, status.bytes, status.memory_json.clone()), (3, 4, None));
    assert!(vault.accounts().await.unwrap()[0].signed_out);
    vault.close().await;
}

/// Whoever knows the passphrase can seal anything: it is still no way to a statement of theirs, or out of the tables.
#[tokio::test]
async fn rows_that_no_version_of_ours_wrote_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("strange.backup");
    let head = r#"{"table":{"name":"setting","columns":["key","value"]}}"#;
    for (lines, whole) in [
        ("", false),
        ("no line", false),
        ("{\"end\":{}}", false),
        ("{\"row\":[1]}\n{\"end\":{}}\n", false),
        (&format!("{head}\n{{\"row\":[\"a\"]}}\n{{\"end\":{{\"setting\":1}}}}\n"), false),
        (&format!("{head}\n{{\"row\":[\"a\",\"1\"]}}\n{{\"end\":{{\"setting\":2}}}}\n"), false),
        (&format!("{head}\n{{\"row\":[\"a\",\"1\"]}}\n"), false),
        (&format!("{head}\n{head}\n{{\"end\":{{\"setting\":0}}}}\n"), false),
        ("{\"end\":{}}\n{\"end\":{}}\n", false),
        (&format!("{head}\n{{\"row\":[\"a\",{{\"b\":1}}]}}\n{{\"end\":{{\"setting\":1}}}}\n"), false),
        (
            r#"{"table":{"name":"setting; DROP TABLE account","columns":["key"]}}
{"end":{"setting; DROP TABLE account":0}}
"#,
            true,
        ),
        (
            r#"{"table":{"name":"sqlite_schema","columns":["sql"]}}
{"row":["CREATE TABLE x (y)"]}
{"end":{"sqlite_schema":1}}
"#,
            true,
        ),
        (
            r#"{"table":{"name":"setting","columns":["key) SELECT 1 --"]}}
{"end":{"setting":0}}
"#,
            true,
        ),
    ] {
        let read = made(&file, 2, lines, true).await;
        assert_eq!(read.is_ok(), whole, "{lines}: {read:?}");
        assert!(read.is_ok() || matches!(read, Err(BackupError::Damaged)), "{lines}: {read:?}");
        made(&file, 2, lines, false).await.unwrap();
        let profile = folder.path().join("profile");
        let refused = restored(&profile, &file).await.map(drop);
        assert!(matches!(refused, Err(BackupError::Damaged)), "{lines}: {refused:?}");
        assert!(!Vault::exists(&profile));
    }
}

/// A header whose sum is right, of whatever text.
fn forged(text: &[u8]) -> Vec<u8> {
    let length = u32::try_from(text.len()).unwrap().to_be_bytes();
    let mut bytes = [MAGIC.as_slice(), &length, text].concat();
    let sum = Sha256::digest(&bytes);
    bytes.extend(sum);
    bytes
}

/// A backup comes from anywhere: a cloud folder, a stranger. Whatever stands in it ends in a word, without a panic,
/// without a machine out of memory.
#[tokio::test]
async fn any_bytes_at_all_end_in_a_clear_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("whole.backup");
    made(&file, 2, "{\"end\":{}}\n", true).await.unwrap();
    let whole = std::fs::read(&file).unwrap();
    let long = usize::try_from(u32::from_be_bytes(whole[16..20].try_into().unwrap())).unwrap();
    let honest: serde_json::Value = serde_json::from_slice(&whole[20..20 + long]).unwrap();
    let mut files = vec![
        [MAGIC.as_slice(), &u32::MAX.to_be_bytes()].concat(),
        forged(b""),
        forged(b"[]"),
        forged(b"{\"format\":-1}"),
        forged(&b"[".repeat(10_000)),
    ];
    for (path, value) in [
        ("/derivation/memory_kib", json!(u32::MAX)),
        ("/derivation/rounds", json!(u32::MAX)),
        ("/derivation/lanes", json!(0)),
        ("/derivation/kdf", json!("md5")),
        ("/derivation/salt", json!("")),
        ("/derivation/salt", json!("zz")),
        ("/nonce", json!("00")),
        ("/nonce", json!("ё")),
        ("/sealed", json!("x")),
        ("/shape", json!("two")),
        ("/created_at", json!("yesterday")),
    ] {
        let mut header = honest.clone();
        *header.pointer_mut(path).unwrap() = value;
        files.push([forged(header.to_string().as_bytes()), whole[20 + long + 32..].to_vec()].concat());
    }
    let mut state = 7_u64;
    for length in 0..400_usize {
        let noise = (0..length).map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state.to_be_bytes()[0]
        });
        files.push([MAGIC.as_slice(), &noise.collect::<Vec<u8>>()].concat());
    }
    for (n, bytes) in files.iter().enumerate() {
        std::fs::write(&file, bytes).unwrap();
        let found = verify_backup(&file, Unlock::Passphrase(words()), &Progress::default()).await;
        assert!(matches!(found, Err(BackupError::Damaged)), "{n}: {found:?}");
    }
    // A shape that no version had: its migrations are not known.
    for shape in [0, -1, i64::MIN] {
        let mut header = honest.clone();
        header["shape"] = json!(shape);
        std::fs::write(&file, forged(header.to_string().as_bytes())).unwrap();
        assert!(verify_backup(&file, Unlock::Passphrase(words()), &Progress::default()).await.is_err());
    }
}
