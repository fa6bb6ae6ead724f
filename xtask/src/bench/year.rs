//! A child's school year, fetched and kept, against published clients that fetch it and keep nothing.

use std::{fs, path::PathBuf, process::Command};

use peremena_rig::{Desktop, Keyring, Rig};
use serde_json::{Map, Value};

use super::{
    Cost, Figure, Kept, cli,
    clients::{Client, System, python, script},
    json, median, number, output, said,
    school::{AMINA, Asked, School},
    text, timed,
};

/// Two days after the last lesson: no term is current any more, and a first sync brings the year so far, from the first
/// of August, and two weeks ahead.
const YEAR_OVER: &str = "2027-05-30T12:00:00+03:00";
const YEAR: [&str; 3] = ["2026-08-01", "2027-06-13", "2027-05-30"];
const ROUNDS: usize = 12;

/// What is measured of one system, and what comes out.
pub(super) fn bench(system: &System) -> Result<Vec<Figure>, String> {
    let keyring = Desktop { keyring: Keyring::Unlocked, screen: None, notifications: false };
    let mut rig = Rig::start(keyring).map_err(said)?;
    let school = School::start(&mut rig, YEAR_OVER)?;
    let rivals = system.clients.iter().map(|client| Rival::new(client, &rig, &school));
    let rivals = rivals.collect::<Result<Vec<_>, _>>()?;
    let shown = Shown::new(&rig, &school, system)?;
    let rounds = Rounds::run(&rig, &school, system, &rivals)?;
    rounds.print(&rivals);
    print_asked(&shown.asked);

    let name = system.name;
    let mut figures = Vec::new();
    for (rival, theirs) in rivals.iter().zip(&rounds.theirs) {
        figures.extend(against(&format!("{name} against {}", rival.client.name), &rounds.beside(rival.client), theirs));
        let fields = shown.fields(&rig, rival)?;
        print_fields(rival.client.name, &fields);
        figures.push(lost(&format!("{name}, fields of {}", rival.client.name), &fields));
    }
    if rivals.is_empty() {
        print_fields("nobody", &shown.alone(&rig)?);
        figures
            .push(Figure::told(&format!("{name}: a school year, requests"), rounds.first.asked.requests.to_string()));
        figures.push(Figure::told(&format!("{name}: a school year, bytes"), kilobytes(rounds.first.asked.bytes)));
    }
    Ok(figures)
}

/// The same thing done once in each round.
#[derive(Clone, Default)]
struct Runs {
    costs: Vec<Cost>,
    /// By the last of them.
    asked: Asked,
}

impl Runs {
    /// Notes what was done, and what was asked of the school for it.
    fn note(&mut self, cost: Cost, school: &School) -> Result<(), String> {
        self.costs.push(cost);
        self.asked = school.asked()?;
        Ok(())
    }

    fn wall(&self) -> f64 {
        median(self.costs.iter().map(|cost| cost.wall))
    }

    fn cpu(&self) -> f64 {
        median(self.costs.iter().map(|cost| cost.cpu))
    }

    /// Both, round by round, as if they were one thing.
    fn and(&self, other: &Runs) -> Runs {
        let both = |(one, other): (&Cost, &Cost)| Cost { wall: one.wall + other.wall, cpu: one.cpu + other.cpu };
        let requests = self.asked.requests + other.asked.requests;
        let bytes = self.asked.bytes + other.asked.bytes;
        Runs { costs: self.costs.iter().zip(&other.costs).map(both).collect(), asked: Asked { requests, bytes } }
    }

    fn print(&self, what: &str) {
        let least = |of: fn(&Cost) -> f64| self.costs.iter().map(of).fold(f64::INFINITY, f64::min) * 1e3;
        println!(
            "{what:<62} wall {:>6.1} ms ({:.1})  cpu {:>6.1} ms ({:.1})  {:>3} requests {:>11}",
            self.wall() * 1e3,
            least(|cost| cost.wall),
            self.cpu() * 1e3,
            least(|cost| cost.cpu),
            self.asked.requests,
            kilobytes(self.asked.bytes),
        );
    }
}

/// What was done in the rounds, each thing once in each.
#[derive(Default)]
struct Rounds {
    signed_in: Runs,
    first: Runs,
    /// The same of each client.
    theirs: Vec<Runs>,
    again: Runs,
    opened: Runs,
}

impl Rounds {
    fn run(rig: &Rig, school: &School, system: &System, rivals: &[Rival]) -> Result<Rounds, String> {
        let mut rounds = Rounds { theirs: vec![Runs::default(); rivals.len()], ..Rounds::default() };
        for round in 0..ROUNDS {
            let profile = rig.home().join(format!("profile-{round}"));
            let ours =
                |words: &[&str]| Ok::<_, String>(timed(cli(rig, &profile, Kept::Keyring, YEAR_OVER).args(words))?.0);
            school.asked()?;
            rounds.signed_in.note(school.add(rig, &profile, Kept::Keyring, YEAR_OVER, system, AMINA)?, school)?;
            // Ours, theirs, ours: what drifts, drifts for all.
            rounds.first.note(ours(&["sync"])?, school)?;
            for (rival, runs) in rivals.iter().zip(&mut rounds.theirs) {
                runs.note(timed(&mut rival.fetch(rig, school))?.0, school)?;
            }
            rounds.again.note(ours(&["sync"])?, school)?;
            rounds.opened.note(ours(&["account", "list"])?, school)?;
        }
        Ok(rounds)
    }

    /// What of ours stands beside a client's: the first sync, with what came before it where the client does that too.
    fn beside(&self, client: &Client) -> Runs {
        if client.signs_in { self.signed_in.and(&self.first) } else { self.first.clone() }
    }

    fn print(&self, rivals: &[Rival]) {
        println!("{ROUNDS} rounds, whole processes, medians (least)");
        self.first.print("a school year of one pupil, fetched and kept encrypted");
        for (rival, runs) in rivals.iter().zip(&self.theirs) {
            let with = if rival.client.signs_in { ", signing in" } else { "" };
            runs.print(&format!("{}{with}, fetching it, keeping nothing", rival.client.name));
            let less = (self.beside(rival.client).cpu() - self.opened.cpu()) / runs.cpu();
            println!("ours, less opening the file once, against it: cpu {less:.3} ×");
        }
        self.again.print("the year once more, nothing new, everything asked");
        self.signed_in.print("signing in before the first of them");
        self.opened.print("a command that only opens the file");
    }
}

/// The figures of ours against those of a client.
fn against(what: &str, ours: &Runs, theirs: &Runs) -> [Figure; 4] {
    [
        Figure::most(&format!("{what}: CPU"), ours.cpu() / theirs.cpu(), 0.05, "×"),
        Figure::most(&format!("{what}: wall"), ours.wall() / theirs.wall(), 1.0 / 3.0, "×"),
        Figure {
            what: format!("{what}: requests"),
            goal: format!("≤ {}", theirs.asked.requests),
            measured: ours.asked.requests.to_string(),
            held: ours.asked.requests <= theirs.asked.requests,
        },
        Figure {
            what: format!("{what}: bytes"),
            goal: format!("beside {}", kilobytes(theirs.asked.bytes)),
            measured: kilobytes(ours.asked.bytes),
            held: true,
        },
    ]
}

/// A client that is ready to fetch.
struct Rival<'a> {
    client: &'a Client,
    python: PathBuf,
    /// As the client keeps it, or what it signs in with each time.
    session: String,
}

impl<'a> Rival<'a> {
    fn new(client: &'a Client, rig: &Rig, school: &School) -> Result<Rival<'a>, String> {
        let mut rival = Rival { client, python: python(client.requirements)?, session: String::new() };
        let (login, password) = AMINA;
        let session = output(rival.command(rig, school).args(["sign-in", login, password]))?;
        rival.session = session.trim().to_owned();
        Ok(rival)
    }

    fn command(&self, rig: &Rig, school: &School) -> Command {
        let mut command = rig.command(&self.python);
        command.arg(script(self.client.script)).args([self.client.face, &school.url]);
        command
    }

    fn fetch(&self, rig: &Rig, school: &School) -> Command {
        let mut command = self.command(rig, school);
        command.arg(&self.session).args(YEAR);
        command
    }
}

/// A first sync, and what the command line shows of it.
struct Shown<'a> {
    school: &'a School,
    file: PathBuf,
    /// Each request of that sync, as the school's journal has it.
    asked: Vec<Value>,
}

impl<'a> Shown<'a> {
    fn new(rig: &Rig, school: &'a School, system: &System) -> Result<Shown<'a>, String> {
        let profile = rig.home().join("shown");
        let ours = |words: &[&str]| json(cli(rig, &profile, Kept::Keyring, YEAR_OVER).args(words));
        school.add(rig, &profile, Kept::Keyring, YEAR_OVER, system, AMINA)?;
        school.asked()?;
        ours(&["sync"])?;
        let asked = school.journal()?;
        let student = text(&ours(&["account", "list"])?, "/0/students/0/id")?;
        let mut all = Map::new();
        all.insert("diary".into(), ours(&["diary", "--student", &student, "--from", YEAR[0], "--to", YEAR[1]])?);
        for what in [
            "marks",
            "homework",
            "attendance",
            "terms",
            "events",
            "announcements",
            "messages",
            "remarks",
            "visits",
            "school",
        ] {
            all.insert(what.into(), ours(&[what, "--student", &student])?);
        }
        let file = rig.home().join("ours.json");
        fs::write(&file, Value::Object(all).to_string()).map_err(said)?;
        Ok(Shown { school, file, asked })
    }

    /// Ours beside what a client fetched: for each kind of thing, what is filled and what is lost.
    fn fields(&self, rig: &Rig, rival: &Rival) -> Result<Value, String> {
        let theirs = rig.home().join("theirs.json");
        output(rival.fetch(rig, self.school).arg(&theirs))?;
        json(rig.command(&rival.python).arg(script("lost_fields.py")).arg(&self.file).arg(&theirs))
    }

    fn alone(&self, rig: &Rig) -> Result<Value, String> {
        json(rig.command("python3").arg(script("lost_fields.py")).arg(&self.file))
    }
}

/// The pages that a first sync asked for more than once.
fn print_asked(journal: &[Value]) {
    let pages = journal.iter().filter_map(|entry| {
        let (method, path) = (entry.get("method")?.as_str()?, entry.get("path")?.as_str()?);
        Some((format!("{method} {}", page(path)), entry.get("bytes")?.as_u64()?))
    });
    let mut counted: Vec<(String, u64, u64)> = Vec::new();
    for (name, bytes) in pages {
        match counted.iter_mut().find(|counted| counted.0 == name) {
            Some(counted) => *counted = (name, counted.1 + 1, counted.2 + bytes),
            None => counted.push((name, 1, bytes)),
        }
    }
    counted.sort_by_key(|counted| std::cmp::Reverse(counted.1));
    for (name, requests, bytes) in counted.iter().filter(|counted| counted.1 > 1) {
        println!("  of ours {requests:>3} × {name}, {}", kilobytes(*bytes));
    }
}

/// A path without what differs from child to child and from day to day: no query, and `*` for each part with a number in it
/// that is no version.
fn page(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let version = |part: &str| part.starts_with('v') || part.starts_with("apiv");
    let number = |part: &str| part.contains(|letter: char| letter.is_ascii_digit()) && !version(part);
    path.split('/').map(|part| if number(part) { "*" } else { part }).collect::<Vec<_>>().join("/")
}

fn print_fields(client: &str, fields: &Value) {
    println!("fields of things: ours, beside {client}");
    for (kind, counts) in fields.as_object().into_iter().flatten() {
        let of = |what: &str| number(counts, what);
        println!(
            "  {kind:<14} {:>6} of {:>4}  {:>6} of {:>4}  {} lost",
            of("/ours/fields"),
            of("/ours/things"),
            of("/theirs/fields"),
            of("/theirs/things"),
            of("/lost"),
        );
    }
}

fn lost(what: &str, fields: &Value) -> Figure {
    let sum = |pointer: &str| fields.as_object().into_iter().flatten().map(|(_, of)| number(of, pointer)).sum::<f64>();
    let lost = sum("/lost");
    // A client that got nothing has nothing to lose.
    let held = lost == 0.0 && sum("/theirs/fields") > 0.0;
    Figure {
        what: format!("{what}: {} of them, {} of ours", sum("/theirs/fields"), sum("/ours/fields")),
        goal: "0 lost".into(),
        measured: format!("{lost} lost"),
        held,
    }
}

fn kilobytes(bytes: u64) -> String {
    format!("{:.1} kB", bytes as f64 / 1e3)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Asked, Cost, Runs, against, lost, page};

    fn runs(costs: &[(f64, f64)], requests: u64, bytes: u64) -> Runs {
        let costs = costs.iter().map(|&(wall, cpu)| Cost { wall, cpu }).collect();
        Runs { costs, asked: Asked { requests, bytes } }
    }

    #[test]
    fn what_differs_from_day_to_day_is_no_part_of_a_page() {
        assert_eq!(
            page("/api/family/web/v1/lesson_schedule_items/8000?student_id=7"),
            "/api/family/web/v1/lesson_schedule_items/*"
        );
        assert_eq!(page("/v2/edu-groups/17/wa-marks/2026-09-01T00:00:00/2027"), "/v2/edu-groups/*/wa-marks/*/*");
        assert_eq!(page("/webapi/files/f81-a"), "/webapi/files/*");
        assert_eq!(page("/apiv3/getdiary"), "/apiv3/getdiary");
    }

    #[test]
    fn ours_is_measured_against_theirs_by_the_goals_of_the_issue() {
        let ours = runs(&[(0.1, 0.02), (0.2, 0.04), (0.3, 0.06)], 9, 1_500);
        let held = |theirs: &Runs| against("x", &ours, theirs).map(|figure| figure.held);
        assert_eq!(held(&runs(&[(0.61, 0.81)], 9, 1)), [true; 4]);
        assert_eq!(held(&runs(&[(0.59, 0.79)], 8, 1)), [false, false, false, true]);
        assert_eq!(against("x", &ours, &ours)[3].goal, "beside 1.5 kB");
    }

    #[test]
    fn signing_in_and_the_sync_after_it_are_one_where_a_client_does_both() {
        let both = runs(&[(1.0, 0.5), (3.0, 0.7)], 7, 10).and(&runs(&[(2.0, 0.25), (2.0, 0.25)], 2, 5));
        assert_eq!(both.costs.iter().map(|cost| (cost.wall, cost.cpu)).collect::<Vec<_>>(), [(3.0, 0.75), (5.0, 0.95)]);
        assert_eq!((both.asked.requests, both.asked.bytes), (9, 15));
    }

    #[test]
    fn a_lost_field_of_any_kind_is_a_miss_and_so_is_a_client_that_got_none() {
        let kind = |theirs: u64, lost: u64| json!({"ours": {"fields": 5}, "theirs": {"fields": theirs}, "lost": lost});
        let figure = lost("x", &json!({"lesson": kind(3, 0), "mark": kind(2, 0)}));
        assert!(figure.held);
        assert_eq!((figure.what.as_str(), figure.measured.as_str()), ("x: 5 of them, 10 of ours", "0 lost"));
        assert!(!lost("x", &json!({"lesson": kind(3, 0), "mark": kind(2, 1)})).held);
        assert!(!lost("x", &json!({"lesson": kind(0, 0)})).held);
    }
}
