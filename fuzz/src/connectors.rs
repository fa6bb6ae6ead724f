//! A connector that reads the pages of a whole school, one of which is the fuzzer's.

use bytes::Bytes;
use tokio::runtime::Runtime;

use crate::{
    Target,
    look::{Family, Pages, look, recorded, with_one_page},
    systems::{NETSCHOOL, SYSTEMS, System},
};

/// The other API of «Сетевой город».
const MOBILE: &[(&str, &str)] = &[("host", "sgo.example.ru"), ("client_id", "c-1"), ("client_secret", "s-1")];

/// The first byte of an input chooses the page, the rest is what stands there.
pub struct Connector {
    runtime: Runtime,
    family: Family,
    pages: Pages,
}

impl Connector {
    /// That of a system of the registry, by its word; `netschool-mobile` for the second API of one.
    pub fn of(word: &str) -> Option<Connector> {
        let system = match word {
            "netschool-mobile" => System { values: MOBILE, ..NETSCHOOL },
            word => *SYSTEMS.iter().find(|system| system.word == word)?,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
        let (family, pages) = runtime.block_on(recorded(system));
        Some(Connector { runtime, family, pages })
    }
}

impl Target for Connector {
    fn seeds(&self) -> Vec<Vec<u8>> {
        let pages = self.pages.values().enumerate();
        pages.map(|(number, (_, _, body))| [&[number as u8], body.as_ref()].concat()).collect()
    }

    /// An answer speaks for what was asked: [`look`] says what of it does not.
    fn take(&self, input: &[u8]) {
        let Some((first, body)) = input.split_first() else { return };
        let Some(page) = self.pages.keys().nth(usize::from(*first) % self.pages.len()) else { return };
        let http = with_one_page(&self.pages, page, Bytes::copy_from_slice(body));
        if let Err(unsound) = self.runtime.block_on(look(&self.family, http)) {
            panic!("{page}: {unsound}");
        }
    }
}
