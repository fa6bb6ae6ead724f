//! The week of a child: the app's view of it, as it is and where the file was written to since the last look; what a view
//! that remembers nothing reads from the encrypted file, and the same statements on a plain one.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use peremena_app::{
    App, Config, KeyChoice, NoWindows, NotShown, Notice, Shown, ShowsNotices,
    views::{DiaryRequest, Typed},
};
use peremena_model::{Kind, SchoolYear, Span, StudentId};
use peremena_vault::Vault;
use time::OffsetDateTime;

use crate::{Outcome, open, passphrase, percentile, plain};

/// Who reads a week.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    View,
    Reads,
    Plain,
    /// The view after somebody wrote.
    Written,
    PlainBesideWrites,
}

impl Side {
    fn word(self) -> &'static str {
        match self {
            Side::View => "view",
            Side::Reads => "reads",
            Side::Plain => "plain",
            Side::Written => "written",
            Side::PlainBesideWrites => "plain_beside_writes",
        }
    }
}

struct Unseen;

#[async_trait::async_trait]
impl ShowsNotices for Unseen {
    async fn show(&self, _notice: &Notice, _open_label: &str) -> Result<Option<Shown>, NotShown> {
        Ok(None)
    }
}

/// A file that answers slowly is not looked at for ever: the number of looks is told.
const LONGEST: Duration = Duration::from_secs(180);

/// The same numbers at every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }
}

pub(crate) async fn week(profile: &Path, plain_file: &Path, now: OffsetDateTime, rounds: usize) -> Outcome<()> {
    let vault = open(profile).await?;
    let students: Vec<StudentId> = vault.students().await?.into_iter().map(|record| record.student.id).collect();
    let weeks = weeks(&vault, &students).await?;
    let (pool, items) = plain::copy(&vault, plain_file).await?;
    let config = Config {
        profile: profile.to_owned(),
        key: Some(KeyChoice::Passphrase(Typed::new(passphrase()?))),
        clock: Arc::new(move || now),
        every: None,
        locale: Some("ru_RU.UTF-8".into()),
        window: true,
    };
    let app = App::new(config, Arc::new(NoWindows), Arc::new(Unseen));
    app.open().await;

    // A write makes every connection read its pages anew, also those that look at it afterwards: so it has a run of its own.
    let mut out = serde_json::Map::new();
    for sides in [&[Side::View, Side::Reads, Side::Plain][..], &[Side::Written, Side::PlainBesideWrites]] {
        let mut dice = Dice(1);
        let mut times = vec![Vec::new(); sides.len()];
        let warm_up = rounds / 10;
        let began = Instant::now();
        for round in 0..warm_up + rounds {
            if began.elapsed() > LONGEST {
                break;
            }
            let (student, week) = weeks.get(dice.below(weeks.len())).ok_or("no weeks")?;
            let mut counted = Vec::new();
            // Who comes first changes: the first one finds the pages cold.
            for turn in 0..sides.len() {
                let which = (turn + round) % sides.len();
                let (Some(side), Some(times)) = (sides.get(which), times.get_mut(which)) else { continue };
                if *side == Side::Written {
                    // By another than the app, as a sync of the command line does: nothing that it remembers holds then.
                    vault.put_setting("device.bench", &round.into()).await?;
                }
                let began = Instant::now();
                let count = match side {
                    Side::View | Side::Written => {
                        view(&app, student, *week).await?;
                        None
                    }
                    Side::Reads => Some(reads(&vault, student, *week).await?),
                    Side::Plain | Side::PlainBesideWrites => Some(plain::week(&pool, student.as_str(), *week).await?),
                };
                let took = began.elapsed().as_secs_f64() * 1e3;
                counted.extend(count);
                if round >= warm_up {
                    times.push(took);
                }
            }
            if counted.windows(2).any(|pair| matches!(pair, [one, other] if one != other)) {
                return Err(format!("{week:?}: items encrypted and plain: {counted:?}").into());
            }
        }
        for (side, mut times) in sides.iter().zip(times) {
            times.sort_by(f64::total_cmp);
            let (p50, p99) = (percentile(&times, 0.5), percentile(&times, 0.99));
            out.insert(side.word().into(), serde_json::json!({ "p50": p50, "p99": p99, "looks": times.len() }));
        }
    }
    out.insert("items".into(), items.into());
    out.insert("weeks".into(), weeks.len().into());
    println!("{}", serde_json::Value::Object(out));
    app.close().await;
    vault.close().await;
    Ok(())
}

/// Every week in which a child has lessons.
async fn weeks(vault: &Vault, students: &[StudentId]) -> Outcome<Vec<(StudentId, Span)>> {
    let mut weeks = Vec::new();
    for student in students {
        for year in crate::age::YEARS.map(SchoolYear) {
            for item in vault.items(student, Kind::Lesson, year, None).await? {
                let Some(date) = item.date() else { continue };
                let week = (student.clone(), Span::week_of(date));
                if weeks.last() != Some(&week) {
                    weeks.push(week);
                }
            }
        }
    }
    Ok(weeks)
}

async fn view(app: &App, student: &StudentId, week: Span) -> Outcome<usize> {
    let request = DiaryRequest { student: student.as_str().to_owned(), date: Some(week.from().to_string()) };
    let view = app.diary(request).await.map_err(|error| error.message)?;
    Ok(view.days.len())
}

/// What the view of an app that remembers nothing reads, by the vault's own functions.
async fn reads(vault: &Vault, student: &StudentId, week: Span) -> Outcome<usize> {
    const KINDS: &[Kind] = &[Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Absence, Kind::Test];
    let year = SchoolYear::of(week.from());
    vault.unseen_counts().await?;
    vault.students().await?;
    vault.accounts().await?;
    vault.status().await?;
    let items = vault.items_many(student, KINDS, week).await?;
    vault.ticks(student, year).await?;
    vault.changes_on(student, Kind::Mark, year, week).await?;
    vault.items(student, Kind::Term, year, None).await?;
    vault.items(student, Kind::Holiday, year, None).await?;
    vault.coverage(student, year).await?;
    Ok(items.len())
}
