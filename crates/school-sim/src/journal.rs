//! What the school was asked: kept for tests that count requests and bytes. Secrets are not kept.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// How many entries are kept; the totals go on.
const KEPT: usize = 20_000;

/// One request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// GET, POST, …
    pub method: String,
    /// Path and query, with the values of tokens, logins and passwords replaced by `<redacted>`.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// The bytes of the answer's body.
    pub bytes: u64,
}

/// The requests since the school began or the journal was cleared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    /// All requests.
    pub count: u64,
    /// All bytes of the answers' bodies.
    pub bytes: u64,
    /// The latest requests, oldest first.
    pub entries: VecDeque<JournalEntry>,
}

impl Journal {
    pub(crate) fn note(&mut self, method: &str, path: String, status: u16, bytes: u64) {
        self.count += 1;
        self.bytes += bytes;
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(JournalEntry { method: method.to_owned(), path, status, bytes });
    }
}

/// Path and query without secrets. A query inside a query (a ReturnUrl) is kept: it carries none.
pub(crate) fn redacted(uri: &http::Uri) -> String {
    let Some(query) = uri.query() else { return uri.path().to_owned() };
    let shown: Vec<String> = query
        .split('&')
        .map(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            let secret = [
                "access_token",
                "login",
                "password",
                "token",
                "refreshtoken",
                "refresh_token",
                "code",
                "at",
                "loginstate",
                "pincode",
                "auth_token",
                "v_token",
                "devkey",
            ]
            .iter()
            .any(|secret| name.eq_ignore_ascii_case(secret));
            if secret { format!("{name}=<redacted>") } else { pair.to_owned() }
        })
        .collect();
    format!("{}?{}", uri.path(), shown.join("&"))
}
