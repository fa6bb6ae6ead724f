//! Notifications over D-Bus, by the desktop notifications specification: one connection shows them and hears what is
//! pressed on any, for as long as the process runs. Some servers say it to who showed alone, and take away what was
//! shown over a connection that has ended.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use futures_util::StreamExt;
use tokio::{
    sync::mpsc::{self, UnboundedReceiver, UnboundedSender},
    task::JoinHandle,
};
use zbus::{Connection, MatchRule, MessageStream, Variant, message::Type};

use super::{Clicked, OtherPress, Press, Presses};
use crate::{Action, Dressed, Notice, Shown, Urgency};

/// The server's name on the bus; its interface is called the same.
const SERVER: &str = "org.freedesktop.Notifications";
const SERVER_PATH: &str = "/org/freedesktop/Notifications";

/// The bus itself.
const BUS: &str = "org.freedesktop.DBus";
const BUS_PATH: &str = "/org/freedesktop/DBus";

/// So many notices are known without asking the file, the latest: what is no change stands in no file.
const KNOWN: usize = 256;

/// The same press within so short a time is one: GNOME has one service that tells who showed the notice, and a shell
/// that tells everybody.
const ONE_PRESS: Duration = Duration::from_millis(500);

/// Where there is no bus, it is looked for again after this.
const AGAIN: Duration = Duration::from_secs(60);

/// What was heard of the server.
#[derive(Debug)]
pub(super) enum Heard {
    /// Somebody pressed something on a notification of whomever.
    Pressed {
        number: u32,
        /// None for a click that opens it.
        action: Option<Action>,
    },
    /// The connection has ended.
    Ended,
}

/// The connection, and what was shown over it.
pub(super) struct Desk {
    line: tokio::sync::Mutex<Option<Line>>,
    heard: UnboundedSender<Heard>,
    /// The latest last.
    known: Mutex<VecDeque<(Shown, Notice)>>,
}

struct Line {
    bus: Connection,
    listening: JoinHandle<()>,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Desk {
    pub(super) fn new() -> (Arc<Desk>, UnboundedReceiver<Heard>) {
        let (heard, hears) = mpsc::unbounded_channel();
        (Arc::new(Desk { line: tokio::sync::Mutex::default(), heard, known: Mutex::default() }), hears)
    }

    /// Shows the notice and remembers where it stands.
    pub(super) async fn show(&self, app: &str, notice: &Notice, dressed: &Dressed) -> zbus::Result<Option<Shown>> {
        let bus = self.bus().await?;
        let mut hints = HashMap::from([
            ("desktop-entry", Variant::Str("app.peremena.Peremena".into())),
            ("category", Variant::Str(dressed.category.as_str().into())),
            (
                "urgency",
                Variant::U8(match dressed.urgency {
                    Urgency::Low => 0,
                    Urgency::Normal => 1,
                }),
            ),
        ]);
        if let Some(sound) = dressed.sound {
            hints.insert("sound-name", Variant::Str(sound.into()));
        }
        if dressed.silent {
            hints.insert("suppress-sound", Variant::Bool(true));
        }
        let actions: Vec<&str> =
            dressed.actions.iter().flat_map(|(key, label)| [key.as_str(), label.as_str()]).collect();
        let (summary, body) = (dressed.summary.as_str(), dressed.body.as_str());
        // How long it stays is the server's own.
        let said = (app, notice.number(), "peremena", summary, body, actions, hints, -1_i32);
        let answer = bus.call_method(Some(SERVER), SERVER_PATH, Some(SERVER), "Notify", &said).await?;
        let number: u32 = answer.body().deserialize()?;
        let server = answer.header().sender().map(|name| called(&bus, name.as_str()));
        let Some(server) = server else { return Ok(None) };
        let shown = Shown { number, server, by: own_name(&bus) };
        self.remember(shown.clone(), notice.clone());
        Ok(Some(shown))
    }

    /// The connection, with somebody who listens to it.
    async fn bus(&self) -> zbus::Result<Connection> {
        let mut line = self.line.lock().await;
        if let Some(line) = line.as_ref().filter(|line| !line.listening.is_finished()) {
            return Ok(line.bus.clone());
        }
        let bus = Connection::session().await?;
        let rule = MatchRule::builder().msg_type(Type::Signal).interface(SERVER).member("ActionInvoked").build()?;
        let signals = MessageStream::for_match_rule(rule, &bus, None).await?;
        // What was shown under another name is anybody's now who finds it in the file.
        self.known().clear();
        let listening = tokio::spawn(listen(signals, self.heard.clone()));
        *line = Some(Line { bus: bus.clone(), listening });
        Ok(bus)
    }

    /// Whose notification was pressed. Asked here and not where signals are taken out: while those are left lying, no
    /// answer comes over the connection.
    async fn press(&self, number: u32, action: Option<Action>) -> zbus::Result<Press> {
        let bus = self.bus().await?;
        let answer = bus.call_method(Some(BUS), BUS_PATH, Some(BUS), "GetNameOwner", &SERVER).await?;
        let owner: String = answer.body().deserialize()?;
        let server = called(&bus, &owner);
        if let Some(clicked) = self.clicked(&server, number, action) {
            return Ok(Press::Own(clicked));
        }
        let answer = bus.call_method(Some(BUS), BUS_PATH, Some(BUS), "ListNames", &()).await?;
        let there: Vec<String> = answer.body().deserialize()?;
        let (me, there) = (own_name(&bus), there.into_iter().collect());
        Ok(Press::Other(OtherPress { server, number, action, me, there }))
    }

    fn remember(&self, shown: Shown, notice: Notice) {
        let mut known = self.known();
        known.push_back((shown, notice));
        if known.len() > KNOWN {
            known.pop_front();
        }
    }

    fn clicked(&self, server: &str, number: u32, action: Option<Action>) -> Option<Clicked> {
        let known = self.known();
        // The latest: one that was replaced had the same number.
        let (_, notice) = known.iter().rev().find(|(shown, _)| shown.number == number && shown.server == server)?;
        Some(Clicked::on(notice, action))
    }

    fn known(&self) -> MutexGuard<'_, VecDeque<(Shown, Notice)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was pressed last, and when.
#[derive(Default)]
pub(super) struct LastPress(Option<(u32, Option<Action>, Instant)>);

impl LastPress {
    /// Whether this is the press before, told a second time.
    fn is_said_again(&mut self, number: u32, action: Option<Action>, at: Instant) -> bool {
        let before = self.0.replace((number, action, at));
        before.is_some_and(|(which, what, when)| {
            (which, what) == (number, action) && at.saturating_duration_since(when) < ONE_PRESS
        })
    }
}

impl Presses {
    /// The next press. One that is not waited for to the end is lost.
    pub async fn next(&mut self) -> Option<Press> {
        loop {
            let heard = match self.desk.bus().await {
                Ok(_) => self.heard.recv().await?,
                Err(error) => {
                    tracing::debug!(%error, "no bus to hear clicks on");
                    match tokio::time::timeout(AGAIN, self.heard.recv()).await {
                        Ok(heard) => heard?,
                        Err(_) => continue,
                    }
                }
            };
            match heard {
                Heard::Pressed { number, action } if self.last.is_said_again(number, action, Instant::now()) => {}
                Heard::Pressed { number, action } => match self.desk.press(number, action).await {
                    Ok(press) => return Some(press),
                    Err(error) => tracing::debug!(%error, "nobody knows whose notification was pressed"),
                },
                Heard::Ended => {
                    tracing::debug!("the bus is gone");
                    // Who has said so may not have ended yet, and would be taken for one that still listens.
                    self.desk.line.lock().await.take();
                }
            }
        }
    }
}

/// Takes the signals out as they come.
async fn listen(mut signals: MessageStream, heard: UnboundedSender<Heard>) {
    while let Some(Ok(signal)) = signals.next().await {
        let Ok((number, key)) = signal.body().deserialize::<(u32, String)>() else { continue };
        let action = Action::of_key(&key);
        // The key of no action of ours is somebody else's, or of none that we offered.
        if action.is_some() || key == "default" {
            // The one who hears goes only when the process ends.
            let _ = heard.send(Heard::Pressed { number, action });
        }
    }
    let _ = heard.send(Heard::Ended);
}

/// A server as no other is called: names on a bus are given once, and each bus has an id of its own.
fn called(bus: &Connection, name: &str) -> String {
    format!("{} {name}", bus.server_guid())
}

fn own_name(bus: &Connection) -> String {
    bus.unique_name().map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(server: &str, number: u32) -> Shown {
        Shown { number, server: server.into(), by: ":1.20".into() }
    }

    fn notice(word: &str) -> Notice {
        Notice::of_the_app(word, word.into(), String::new())
    }

    #[test]
    fn a_press_is_known_by_server_and_number_and_a_replaced_notice_is_gone() {
        let (desk, _hears) = Desk::new();
        for (server, number, word) in [("bus :1.7", 1, "old"), ("bus :1.7", 1, "new"), ("bus :1.9", 1, "later")] {
            desk.remember(shown(server, number), notice(word));
        }
        let id = |server, number| desk.clicked(server, number, None).map(|clicked| clicked.notice);
        assert_eq!(id("bus :1.7", 1), Some(notice("new").id));
        assert_eq!(id("bus :1.9", 1), Some(notice("later").id), "the server began anew");
        assert_eq!(id("bus :1.11", 1), None);
        assert_eq!(id("bus :1.7", 2), None);
        let seen = desk.clicked("bus :1.7", 1, Some(Action::Seen)).unwrap();
        assert_eq!(seen.action, Some(Action::Seen));
    }

    #[test]
    fn a_press_that_is_told_twice_is_one() {
        let (mut last, now) = (LastPress::default(), Instant::now());
        let mut said = |number, action, millis| last.is_said_again(number, action, now + Duration::from_millis(millis));
        assert!(!said(1, None, 0));
        assert!(said(1, None, 20));
        assert!(!said(1, Some(Action::Seen), 40) && !said(2, None, 60), "another");
        assert!(!said(2, None, 600), "pressed again");
    }

    #[test]
    fn what_is_known_does_not_grow_for_ever() {
        let (desk, _hears) = Desk::new();
        for number in 1..=400 {
            desk.remember(shown("bus :1.7", number), notice("app"));
        }
        assert_eq!(desk.known().len(), KNOWN);
        assert!(desk.clicked("bus :1.7", 400, None).is_some() && desk.clicked("bus :1.7", 1, None).is_none());
    }
}
