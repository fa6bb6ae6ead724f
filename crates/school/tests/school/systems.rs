//! Every system as tests meet it: what an account must set, and how one comes in. The one list of them, held to the
//! registry.
// Each test takes of it what it needs.
#![allow(dead_code, unused_macros, unused_imports)]

use peremena_school::{Credentials, SchoolSystem, Secret, Settings, registry};
use peremena_school_sim::{PARENT, School};

/// A system, and what it cannot do without.
#[derive(Clone, Copy)]
pub struct System {
    pub word: &'static str,
    pub values: &'static [(&'static str, &'static str)],
    /// Signs in with a token, since it takes no password.
    pub by_token: bool,
    /// How its requests for data begin; signing in does not.
    pub data: &'static str,
    /// The heading under which `docs/privacy.md` tells its requests.
    pub section: &'static str,
}

pub const DNEVNIK: System =
    System { word: "dnevnik-ru", values: &[], by_token: false, data: "/v2/", section: "## Дневник.ру" };
pub const MESH: System =
    System { word: "mesh", values: &[], by_token: true, data: "/api/", section: "## МЭШ and «Моя школа»" };
pub const MY_SCHOOL: System = System { word: "my-school", by_token: false, ..MESH };
pub const NETSCHOOL: System = System {
    word: "netschool",
    values: &[("host", "sgo.example.ru")],
    by_token: false,
    data: "/webapi/",
    section: "## Сетевой город. Образование",
};
pub const ELJUR: System = System {
    word: "eljur",
    values: &[("vendor", "school12"), ("devkey", "devkey-canary")],
    by_token: false,
    data: "/apiv3/get",
    section: "## ЭлЖур",
};
pub const PETERSBURG: System = System {
    word: "petersburg",
    values: &[],
    by_token: false,
    data: "/api/journal/",
    section: "## «Петербургское образование»",
};

/// All of them, in the order of the registry.
pub const SYSTEMS: &[System] = &[DNEVNIK, MESH, MY_SCHOOL, NETSCHOOL, ELJUR, PETERSBURG];

/// Makes of `async fn $test(system: System)` a test for each system.
macro_rules! for_every_system {
    ($($test:ident),+ $(,)?) => {
        $(mod $test {
            $crate::systems::for_every_system! { @ $test:
                dnevnik_ru DNEVNIK, mesh MESH, my_school MY_SCHOOL, netschool NETSCHOOL, eljur ELJUR,
                petersburg PETERSBURG,
            }

            #[test]
            fn none_is_left_out() {
                assert_eq!(NAMES.len(), $crate::systems::SYSTEMS.len());
            }
        })+
    };
    (@ $test:ident: $($name:ident $system:ident),+ $(,)?) => {
        const NAMES: &[&str] = &[$(stringify!($name)),+];
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            super::$test($crate::systems::$system).await;
        })+
    };
}
pub(crate) use for_every_system;

impl System {
    pub fn registered(&self) -> &'static dyn SchoolSystem {
        registry::system(self.word).unwrap()
    }

    pub fn settings(&self) -> Settings {
        let values = self.values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Settings { values: values.collect(), ..Settings::default() }
    }

    pub fn credentials(&self, school: &School) -> Credentials {
        match self.by_token {
            true => Credentials::Token(Secret::new(school.sign_in(PARENT.login, PARENT.password).unwrap())),
            false => Credentials::Password {
                login: PARENT.login.into(),
                password: Secret::new(PARENT.password),
                school: (self.word == NETSCHOOL.word).then(|| "СОШ № 12".to_owned()),
            },
        }
    }
}

/// Words of the registry, for lists that say more of each system than this one.
pub fn words() -> Vec<&'static str> {
    registry::systems().iter().map(|system| system.word()).collect()
}

#[test]
fn every_system_of_the_registry_is_tested() {
    assert_eq!(SYSTEMS.iter().map(|system| system.word).collect::<Vec<_>>(), words());
}
