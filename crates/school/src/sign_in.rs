//! Ways to sign in, as data: the shells draw them, the connectors read what comes back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, ser::Error as _};
use url::Url;
use zeroize::Zeroizing;

use crate::{HostRule, Secret, http::is_within};

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
    /// complete: [`crate::SchoolApi::identity`] proves it. Cookies are taken together ([`SignInPage::caught`]).
    pub catch: Vec<Catch>,
}

/// A cookie that a sign-in window holds.
#[derive(Clone, Copy)]
pub struct HeldCookie<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it was set for, ".school.example"; none where the window does not say.
    pub domain: Option<&'a str>,
    /// Its value.
    pub value: &'a str,
}

impl SignInPage {
    /// What is handed over of the cookies that stand in the window, and whether those are all that are wanted; none where
    /// none is. Where the page wants one cookie it is its bare value, of several a line as browsers write it: "a=…; b=…".
    /// With one of them alone the connector could do less.
    pub fn caught(&self, held: &[HeldCookie<'_>]) -> Option<(Secret, bool)> {
        let wanted: Vec<(&str, &str)> = self
            .catch
            .iter()
            .filter_map(|catch| match catch {
                Catch::Cookie { name, host } => Some((name.as_str(), host.as_str())),
                Catch::Redirect { .. } | Catch::Returned { .. } => None,
            })
            .collect();
        let stands = |(name, host): &(&str, &str)| {
            let ours = |cookie: &&HeldCookie<'_>| {
                cookie.name == *name
                    && !cookie.value.is_empty()
                    && cookie.domain.is_none_or(|domain| is_at_or_above(domain, host))
            };
            held.iter().find(ours).copied()
        };
        let found: Vec<HeldCookie<'_>> = wanted.iter().filter_map(stands).collect();
        let all = found.len() == wanted.len();
        match (wanted.as_slice(), found.as_slice()) {
            (_, []) => None,
            ([_], [one]) => Some((Secret::new(one.value), all)),
            (_, found) => {
                let line: Vec<String> = found.iter().map(|one| format!("{}={}", one.name, one.value)).collect();
                Some((Secret::new(line.join("; ")), all))
            }
        }
    }
}

/// Whether a cookie of `domain` belongs to `host`.
fn is_at_or_above(domain: &str, host: &str) -> bool {
    is_within(host, domain.trim_start_matches('.'))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn page(names: &[&str]) -> SignInPage {
        let cookie = |name: &&str| Catch::Cookie { name: (*name).to_owned(), host: "login.school.example".to_owned() };
        SignInPage {
            start: Url::parse("https://login.school.example/").unwrap(),
            hosts: Vec::new(),
            needs: Vec::new(),
            catch: names.iter().map(cookie).collect(),
        }
    }

    fn held<'a>(name: &'a str, domain: Option<&'a str>, value: &'a str) -> HeldCookie<'a> {
        HeldCookie { name, domain, value }
    }

    fn caught(names: &[&str], cookies: &[HeldCookie<'_>]) -> Option<(String, bool)> {
        page(names).caught(cookies).map(|(value, all)| (value.expose().to_owned(), all))
    }

    #[test]
    fn one_cookie_is_its_value_and_several_are_a_line_in_the_connectors_order() {
        let both = [held("b", None, "2"), held("x", None, "9"), held("a", Some(".school.example"), "1")];
        assert_eq!(caught(&["a"], &both), Some(("1".to_owned(), true)));
        assert_eq!(caught(&["a", "b"], &both), Some(("a=1; b=2".to_owned(), true)));
        assert_eq!(caught(&["a", "b"], &both[..1]), Some(("b=2".to_owned(), false)));
        assert_eq!(caught(&["a", "b"], &[held("a", None, "")]), None);
        assert_eq!(caught(&[], &both), None);
    }

    #[test]
    fn a_cookie_belongs_to_its_host_or_a_parent_of_it() {
        for domain in ["school.example", ".school.example", "login.school.example"] {
            assert!(caught(&["a"], &[held("a", Some(domain), "1")]).is_some(), "{domain}");
        }
        for domain in ["ol.example", "evil.example", "x.login.school.example"] {
            assert!(caught(&["a"], &[held("a", Some(domain), "1")]).is_none(), "{domain}");
        }
    }
}
