//! What goes on around the device, as far as asking goes: a weak battery, a network that is paid for by the byte, a
//! network that is gone and back.
//!
//! Linux: UPower, power-profiles-daemon and NetworkManager, as far as they are there. Elsewhere nothing is known, and
//! nothing is spared.

use std::sync::PoisonError;

use peremena_sync::pace::Around;
use time::OffsetDateTime;

use crate::App;

/// What is seen of the surroundings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The battery runs low, the system saves power, or the network is paid for by the byte.
    pub saving: bool,
    /// Whether there is a network; none where nobody says.
    pub online: Option<bool>,
}

/// What was seen last, and since when there is a network again.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    surroundings: Surroundings,
    network_since: Option<OffsetDateTime>,
}

impl App {
    /// The surroundings are these now. A network that is back has the schools asked soon.
    pub fn set_surroundings(&self, surroundings: Surroundings) {
        let mut seen = self.inner.surroundings.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.surroundings == surroundings {
            return;
        }
        tracing::debug!(?surroundings, "the surroundings have changed");
        if seen.surroundings.online == Some(false) && surroundings.online == Some(true) {
            seen.network_since = Some(self.now());
        }
        seen.surroundings = surroundings;
        drop(seen);
        self.inner.pulse.notify_one();
    }

    /// What was seen of them last.
    pub(crate) fn surroundings(&self) -> Surroundings {
        self.inner.surroundings.lock().unwrap_or_else(PoisonError::into_inner).surroundings
    }

    /// What the planner goes by.
    pub(crate) fn around(&self, window_open: bool) -> Around {
        let seen = *self.inner.surroundings.lock().unwrap_or_else(PoisonError::into_inner);
        Around {
            window_open,
            every: self.inner.config.every,
            saving: seen.surroundings.saving,
            network_since: seen.network_since,
        }
    }
}

#[cfg(target_os = "linux")]
pub(crate) use linux::lock_before_sleep;
#[cfg(target_os = "linux")]
pub use linux::{has_tray, lock_on_sleep, on_bus, on_system_bus, tray_gone};

/// Whether the desktop has a tray: everywhere but on Linux.
#[cfg(not(target_os = "linux"))]
pub async fn has_tray() -> bool {
    true
}

/// Waits until the desktop has no tray any more: for ever but on Linux.
#[cfg(not(target_os = "linux"))]
pub async fn tray_gone() {
    std::future::pending().await
}

#[cfg(target_os = "linux")]
mod linux {
    use std::{pin::pin, time::Duration};

    use futures_util::StreamExt;
    use zbus::{
        Connection, MatchRule, MessageStream, OwnedFd, OwnedVariant, Proxy, message::Type, proxy::CacheProperties,
    };

    use super::Surroundings;
    use crate::App;

    /// NM_STATE_CONNECTED_LOCAL, NetworkManager's D-Bus reference: from here on there is some network.
    const CONNECTED: u32 = 50;
    /// NM_STATE_ASLEEP to NM_STATE_DISCONNECTING: there is none. Below it nothing is known.
    const ASLEEP: u32 = 10;
    /// NM_METERED_YES and NM_METERED_GUESS_YES.
    const METERED: [u32; 2] = [1, 3];
    /// logind waits for 5 s by default (`InhibitDelayMaxSec`, logind.conf(5)).
    const BEFORE_SLEEP: Duration = Duration::from_secs(4);
    /// A panel that is started anew, or has crashed, is soon there again.
    const TRAY_BACK: Duration = Duration::from_secs(5);
    /// UPower's WarningLevel from which the battery runs low.
    const LOW: u32 = 3;

    /// Watches the system's services for as long as they are there, and tells what is seen: once at the beginning,
    /// and whenever it is something else. Ends where there is no system bus.
    pub async fn on_system_bus(tell: impl FnMut(Surroundings) + Send) {
        match Connection::system().await {
            Ok(bus) => on_bus(&bus, tell).await,
            Err(error) => tracing::debug!(%error, "no system bus"),
        }
    }

    /// As [`on_system_bus`], on another bus.
    pub async fn on_bus(bus: &Connection, mut tell: impl FnMut(Surroundings) + Send) {
        let Ok(mut signals) = changes(bus).await else { return };
        let mut told = None;
        loop {
            // zbus reads nothing more, the answers to our own calls neither, while a stream of signals is full: they are
            // taken out while we look, and looked at once more after it.
            let mut again = false;
            let mut looking = pin!(look(bus));
            let seen = loop {
                tokio::select! {
                    seen = &mut looking => break seen,
                    signal = signals.next() => match signal {
                        Some(()) => again = true,
                        None => return,
                    },
                }
            };
            if told != Some(seen) {
                tell(seen);
                told = Some(seen);
            }
            if !again && signals.next().await.is_none() {
                return;
            }
        }
    }

    /// As [`lock_on_sleep`], on the system's bus.
    pub(crate) async fn lock_before_sleep(app: App) {
        let watched = async { lock_on_sleep(&app, &Connection::system().await?).await };
        if let Err(error) = watched.await {
            tracing::debug!(%error, "nobody says when the machine sleeps");
        }
    }

    /// Locks the app each time that the machine is about to sleep, and before it sleeps: nobody who wakes it finds the
    /// diary open. logind's `PrepareForSleep` says so, and its "delay" inhibitor has it wait for that
    /// (systemd's `org.freedesktop.login1(5)`). Ends with the bus.
    ///
    /// # Errors
    /// Those of the bus.
    pub async fn lock_on_sleep(app: &App, bus: &Connection) -> zbus::Result<()> {
        let rule = MatchRule::builder()
            .msg_type(Type::Signal)
            .sender(LOGIND.name)
            .interface(LOGIND.interface)
            .member("PrepareForSleep")
            .build()?;
        // With the usual room, since calls are made over the same bus between two of them.
        let mut signals = MessageStream::for_match_rule(rule, bus, None).await?;
        let mut waits = inhibitor(bus).await;
        while let Some(signal) = signals.next().await {
            match signal?.body().deserialize::<bool>() {
                Ok(true) => {
                    app.sleep_with_reader(true);
                    let closing = app.lock().await;
                    if let Some(closing) = closing {
                        // A sync that runs, or a slow disk, may take longer than the machine waits; only a panic
                        // within would be another error.
                        let _ = tokio::time::timeout(BEFORE_SLEEP, closing).await;
                    }
                    drop(waits.take());
                }
                Ok(false) => {
                    app.sleep_with_reader(false);
                    waits = inhibitor(bus).await;
                }
                Err(error) => tracing::debug!(%error, "logind said something else"),
            }
        }
        Ok(())
    }

    /// As long as it is held, the machine waits some seconds before it sleeps. None where logind gives none: it is
    /// locked a moment later then.
    async fn inhibitor(bus: &Connection) -> Option<OwnedFd> {
        let asked = async {
            let proxy = proxy(bus, &LOGIND).await?;
            proxy.call("Inhibit", &("sleep", "Peremena", "The diary is being locked", "delay")).await
        };
        asked.await.inspect_err(|error: &zbus::Error| tracing::debug!(%error, "the machine does not wait")).ok()
    }

    /// Whether somebody on this desktop shows trays: where nobody does, a window that is hidden is gone.
    pub async fn has_tray() -> bool {
        let Ok(bus) = Connection::session().await else { return false };
        shows_trays(&bus).await
    }

    /// Waits until nobody on this desktop shows trays any more; for ever where that cannot be heard.
    pub async fn tray_gone() {
        if let Err(error) = no_tray().await {
            tracing::debug!(%error, "nobody says whether there is a tray");
            std::future::pending::<()>().await;
        }
    }

    async fn no_tray() -> zbus::Result<()> {
        let bus = Connection::session().await?;
        let host = MatchRule::builder()
            .msg_type(Type::Signal)
            .sender(TRAYS.name)
            .interface(TRAYS.interface)
            .member("StatusNotifierHostUnregistered")
            .build()?;
        // Listened to before it is asked: who goes in between is heard.
        let mut gone = futures_util::stream::select(
            MessageStream::for_match_rule(comes_and_goes(&TRAYS)?, &bus, None).await?,
            MessageStream::for_match_rule(host, &bus, None).await?,
        );
        loop {
            if !shows_trays(&bus).await {
                tokio::time::sleep(TRAY_BACK).await;
                if !shows_trays(&bus).await {
                    return Ok(());
                }
            }
            let Some(Ok(_)) = gone.next().await else {
                // The bus has ended, and with it the desktop.
                return std::future::pending().await;
            };
        }
    }

    async fn shows_trays(bus: &Connection) -> bool {
        property(bus, &TRAYS, "IsStatusNotifierHostRegistered").await.unwrap_or(false)
    }

    /// Every change of a property and every coming and going of the three services.
    async fn changes(bus: &Connection) -> zbus::Result<impl futures_util::Stream<Item = ()> + Unpin + use<>> {
        let mut streams = Vec::new();
        for service in [NETWORK, POWER, PROFILES] {
            let properties = MatchRule::builder()
                .msg_type(Type::Signal)
                .sender(service.name)
                .interface("org.freedesktop.DBus.Properties")
                .member("PropertiesChanged")
                .path(service.path)
                .build()?;
            for rule in [properties, comes_and_goes(&service)?] {
                // The usual room: what comes while the next one is asked for is not taken out yet.
                streams.push(MessageStream::for_match_rule(rule, bus, None).await?.map(|_| ()));
            }
        }
        Ok(futures_util::stream::select_all(streams))
    }

    /// What the bus says when a service begins or ends.
    fn comes_and_goes(service: &Service) -> zbus::Result<MatchRule<'static>> {
        let rule = MatchRule::builder().msg_type(Type::Signal).sender("org.freedesktop.DBus");
        rule.member("NameOwnerChanged").arg(0, service.name).build()
    }

    struct Service {
        name: &'static str,
        path: &'static str,
        interface: &'static str,
    }

    const NETWORK: Service = Service {
        name: "org.freedesktop.NetworkManager",
        path: "/org/freedesktop/NetworkManager",
        interface: "org.freedesktop.NetworkManager",
    };
    /// UPower's composite of all batteries.
    const POWER: Service = Service {
        name: "org.freedesktop.UPower",
        path: "/org/freedesktop/UPower/devices/DisplayDevice",
        interface: "org.freedesktop.UPower.Device",
    };
    const PROFILES: Service = Service {
        name: "net.hadess.PowerProfiles",
        path: "/net/hadess/PowerProfiles",
        interface: "net.hadess.PowerProfiles",
    };

    const LOGIND: Service = Service {
        name: "org.freedesktop.login1",
        path: "/org/freedesktop/login1",
        interface: "org.freedesktop.login1.Manager",
    };

    const TRAYS: Service = Service {
        name: "org.kde.StatusNotifierWatcher",
        path: "/StatusNotifierWatcher",
        interface: "org.kde.StatusNotifierWatcher",
    };

    async fn look(bus: &Connection) -> Surroundings {
        let state: Option<u32> = property(bus, &NETWORK, "State").await;
        let metered: Option<u32> = property(bus, &NETWORK, "Metered").await;
        let warning: Option<u32> = property(bus, &POWER, "WarningLevel").await;
        let profile: Option<String> = property(bus, &PROFILES, "ActiveProfile").await;
        Surroundings {
            saving: metered.is_some_and(|metered| METERED.contains(&metered))
                || warning.is_some_and(|warning| warning >= LOW)
                || profile.as_deref() == Some("power-saver"),
            online: state.filter(|state| *state >= ASLEEP).map(|state| state >= CONNECTED),
        }
    }

    /// None where the service is not there or has no such property.
    async fn property<T>(bus: &Connection, service: &Service, name: &str) -> Option<T>
    where
        T: TryFrom<OwnedVariant> + zbus::Type + serde::de::DeserializeOwned,
        T::Error: Into<zbus::Error>,
    {
        proxy(bus, service).await.ok()?.get_property(name).await.ok()
    }

    async fn proxy<'a>(bus: &'a Connection, service: &Service) -> zbus::Result<Proxy<'a>> {
        zbus::proxy::Builder::new(bus)
            .destination(service.name)
            .path(service.path)
            .interface(service.interface)
            .cache_properties(CacheProperties::No)
            .build()
            .await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use async_trait::async_trait;
    use time::macros::datetime;

    use super::*;
    use crate::{Config, NoWindows, NotShown, Notice, Shown, ShowsNotices};

    struct Silent;

    #[async_trait]
    impl ShowsNotices for Silent {
        async fn show(&self, _: &Notice, _: &str) -> Result<Option<Shown>, NotShown> {
            Err(NotShown("a test".into()))
        }
    }

    #[test]
    fn only_a_network_that_was_gone_is_back() {
        let folder = tempfile::tempdir().unwrap();
        let now = datetime!(2026-11-20 10:43 +3);
        let config = Config {
            profile: folder.path().into(),
            key: None,
            clock: Arc::new(move || now),
            every: None,
            locale: None,
            window: false,
        };
        let app = App::new(config, Arc::new(NoWindows), Arc::new(Silent));
        let online = |online| Surroundings { online, saving: false };
        for (seen, since) in [(None, None), (Some(true), None), (Some(false), None), (Some(true), Some(now))] {
            app.set_surroundings(online(seen));
            assert_eq!(app.around(true).network_since, since, "{seen:?}");
        }
        app.set_surroundings(Surroundings { saving: true, ..online(Some(true)) });
        assert!(app.around(false).saving && app.around(false).network_since == Some(now));
    }
}
