//! Ways to sign in, as data: the shells draw them, the connectors read what comes back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, ser::Error as _};
use url::Url;
use zeroize::Zeroizing;

use crate::{HostRule, Secret};

/// One way to sign in.
#[derive(Clone, Debug)]
pub enum SignInWay {
    /// The system's own page, in a window that is isolated and thrown away.
    Page(SignInPage),
    /// A form of ours: the password goes to the system's server and is not kept.
    Password(PasswordForm),
    /// A token that the family pasted.
    Token,
}

/// The system's own sign-in page.
#[derive(Clone, Debug)]
pub struct SignInPage {
    /// Where it begins.
    pub start: Url,
    /// Hosts the window may go to; all else is refused.
    pub hosts: Vec<HostRule>,
    /// Names of settings without which it cannot be used: asked for where not set.
    pub needs: Vec<&'static str>,
    /// What to take; the first that comes ends the sign-in. A cookie may exist before the sign-in is
    /// complete: [`crate::SchoolApi::identity`] proves it.
    pub catch: Vec<Catch>,
}

/// What is taken from the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Catch {
    /// A cookie of this name set for this host or a parent of it.
    Cookie {
        /// Its exact name.
        name: String,
        /// The host that it must belong to.
        host: String,
    },
    /// A redirect to this address (scheme, host and path exactly), which is never loaded; the value
    /// stands in its fragment or query.
    Redirect {
        /// The address without query and fragment.
        to: Url,
        /// Name of the parameter that holds the value: "access_token", "code".
        parameter: String,
        /// What the parameter `state` must say.
        state: Option<String>,
    },
    /// A redirect to any address of this server (scheme, host and port exactly) that bears the parameter in its query; it
    /// is never loaded. For a server of which nobody has written down where it leads back to.
    Returned {
        /// The root of the server.
        to: Url,
        /// Name of the parameter that holds the value.
        parameter: String,
    },
}

/// What a password form asks for, beyond login and password.
#[derive(Clone, Debug, Default)]
pub struct PasswordForm {
    /// Names of settings without which this way cannot work ("client_id"): asked for where not set.
    pub needs: Vec<&'static str>,
    /// Whether a school must be chosen.
    pub school: bool,
}

/// What the family gave.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// A cookie or redirect parameter from the system's page.
    Caught(Secret),
    /// Login and password; the school's id where the system needs one.
    Password {
        /// Login.
        login: String,
        /// Password.
        password: Secret,
        /// The system's id of the school.
        school: Option<String>,
    },
    /// A pasted token.
    Token(Secret),
}

/// What a system gave for the credentials: tokens by name. Kept in the encrypted file only.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// "access_token", "refresh_token", cookies, …
    pub values: BTreeMap<String, String>,
    /// When it ends, where the system said so (RFC 3339).
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub ends: Option<time::OffsetDateTime>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("values", &"<redacted>").field("ends", &self.ends).finish()
    }
}

impl Session {
    /// As it is kept in the file: zeroed on drop, and in one piece of memory from the beginning, since what a growing
    /// text leaves behind nobody zeroes.
    ///
    /// # Errors
    /// Where it cannot be written as JSON.
    pub fn to_json(&self) -> serde_json::Result<Zeroizing<String>> {
        struct Length(usize);
        impl std::io::Write for Length {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                self.0 += bytes.len();
                Ok(bytes.len())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let mut length = Length(0);
        serde_json::to_writer(&mut length, self)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(length.0));
        serde_json::to_writer(&mut *bytes, self)?;
        let text = String::from_utf8(std::mem::take(&mut *bytes)).map_err(serde_json::Error::custom)?;
        Ok(Zeroizing::new(text))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        for value in self.values.values_mut() {
            zeroize::Zeroize::zeroize(value);
        }
    }
}
