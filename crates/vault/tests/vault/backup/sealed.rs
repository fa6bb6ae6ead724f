//! What a backup gives away, and what is seen of a change.

use super::*;

#[tokio::test]
async fn one_changed_byte_one_cut_one_addition_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::open(&folder.path().join("profile"), typed()).await.unwrap();
    life(&vault).await;
    let file = folder.path().join("small.backup");
    let lock = lock().await;
    back_up(&vault, &file, &lock).await;
    vault.close().await;
    let unlock = Unlock::Lock(lock);
    let whole = std::fs::read(&file).unwrap();
    read(&file, &unlock).await.unwrap();
    let refused = async |bytes: &[u8], what: &str| {
        std::fs::write(&file, bytes).unwrap();
        let found = read(&file, &unlock).await;
        assert!(
            matches!(found, Err(BackupError::Damaged | BackupError::Foreign | BackupError::Empty)),
            "{what}: {found:?}"
        );
        // In the name alone it may be taken for something else; after it, it is a damaged backup.
        assert!(bytes.len() < 16 || bytes[..16] != whole[..16] || matches!(found, Err(BackupError::Damaged)), "{what}");
    };
    for place in 0..whole.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[place] ^= change;
            refused(&bytes, &format!("byte {place} of {}", whole.len())).await;
        }
    }
    for length in 0..whole.len() {
        refused(&whole[..length], &format!("cut to {length}")).await;
    }
    for more in [&[0_u8][..], &[0; 16], &whole[whole.len() - 40..], &whole] {
        refused(&[&whole, more].concat(), "something after it").await;
    }
    println!("{} bytes: each changed in three ways, and every length", whole.len());
    std::fs::write(&file, &whole).unwrap();
    read(&file, &unlock).await.unwrap();
}

#[tokio::test]
async fn chunks_that_are_moved_repeated_or_missing_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::open(&folder.path().join("profile"), typed()).await.unwrap();
    large(&vault).await;
    let (one, two) = (folder.path().join("one.backup"), folder.path().join("two.backup"));
    let lock = lock().await;
    back_up(&vault, &one, &lock).await;
    back_up(&vault, &two, &lock).await;
    vault.close().await;
    let unlock = Unlock::Lock(lock);
    let (whole, other) = (std::fs::read(&one).unwrap(), std::fs::read(&two).unwrap());
    let head = 16 + 4 + u32::from_be_bytes(whole[16..20].try_into().unwrap()) as usize + 32;
    let chunks: Vec<&[u8]> = whole[head..].chunks(CHUNK).collect();
    assert!(chunks.len() > 3, "{} chunks", chunks.len());
    let refused = async |order: Vec<&[u8]>, what: &str| {
        std::fs::write(&one, [&[&whole[..head]], order.as_slice()].concat().concat()).unwrap();
        assert!(matches!(read(&one, &unlock).await, Err(BackupError::Damaged)), "{what}");
    };
    let mut swapped = chunks.clone();
    swapped.swap(0, 1);
    refused(swapped, "swapped").await;
    refused(chunks[1..].to_vec(), "the first is missing").await;
    refused(chunks[..chunks.len() - 1].to_vec(), "the last is missing").await;
    refused([&chunks[..1], &chunks[2..]].concat(), "one in the middle is missing").await;
    refused([&chunks[..1], &chunks[..]].concat(), "the first twice").await;
    refused([&chunks[..], &chunks[chunks.len() - 1..]].concat(), "the last twice").await;
    let theirs: Vec<&[u8]> = other[head..].chunks(CHUNK).collect();
    assert_eq!(theirs.len(), chunks.len());
    refused([&chunks[..1], &theirs[1..2], &chunks[2..]].concat(), "of another backup of the same lock").await;
    refused(theirs, "all of another backup").await;
    // And nothing is restored of one that is damaged at its very end.
    let mut late = whole.clone();
    *late.last_mut().unwrap() ^= 1;
    std::fs::write(&one, late).unwrap();
    let profile = folder.path().join("new");
    assert!(matches!(restore(&profile, typed(), &one, false).await, Err(BackupError::Damaged)));
    assert!(!Vault::exists(&profile));
    assert_eq!(names(&profile), ["peremena.lock"]);
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let vault = Vault::open(&at("profile"), typed()).await.unwrap();
    life(&vault).await;
    let (file, lock) = (at("family.backup"), lock().await);
    back_up(&vault, &file, &lock).await;
    let whole = std::fs::read(&file).unwrap();
    let other = Unlock::Passphrase(words("не те слова"));
    assert!(matches!(read(&file, &other).await, Err(BackupError::WrongPassphrase)));
    let salted_anew = Unlock::Lock(self::lock().await);
    assert!(matches!(read(&file, &salted_anew).await, Err(BackupError::WrongPassphrase)));
    assert!(matches!(read(&at("none.backup"), &other).await, Err(BackupError::NoFile)));
    std::fs::write(at("empty.backup"), b"").unwrap();
    assert!(matches!(read(&at("empty.backup"), &other).await, Err(BackupError::Empty)));
    std::fs::write(at("cat.jpg"), b"\xff\xd8\xff\xe0 a picture of a cat").unwrap();
    assert!(matches!(read(&at("cat.jpg"), &other).await, Err(BackupError::Foreign)));
    assert!(matches!(read(folder.path(), &other).await, Err(BackupError::Foreign)));
    // A backup of a later version says which, before any passphrase is asked for.
    for newer in [r#"{"format":2,"app":"3.0.0","salt":"elsewhere"}"#.to_owned(), {
        let length = u32::from_be_bytes(whole[16..20].try_into().unwrap()) as usize;
        let mut header: serde_json::Value = serde_json::from_slice(&whole[20..20 + length]).unwrap();
        header["shape"] = json!(1000);
        header["app"] = json!("3.0.0");
        header.to_string()
    }] {
        use sha2::Digest;
        let mut bytes = whole[..16].to_vec();
        bytes.extend(u32::try_from(newer.len()).unwrap().to_be_bytes());
        bytes.extend(newer.as_bytes());
        let hash = sha2::Sha256::digest(&bytes);
        bytes.extend(hash);
        std::fs::write(at("newer.backup"), bytes).unwrap();
        let found = read(&at("newer.backup"), &other).await;
        assert!(matches!(&found, Err(BackupError::Newer { app }) if app == "3.0.0"), "{found:?}");
    }
    // Nothing but a backup is ever overwritten, and no folder is made up.
    let progress = Progress::default();
    let refused = vault.back_up(&at("cat.jpg"), &lock, NOW, "0.1.0", &progress).await;
    assert!(matches!(refused, Err(BackupError::InTheWay)));
    let refused = vault.back_up(&at("stick/family.backup"), &lock, NOW, "0.1.0", &progress).await;
    assert!(matches!(refused, Err(BackupError::NoFolder)));
    back_up(&vault, &at("empty.backup"), &lock).await;
    vault.close().await;
}

fn standing_in<'w>(bytes: &[u8], words: &[&'w str]) -> Vec<&'w str> {
    let stands = |word: &&&str| bytes.windows(word.len()).any(|at| at == word.as_bytes());
    words.iter().filter(stands).copied().collect()
}

/// The words that stand in a file as they are, or packed, wherever the packing begins.
fn readable<'w>(bytes: &[u8], words: &[&'w str]) -> Vec<&'w str> {
    let mut text = bytes.to_vec();
    for from in 0..bytes.len() {
        // What is unpacked before an error counts too, and the error is of no interest.
        let _ = DeflateDecoder::new(&bytes[from..]).take(1 << 20).read_to_end(&mut text);
    }
    standing_in(&text, words)
}

fn packed(text: &str) -> Vec<u8> {
    let mut packing = GzEncoder::new(Vec::new(), Compression::default());
    packing.write_all(text.as_bytes()).unwrap();
    packing.finish().unwrap()
}

#[tokio::test]
async fn no_word_of_a_child_stands_in_a_backup_or_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::open(&folder.path().join("profile"), typed()).await.unwrap();
    life(&vault).await;
    let (shelf, lock) = (folder.path().join("shelf"), lock().await);
    std::fs::create_dir(&shelf).unwrap();
    back_up(&vault, &shelf.join("1.backup"), &lock).await;
    let (restored, _) = restore(&folder.path().join("new"), typed(), &shelf.join("1.backup"), false).await.unwrap();
    assert_eq!(names(&shelf), ["1.backup"]);
    let words = ["канарейка", "canary", "Амина", "Гаджиева", "Алгебра", "patimat", "CREATE TABLE", "SQLite format 3"];
    for (name, bytes) in files(&folder.path().join("new")) {
        assert_eq!(standing_in(&bytes, &words), [""; 0], "{name}");
    }
    // A backup is packed before it is sealed: without the seal its words would still not stand in it as they are.
    let backup = std::fs::read(shelf.join("1.backup")).unwrap();
    let unsealed = [&backup[..100], &packed("{\"row\":[\"Амина Гаджиева\"]}"), &backup[100..]].concat();
    assert_eq!(readable(&unsealed, &words), ["Амина", "Гаджиева"], "this test sees what is packed and not sealed");
    assert_eq!(readable(&backup, &words), [""; 0]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(shelf.join("1.backup")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "for the user alone");
    }
    restored.close().await;
    vault.close().await;
}
