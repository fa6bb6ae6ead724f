//! Every system against the published clients of it that can be run, and what a sync with nothing new costs each.
//!
//! ЭлЖур and Петербург have no such client: of them only our own side is told. Дневник.ру is in the part `sync`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{Figure, sync, year};
use crate::{root, run};

/// A system, and how a family signs in to it here.
pub(super) struct System {
    /// In figures.
    pub(super) name: &'static str,
    /// As `account add` calls it.
    pub(super) word: &'static str,
    pub(super) settings: &'static [&'static str],
    pub(super) secret: Secret,
    pub(super) clients: &'static [Client],
}

/// What opens an account.
#[derive(Clone, Copy)]
pub(super) enum Secret {
    Password,
    /// Where the system's own page would catch one.
    Token,
}

/// A published client, in one of its ways.
pub(super) struct Client {
    pub(super) name: &'static str,
    /// In `tests/clients`, as are the requirements.
    pub(super) script: &'static str,
    pub(super) face: &'static str,
    pub(super) requirements: &'static str,
    /// It keeps no session: what it costs has a sign-in in it, and so has what is set beside it.
    pub(super) signs_in: bool,
}

pub(super) const DNEVNIK_RU: System = System {
    name: "Дневник.ру",
    word: "dnevnik-ru",
    settings: &[],
    secret: Secret::Password,
    clients: &[Client {
        name: "pydnevnikruapi 0.1.1",
        script: "fetch_year_dnevnik_ru.py",
        face: "-",
        requirements: "requirements.txt",
        signs_in: false,
    }],
};

const fn octodiary(name: &'static str, face: &'static str) -> Client {
    let (script, requirements) = ("fetch_year_octodiary.py", "requirements-octodiary.txt");
    Client { name, script, face, requirements, signs_in: false }
}

const fn netschoolpy(name: &'static str, face: &'static str) -> Client {
    let (script, requirements) = ("fetch_year_netschoolpy.py", "netschool.txt");
    Client { name, script, face, requirements, signs_in: false }
}

const OTHERS: &[System] = &[
    System {
        name: "МЭШ",
        word: "mesh",
        settings: &[],
        secret: Secret::Token,
        clients: &[octodiary("octodiary 0.3.0, mobile", "mes mobile")],
    },
    System {
        name: "Моя школа",
        word: "my-school",
        settings: &[],
        secret: Secret::Password,
        clients: &[
            octodiary("octodiary 0.3.0, mobile", "myschool mobile"),
            octodiary("octodiary 0.3.0, web", "myschool web"),
        ],
    },
    System {
        name: "Сетевой город, site",
        word: "netschool",
        settings: &["--set", "host=sgo.example.ru", "--school", "СОШ № 12"],
        secret: Secret::Password,
        clients: &[
            netschoolpy("netschoolpy 9.6.3, web", "web"),
            Client {
                name: "netschoolapi 11.0.5",
                script: "fetch_year_netschoolapi.py",
                face: "-",
                requirements: "netschool_old.txt",
                signs_in: true,
            },
        ],
    },
    System {
        name: "Сетевой город, mobile",
        word: "netschool",
        settings: &[
            "--set",
            "host=sgo.example.ru",
            "--set",
            "client_id=bench",
            "--set",
            "client_secret=bench",
            "--school",
            "СОШ № 12",
        ],
        secret: Secret::Password,
        clients: &[netschoolpy("netschoolpy 9.6.3, mobile", "mobile")],
    },
    System {
        name: "ЭлЖур",
        word: "eljur",
        settings: &["--set", "vendor=school12", "--set", "devkey=bench"],
        secret: Secret::Password,
        clients: &[],
    },
    System { name: "Петербург", word: "petersburg", settings: &[], secret: Secret::Password, clients: &[] },
];

pub(super) fn bench() -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    for system in OTHERS {
        println!("\n{}", system.name);
        figures.extend(year::bench(system)?);
        figures.extend(sync::calm_of_one(system)?);
    }
    Ok(figures)
}

/// What lies in `tests/clients`.
pub(super) fn script(name: &str) -> PathBuf {
    root().join("tests/clients").join(name)
}

/// The interpreter of an environment that holds just what the file of requirements says.
pub(super) fn python(requirements: &str) -> Result<PathBuf, String> {
    let file = script(requirements);
    let name = Path::new(requirements).with_extension("");
    let home = root().join("target/bench-clients").join(name);
    let (python, installed) = (home.join("bin/python"), home.join("installed.txt"));
    let wanted = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    if fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
        return Ok(python);
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home))?;
    run(Command::new(&python).args(["-m", "pip", "install", "-q", "--disable-pip-version-check", "-r"]).arg(&file))?;
    fs::write(installed, wanted).map_err(|error| error.to_string())?;
    Ok(python)
}

#[cfg(test)]
mod tests {
    use super::{DNEVNIK_RU, OTHERS, script};

    #[test]
    fn what_every_client_needs_is_there_and_pinned() {
        for client in [DNEVNIK_RU].iter().chain(OTHERS).flat_map(|system| system.clients) {
            assert!(script(client.script).is_file(), "{}", client.script);
            let wanted = std::fs::read_to_string(script(client.requirements)).unwrap();
            let (name, version) = client.name.split_once(' ').unwrap();
            let version = version.split(',').next().unwrap();
            assert!(wanted.lines().any(|line| line == format!("{name}=={version}")), "{}: {wanted}", client.name);
        }
    }

    #[test]
    fn systems_are_told_apart() {
        let mut names: Vec<&str> = [DNEVNIK_RU].iter().chain(OTHERS).map(|system| system.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), OTHERS.len() + 1);
    }
}
