//! The system's keyring, asked on a thread of its own and never waited for longer than [`DEADLINE`].
//!
//! Traps this module knows (measured with gnome-keyring): a locked service answers "no entry"; a prompt nobody
//! answers hangs for 40 s and more; a service that was not there at first may come up later.

use std::collections::HashMap;
use std::sync::{
    Arc, LazyLock, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};
use std::time::Duration;

use keyring_core::{CredentialStore, Entry, Error};
use tokio::sync::oneshot;
use tokio::time::Instant;
use zeroize::Zeroizing;

use crate::KeyTrouble;
use crate::key::{FileId, Key};

/// The service under which every profile's key stands; the user is the file's id.
const SERVICE: &str = "app.peremena.Peremena";
/// The entry that is set and deleted to see whether the keyring takes anything.
const PROBE: &str = "probe";
/// How long a caller waits. The window says meanwhile what it waits for.
pub(crate) const DEADLINE: Duration = Duration::from_secs(3);

type Answer<T> = oneshot::Receiver<Result<T, KeyTrouble>>;

/// Questions that ran past their deadline and are still with the user: a second try waits for the same question.
static ASKED: LazyLock<Mutex<HashMap<String, Answer<Option<Key>>>>> = LazyLock::new(Mutex::default);

/// Whose turn it is to change an entry. One that ran past its deadline goes on by itself: what it does and undoes then
/// must not be what a later one has done.
static TURNS: LazyLock<Mutex<HashMap<String, Arc<Turn>>>> = LazyLock::new(Mutex::default);

#[derive(Default)]
struct Turn {
    /// Held by the thread that changes the entry. Whether a key may stand in it of which nobody knows.
    unknown: Mutex<bool>,
    /// How many changes were asked for.
    asked: AtomicU64,
}

/// The key of the file; none where the keyring is open, takes entries, and has none for it.
pub(crate) async fn get(id: &FileId) -> Result<Option<Key>, KeyTrouble> {
    let user = id.text();
    let until = Instant::now() + DEADLINE;
    // A line of its own: the guard must be gone before the wait.
    let waiting = asked().remove(&user);
    if let Some(waiting) = waiting {
        // Trouble that the earlier question met may be over: only a key ends the search here.
        if let Some(key) = wait(&user, waiting, until).await.or_else(only_timed_out)? {
            return Ok(Some(key));
        }
    }
    let answer = on_thread({
        let user = user.clone();
        move || get_now(&user)
    })?;
    wait(&user, answer, until).await
}

/// Waits for an answer; one that does not come is left for the next try.
async fn wait(user: &str, mut answer: Answer<Option<Key>>, until: Instant) -> Result<Option<Key>, KeyTrouble> {
    match tokio::time::timeout_at(until, &mut answer).await {
        Ok(Ok(found)) => found,
        // The thread ended without a word.
        Ok(Err(_)) => Err(KeyTrouble::NoKeyring),
        Err(_) => {
            asked().insert(user.to_owned(), answer);
            Err(KeyTrouble::TimedOut)
        }
    }
}

fn only_timed_out(trouble: KeyTrouble) -> Result<Option<Key>, KeyTrouble> {
    if trouble == KeyTrouble::TimedOut { Err(trouble) } else { Ok(None) }
}

fn asked() -> MutexGuard<'static, HashMap<String, Answer<Option<Key>>>> {
    locked(&ASKED)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Puts the key into the keyring and reads it back: a keyring that only pretends is not believed. A keyring that
/// takes the key after the deadline is told to forget it; a second try waits for that.
pub(crate) async fn put(id: &FileId, key: Key) -> Result<(), KeyTrouble> {
    let user = id.text();
    in_time(in_turn(id, move || put_now(&user, &key))?).await
}

/// Takes the key out. One that is not there is out.
pub(crate) async fn delete(id: &FileId) -> Result<(), KeyTrouble> {
    let user = id.text();
    in_time(in_turn(id, move || delete_now(&user))?).await
}

/// Changes the entry of `id` on a thread, once whoever changed it before has ended, and where nobody has asked for
/// another change since. Where nobody waits for the answer any more, the entry is taken out.
fn in_turn(
    id: &FileId,
    change: impl FnOnce() -> Result<(), KeyTrouble> + Send + 'static,
) -> Result<Answer<()>, KeyTrouble> {
    let user = id.text();
    let turn = locked(&TURNS).entry(user.clone()).or_default().clone();
    let place = turn.asked.fetch_add(1, Ordering::Relaxed) + 1;
    let (answer, receiver) = oneshot::channel();
    thread(move || {
        let mut unknown = locked(&turn.unknown);
        let is_latest = || turn.asked.load(Ordering::Relaxed) == place;
        if answer.is_closed() || !is_latest() {
            let _ = answer.send(Err(KeyTrouble::TimedOut));
        } else {
            *unknown = answer.send(change()).is_err();
        }
        // Also what another left that was given up before: who comes last sees to it.
        if *unknown && is_latest() {
            *unknown = delete_now(&user).is_err();
        }
    })?;
    Ok(receiver)
}

async fn in_time<T>(answer: Answer<T>) -> Result<T, KeyTrouble> {
    match tokio::time::timeout(DEADLINE, answer).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(KeyTrouble::NoKeyring),
        Err(_) => Err(KeyTrouble::TimedOut),
    }
}

/// Asks on a thread of its own.
fn on_thread<T: Send + 'static>(
    ask: impl FnOnce() -> Result<T, KeyTrouble> + Send + 'static,
) -> Result<Answer<T>, KeyTrouble> {
    let (answer, receiver) = oneshot::channel();
    thread(move || {
        // Where nobody waits any more, the answer was left for the next try or is of no use.
        let _ = answer.send(ask());
    })?;
    Ok(receiver)
}

/// Not tokio's blocking pool: a hung question would keep the program from ending.
fn thread(work: impl FnOnce() + Send + 'static) -> Result<(), KeyTrouble> {
    std::thread::Builder::new().name("keyring".into()).spawn(work).map(drop).map_err(|_| KeyTrouble::NoKeyring)
}

fn get_now(user: &str) -> Result<Option<Key>, KeyTrouble> {
    let store = system_store()?;
    let entry = store.build(SERVICE, user, None).map_err(trouble)?;
    if let Some(key) = read(&entry)? {
        return Ok(Some(key));
    }
    // "No entry" may mean "locked": only a keyring that takes an entry is believed.
    probe(&store)?;
    read(&entry)
}

fn read(entry: &Entry) -> Result<Option<Key>, KeyTrouble> {
    match entry.get_secret().map(Zeroizing::new) {
        Ok(bytes) => Ok(Key::from_bytes(&bytes)),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(trouble(error)),
    }
}

fn probe(store: &Arc<CredentialStore>) -> Result<(), KeyTrouble> {
    let entry = store.build(SERVICE, PROBE, None).map_err(trouble)?;
    entry.set_secret(b"probe").map_err(trouble)?;
    let back = entry.get_secret();
    let gone = entry.delete_credential();
    match (back, gone) {
        (Ok(back), Ok(()) | Err(Error::NoEntry)) if back == b"probe" => Ok(()),
        // Two processes probing at once take each other's entry away: it was taken, which is what counts.
        (Err(Error::NoEntry), _) => Ok(()),
        (Err(error), _) | (_, Err(error)) => Err(trouble(error)),
        (Ok(_), Ok(())) => Err(KeyTrouble::NoKeyring),
    }
}

fn put_now(user: &str, key: &Key) -> Result<(), KeyTrouble> {
    let entry = system_store()?.build(SERVICE, user, None).map_err(trouble)?;
    entry.set_secret(key.bytes()).map_err(trouble)?;
    match read(&entry)? {
        Some(back) if back.bytes() == key.bytes() => Ok(()),
        _ => Err(KeyTrouble::NoKeyring),
    }
}

fn delete_now(user: &str) -> Result<(), KeyTrouble> {
    let store = system_store()?;
    let entry = store.build(SERVICE, user, None).map_err(trouble)?;
    match entry.delete_credential() {
        Ok(()) => Ok(()),
        // As above: a locked keyring must not pass for one without the key.
        Err(Error::NoEntry) => probe(&store).and_then(|()| match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(trouble(error)),
        }),
        Err(error) => Err(trouble(error)),
    }
}

/// What an error of the keyring means here. The texts stay out: they may hold anything.
fn trouble(error: Error) -> KeyTrouble {
    match error {
        Error::NoStorageAccess(_) => KeyTrouble::Locked,
        // secret-service says it so where a new entry meets a locked collection.
        Error::PlatformFailure(inner) if inner.to_string().contains("locked") => KeyTrouble::Locked,
        _ => KeyTrouble::NoKeyring,
    }
}

/// A store made anew for each question: a service that came up, or was started anew, is found.
fn system_store() -> Result<Arc<CredentialStore>, KeyTrouble> {
    #[cfg(all(unix, not(any(target_vendor = "apple", target_os = "android"))))]
    let store = zbus_secret_service_keyring_store::Store::new();
    #[cfg(target_os = "macos")]
    let store = apple_native_keyring_store::keychain::Store::new();
    #[cfg(windows)]
    let store = windows_native_keyring_store::Store::new();
    // A phone's key store is asked by the shell's native part, which gives the key: `KeySource::Device`.
    #[cfg(any(target_os = "android", target_os = "ios"))]
    let store: keyring_core::Result<Arc<CredentialStore>> = Err(Error::NoDefaultStore);
    match store {
        Ok(store) => Ok(store),
        Err(error) => Err(trouble(error)),
    }
}
