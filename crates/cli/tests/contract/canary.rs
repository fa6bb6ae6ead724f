//! A whole life of an account, with all in it that may leave something behind: a sign-in, a file of a homework, a notice,
//! an export that is called off, a crash, a sign-out. Nothing of the family stands in any file of the home or in what
//! the program says besides its answers, as talkative as it can be made.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, Command},
    time::Duration,
};

use peremena_school_sim::{Fault, PARENT, act::Act};

use crate::house::{House, PASSPHRASE, files, list, mark, start, text};

/// A family with a home of its own: what the program keeps anywhere, it keeps below that.
struct Life {
    house: House,
    /// What is secret, and how it is called where it is found.
    canaries: Vec<(&'static str, String)>,
}

impl Life {
    fn of(house: House) -> Life {
        let known = [
            ("the password", PARENT.password),
            ("the passphrase", PASSPHRASE),
            ("a name", "Амина"),
            ("a family's name", "Гаджиева"),
            ("a subject", "Алгебра"),
            ("a homework", "канареечная задача"),
            ("a file's name", "канарейка.pdf"),
        ];
        let canaries = known.map(|(what, word)| (what, word.to_owned())).into();
        let life = Life { house, canaries };
        for folder in ["home", "temporary", "run"] {
            fs::create_dir(life.home().join(folder)).unwrap();
        }
        life
    }

    /// Where everything lies: the profile, the home, what is temporary, and the logs.
    fn home(&self) -> PathBuf {
        self.house.profile().parent().unwrap().to_owned()
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = self.house.command(words);
        for (name, folder) in [("HOME", "home"), ("TMPDIR", "temporary"), ("XDG_RUNTIME_DIR", "run")] {
            command.env(name, self.home().join(folder));
        }
        for name in ["XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"] {
            command.env_remove(name);
        }
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent").env("RUST_LOG", "trace");
        command
    }

    /// Runs a command that goes well; its answer. What else it says joins the logs.
    fn run(&self, words: &[&str], stdin: &str) -> serde_json::Value {
        let ran = start(self.command(words), stdin).ended();
        let mut log = File::options().create(true).append(true).open(self.home().join("log")).unwrap();
        log.write_all(ran.stderr.as_bytes()).unwrap();
        ran.well()
    }

    /// Starts a command that will not end by itself, with a log of its own.
    fn begun(&self, words: &[&str], log: &str) -> Child {
        let log = File::options().create(true).append(true).open(self.home().join(log)).unwrap();
        self.command(words).stderr(log).spawn().unwrap()
    }

    /// What of the family stands where.
    fn readable(&self) -> Vec<String> {
        let tokens = self.house.school().issued_tokens().into_iter().map(|token| ("a token", token));
        let canaries: Vec<(&str, String)> = self.canaries.iter().cloned().chain(tokens).collect();
        let mut found = Vec::new();
        for path in files(&self.home()) {
            let bytes = fs::read(&path).unwrap();
            let (written, name) = (String::from_utf8_lossy(&bytes), path.display().to_string());
            let stands = |word: &str| written.contains(word) || name.contains(word);
            found.extend(canaries.iter().filter(|(_, word)| stands(word)).map(|(what, _)| format!("{what}: {name}")));
        }
        found
    }

    fn of_the_diary(&self) -> Vec<PathBuf> {
        let ours = |path: &PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            name.starts_with("peremena.db") || name.starts_with("profile")
        };
        files(&self.house.profile()).into_iter().filter(ours).collect()
    }
}

fn killed(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_whole_life_leaves_no_word_of_the_family_in_any_file_or_output() {
    let (house, proxy) = House::behind_a_proxy();
    house.act(Act::Homework {
        student: "Амина".into(),
        subject: "Алгебра".into(),
        text: Some("канареечная задача".into()),
        date: None,
        files: vec!["канарейка.pdf".into()],
    });
    let life = Life::of(house);
    // What the family asks to have open lies elsewhere.
    let open = tempfile::tempdir().unwrap();
    let at = |name: &str| open.path().join(name).to_str().unwrap().to_owned();

    let url = proxy.url();
    let add = ["account", "add", "--system", "dnevnik-ru", "--url", &url, "--login", PARENT.login, "--password-stdin"];
    life.run(&add, &format!("{}\n", PARENT.password));
    life.run(&["sync"], "");
    let amina = life.house.id("Амина");
    let listed = life.run(&["files", "list", "--student", &amina], "");
    let file = list(&listed["items"]).iter().find(|file| file["name"] == "канарейка.pdf").unwrap();
    life.run(&["files", "save", "--student", &amina, text(&file["id"]), &at("1.pdf")], "");
    assert!(fs::read(at("1.pdf")).unwrap().starts_with(b"%PDF"));
    assert!(!life.house.school().issued_tokens().is_empty());
    assert_eq!(life.readable(), [""; 0], "after a sign-in, a sync and a file");

    // It is told, and the program dies of it.
    life.house.act(mark("5"));
    life.house.later();
    let mut watch = life.begun(&["watch", "--interval", "1"], "log of watch");
    let mut line = String::new();
    BufReader::new(watch.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("Алгебра"), "{line}");
    killed(watch);
    assert_eq!(life.readable(), [""; 0], "after a notice and a kill");

    // Called off, sooner and later: by a service, and at the keyboard, whose signal a program that a shell has put into the
    // background does not hear before it asks for it.
    let mut called_off = 0;
    for moment in 0..8_u64 {
        let export = life.begun(&["export", "--format", "json", "--student", &amina, &at("1.json")], "log of exports");
        std::thread::sleep(Duration::from_millis(moment * 25));
        let signal = if moment % 2 == 0 { "-TERM" } else { "-INT" };
        Command::new("kill").args([signal, &export.id().to_string()]).status().unwrap();
        called_off += u32::from(!export.wait_with_output().unwrap().status.success());
    }
    assert!(called_off > 0, "every export was done before it was called off");
    assert_eq!(life.readable(), [""; 0], "after exports that were called off");

    // In the middle of a sync.
    life.house.later();
    proxy.wrong(Fault::Late(Duration::from_millis(150)), |path| path.starts_with("/v2/"));
    let mut sync = life.begun(&["sync"], "log of a sync");
    std::thread::sleep(Duration::from_millis(900));
    assert!(sync.try_wait().unwrap().is_none(), "the sync was over before it was killed");
    killed(sync);
    proxy.right();
    assert!(!life.of_the_diary().is_empty());
    assert_eq!(life.readable(), [""; 0], "after a crash");
    life.house.later();
    life.run(&["sync"], "");
    assert_eq!(life.readable(), [""; 0], "after the sync that makes up for it");

    let accounts = life.run(&["account", "list"], "");
    life.run(&["account", "remove", text(&list(&accounts)[0]["id"])], "");
    assert_eq!(life.of_the_diary(), Vec::<PathBuf>::new(), "after the sign-out");
    assert_eq!(life.readable(), [""; 0], "after the sign-out");
    // They were talkative, or nothing was proven of them.
    for log in ["log", "log of watch"] {
        assert!(fs::read_to_string(life.home().join(log)).unwrap().contains("answered"), "{log} says nothing");
    }
    // And what is looked for would be found.
    fs::write(life.home().join("found"), &line).unwrap();
    assert!(life.readable().iter().any(|found| found.starts_with("a subject")));
}
