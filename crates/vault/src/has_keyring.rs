//! Whether there is a keyring to trust with the key of a diary that is yet to be made.

use crate::{key::FileId, keyring};

/// Whether the system's keyring is there, open, and takes entries. It is asked for the key of a file that does not exist,
/// and waited for 3 s: one that is locked, or does not answer in time, counts as none.
pub async fn has_keyring() -> bool {
    match FileId::random() {
        Ok(nobody) => keyring::get(&nobody).await.is_ok(),
        Err(_) => false,
    }
}
