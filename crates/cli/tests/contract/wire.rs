//! Whom the app speaks with: the account's own hosts and nobody else.
//!
//! The whole is run in a network namespace in which there is nothing but loopback, and every `connect` and every
//! datagram of the app is read off the system's calls: not only was nobody else reached, nobody else was tried.

use std::{
    collections::BTreeSet,
    io::Write,
    net::{TcpStream, ToSocketAddrs},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use peremena_school_sim::PARENT;

use crate::house::{House, mark, start, under};

const INSIDE: &str = "PEREMENA_IN_A_NAMESPACE";

/// Says that this machine has no namespaces for us: the calls are read all the same.
const WITHOUT: &str = "PEREMENA_WITHOUT_NAMESPACES";

#[test]
fn nobody_but_the_accounts_hosts_is_spoken_to() {
    if std::env::var_os(WITHOUT).is_some() {
        eprintln!("NOT PROVEN: no network namespace ({WITHOUT} is set); the calls alone are looked at");
        return a_familys_day();
    }
    let possible = Command::new("unshare").args(["-rn", "ip", "link", "set", "lo", "up"]).output();
    let possible = possible.is_ok_and(|output| output.status.success());
    assert!(
        possible,
        "no network namespace can be made here: `unshare -rn ip link set lo up` fails. What this test proves, it cannot \
         prove on this machine. Where that is known and wanted, set {WITHOUT}=1."
    );
    let program = std::env::current_exe().unwrap();
    let mut inside = Command::new("unshare");
    inside.args(["-rn", "sh", "-c", "ip link set lo up && exec \"$0\" \"$@\""]);
    inside.arg(program).args(["--exact", "wire::inside", "--ignored", "--nocapture"]).env(INSIDE, "1");
    let output = inside.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("1 passed"), "{said}");
}

#[test]
#[ignore = "run by nobody_but_the_accounts_hosts_is_spoken_to, in a namespace of its own"]
fn inside() {
    if std::env::var_os(INSIDE).is_none() {
        return;
    }
    // There is nothing here but loopback.
    let outside = TcpStream::connect_timeout(&([192, 0, 2, 1], 443).into(), Duration::from_secs(2));
    assert!(outside.is_err());
    assert!(("school.example", 443).to_socket_addrs().is_err());
    a_familys_day();
}

/// Signing in to every system, a sync, a change that is told, signing out.
fn a_familys_day() {
    let house = House::new();
    let log = house.profile().with_file_name("calls");
    // Before anybody has signed in, and with nobody at home to be asked.
    traced(&house, &log, &["account", "list"], "");
    traced(&house, &log, &["sync"], "");
    assert_eq!(spoken_to(&log), BTreeSet::new(), "before the first sign-in");

    let password = format!("{}\n", PARENT.password);
    let systems: [(&str, &[&str]); 5] = [
        ("dnevnik-ru", &[]),
        ("my-school", &[]),
        ("netschool", &["--set", "host=sgo.example.ru", "--school", "СОШ № 12"]),
        ("eljur", &["--set", "vendor=school12", "--set", "devkey=key"]),
        ("petersburg", &[]),
    ];
    for (system, more) in systems {
        let words = ["account", "add", "--system", system, "--url", house.url(), "--login", PARENT.login];
        traced(&house, &log, &[&words[..], more, &["--password-stdin"]].concat(), &password);
    }
    let token = house.school().sign_in(PARENT.login, PARENT.password).unwrap();
    let words = ["account", "add", "--system", "mesh", "--url", house.url(), "--token-stdin"];
    traced(&house, &log, &words, &format!("{token}\n"));
    traced(&house, &log, &["sync"], "");
    house.act(mark("5"));
    house.later();
    watched(&house, &log);
    let accounts = house.run(&["account", "list"]).well();
    for account in crate::house::list(&accounts) {
        traced(&house, &log, &["account", "remove", account["id"].as_str().unwrap()], "");
    }

    let school = house.url().strip_prefix("http://").unwrap().to_owned();
    assert_eq!(spoken_to(&log), BTreeSet::from([school]), "{}", std::fs::read_to_string(&log).unwrap());
}

fn strace(house: &House, log: &Path, words: &[&str]) -> Command {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-A", "-s", "256", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o"]).arg(log);
    let mut traced = under(strace, &house.command(words));
    traced.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    traced
}

fn traced(house: &House, log: &Path, words: &[&str], stdin: &str) {
    let ran = start(strace(house, log, words), stdin).ended();
    assert!(ran.code == 0, "{words:?}: {ran:?}");
}

/// `watch`, until it has told of the mark.
fn watched(house: &House, log: &Path) {
    let mut command = strace(house, log, &["watch", "--interval", "1"]);
    let mut watch = command.stderr(Stdio::null()).spawn().unwrap();
    watch.stdin.take().unwrap().flush().unwrap();
    let mut line = String::new();
    let mut said = std::io::BufReader::new(watch.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut said, &mut line).unwrap();
    assert!(line.contains('5'), "{line}");
    // The one that is traced is told to end: it, and no other, is a child of what was started here.
    let children = std::fs::read_to_string(format!("/proc/{0}/task/{0}/children", watch.id())).unwrap();
    for child in children.split_whitespace() {
        assert!(Command::new("kill").arg(child).status().unwrap().success());
    }
    let until = Instant::now() + Duration::from_secs(20);
    while watch.try_wait().unwrap().is_none() {
        assert!(Instant::now() < until, "watch does not end");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Addresses of the internet, whatever the protocol, that were connected or written to; sockets of the machine itself
/// (a bus, a keyring) are files.
fn spoken_to(log: &Path) -> BTreeSet<String> {
    let calls = std::fs::read_to_string(log).unwrap_or_default();
    let mut found = BTreeSet::new();
    for call in calls.lines().filter(|line| line.contains("AF_INET")) {
        let part = |before: &str, after: &str| Some(call.split_once(before)?.1.split_once(after)?.0.to_owned());
        let port = part("_port=htons(", ")").unwrap_or_else(|| panic!("{call}"));
        let host = part("inet_addr(\"", "\")")
            .or_else(|| part("inet_pton(AF_INET6, \"", "\""))
            .unwrap_or_else(|| panic!("{call}"));
        found.insert(format!("{host}:{port}"));
    }
    found
}
