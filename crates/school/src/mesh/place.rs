//! Where each call lives: three bases for each system, and which of them serves what (§1).

use url::Url;

use crate::{SchoolError, SettingSpec, Settings, settings::spec};

/// One of the bases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    /// school.mos.ru; myschool.mosreg.ru.
    School,
    /// school.mos.ru/api; api.myschool.mosreg.ru.
    Api,
    /// dnevnik.mos.ru; authedu.mosreg.ru.
    Diary,
}

/// One of the systems that run this platform.
#[derive(Debug)]
pub struct Platform {
    pub(super) word: &'static str,
    pub(super) name: &'static str,
    /// The regions that it was made for.
    pub(super) regions: &'static [&'static str],
    pub(super) settings: &'static [SettingSpec; 4],
    /// The family API for browsers, and the event calendar.
    pub(super) web: Base,
    /// The profiles of a token.
    pub(super) profiles: Base,
    /// Where a refresh token is changed for new ones.
    pub(super) refresh: Base,
    /// The book of the school's door.
    pub(super) passes: Option<Base>,
    /// Where a login and a password are taken.
    pub(super) password: Option<Base>,
    /// Domains that the sign-in may lead over, with what is below them.
    pub(super) domains: &'static [&'static str],
}

/// МЭШ, Moscow.
pub static MESH: Platform = Platform {
    word: "mesh",
    name: "МЭШ",
    regions: &["Москва"],
    settings: &[
        spec("school_base", "https://school.mos.ru", false),
        spec("api_base", "https://school.mos.ru/api", false),
        spec("diary_base", "https://dnevnik.mos.ru", false),
        spec("sign_in_page", "https://school.mos.ru/v3/auth/sudir/login", false),
    ],
    web: Base::School,
    profiles: Base::Diary,
    refresh: Base::School,
    passes: Some(Base::School),
    password: None,
    domains: &["mos.ru", "gosuslugi.ru"],
};

/// «Моя школа», Moscow region and Kaluga.
pub static MY_SCHOOL: Platform = Platform {
    word: "my-school",
    name: "Моя школа",
    regions: &["Московская область", "Калужская область"],
    settings: &[
        spec("school_base", "https://myschool.mosreg.ru", false),
        spec("api_base", "https://api.myschool.mosreg.ru", false),
        spec("diary_base", "https://authedu.mosreg.ru", false),
        spec("sign_in_page", "https://authedu.mosreg.ru/v3/auth/esia/login", false),
    ],
    web: Base::Diary,
    profiles: Base::School,
    refresh: Base::Diary,
    passes: None,
    password: Some(Base::Diary),
    domains: &["mosreg.ru", "gosuslugi.ru"],
};

/// The bases of one account, without a slash at the end.
#[derive(Clone, Debug)]
pub(super) struct Places {
    school: Url,
    api: Url,
    diary: Url,
    /// Where the sign-in window begins.
    pub(super) page: Url,
    pub(super) platform: &'static Platform,
}

fn address(settings: &Settings, spec: &SettingSpec) -> Result<Url, SchoolError> {
    let text = settings.get(spec).unwrap_or_default().trim().trim_end_matches('/');
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = settings.rebased(&whole)?;
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return Err(SchoolError::Setting(format!("{} is not an address", spec.name)));
    }
    Ok(url)
}

impl Platform {
    pub(super) fn places(&self, settings: &Settings) -> Result<Places, SchoolError> {
        let [school, api, diary, page] = self.settings;
        Ok(Places {
            school: address(settings, school)?,
            api: address(settings, api)?,
            diary: address(settings, diary)?,
            page: address(settings, page)?,
            platform: if self.word == MESH.word { &MESH } else { &MY_SCHOOL },
        })
    }
}

impl Places {
    fn base(&self, base: Base) -> &Url {
        match base {
            Base::School => &self.school,
            Base::Api => &self.api,
            Base::Diary => &self.diary,
        }
    }

    /// `path` (with its slash) below a base.
    pub(super) fn url(&self, base: Base, path: &str) -> Url {
        let mut url = self.base(base).clone();
        let whole = format!("{}{path}", url.path().trim_end_matches('/'));
        url.set_path(&whole);
        url
    }

    /// What tells one system that runs this platform from another.
    pub(super) fn root(&self) -> &Url {
        self.base(self.platform.web)
    }

    /// All hosts that are asked.
    pub(super) fn bases(&self) -> [&Url; 3] {
        [&self.school, &self.api, &self.diary]
    }
}
