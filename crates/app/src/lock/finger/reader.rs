//! fprintd, the system's service for readers of fingerprints, over the system bus.
//!
//! As its interfaces `net.reactivated.Fprint.Manager` and `net.reactivated.Fprint.Device` describe it
//! (fprintd's `/usr/share/dbus-1/interfaces`). An empty name of a user means the one who asks.
//!
//! Anybody on the bus may send a signal that looks like the reader's, and straight to us: a match rule with the
//! service's name does not hold that back. So the service is asked and heard under the unique name that the bus gave its
//! connection, and only what comes after the start of this very reading counts.

use std::time::Duration;

use futures_util::StreamExt;
use zbus::{
    Connection, MatchRule, MessageStream, OwnedObjectPath, Proxy,
    fdo::DBusProxy,
    message::{Sequence, Type},
    names::OwnedUniqueName,
    proxy::CacheProperties,
};

use super::way::Answer;

const SERVICE: &str = "net.reactivated.Fprint";
const MANAGER: (&str, &str) = ("/net/reactivated/Fprint/Manager", "net.reactivated.Fprint.Manager");
const DEVICE: &str = "net.reactivated.Fprint.Device";
const NO_FINGERS: &str = "net.reactivated.Fprint.Error.NoEnrolledPrints";

/// The one who asks.
const OURSELVES: &str = "";
/// Whichever finger is enrolled.
const ANY: &str = "any";

/// For one answer. The service is started by the first call, and opens the reader in the second.
const CALL: Duration = Duration::from_secs(5);
/// To let the reader go. The connection is closed after it, which does the same.
const RELEASE: Duration = Duration::from_secs(2);
/// Before the reader is asked anew: a finger that still lies there is not five of them.
const LIFTED: Duration = Duration::from_millis(500);

/// The system's bus, or another.
///
/// # Errors
/// Those of the bus.
pub(super) async fn connect(address: Option<&str>) -> zbus::Result<Connection> {
    let builder = match address {
        Some(address) => zbus::connection::Builder::address(address),
        None => zbus::connection::Builder::system(),
    };
    within(CALL, builder.method_timeout(CALL).build()).await
}

/// The fingers of this user that the first reader knows; none where there is no reader.
pub(super) async fn enrolled(address: Option<&str>) -> Option<Vec<String>> {
    let asked = async {
        let bus = connect(address).await?;
        fingers(&device(&bus).await?.0).await
    };
    asked.await.inspect_err(|error: &zbus::Error| tracing::debug!(%error, "no reader of fingerprints")).ok()
}

/// A reader that nobody else can use until it is let go, or its bus is closed.
pub(super) struct Reader {
    device: Proxy<'static>,
    statuses: MessageStream,
    gone: MessageStream,
    /// What was sent before this is of an earlier reading.
    since: Sequence,
    /// Whether a finger is drawn over it and not put on it.
    pub swipe: bool,
}

impl Reader {
    /// Claims the first reader. It must know none but `allowed`: whoever was enrolled later was not meant.
    ///
    /// # Errors
    /// No service, no reader, one that somebody else uses, other fingers, no answer in time.
    pub(super) async fn claim(bus: &Connection, allowed: &[String]) -> zbus::Result<Reader> {
        let (device, owner) = device(bus).await?;
        let fingers = fingers(&device).await?;
        if fingers.is_empty() || fingers.iter().any(|finger| !allowed.contains(finger)) {
            return Err(zbus::Error::Failure("the enrolled fingers are others".into()));
        }
        // Its kind is only for the words.
        let swipe = device.get_property::<String>("scan-type").await.is_ok_and(|kind| kind == "swipe");
        let statuses = MatchRule::builder()
            .msg_type(Type::Signal)
            .sender(owner.as_str())
            .path(device.path().as_str())
            .interface(DEVICE)
            .member("VerifyStatus")
            .build()?;
        let gone = MatchRule::builder()
            .msg_type(Type::Signal)
            .sender("org.freedesktop.DBus")
            .member("NameOwnerChanged")
            .arg(0, owner.as_str())
            .build()?;
        let statuses = MessageStream::for_match_rule(statuses, bus, None).await?;
        let gone = MessageStream::for_match_rule(gone, bus, None).await?;
        device.call_method("Claim", &(OURSELVES,)).await?;
        Ok(Reader { device, statuses, gone, since: Sequence::default(), swipe })
    }

    /// Has it wait for a finger.
    ///
    /// # Errors
    /// Those of the bus and of the service.
    pub(super) async fn start(&mut self) -> zbus::Result<()> {
        self.since = self.device.call_method("VerifyStart", &(ANY,)).await?.recv_position();
        Ok(())
    }

    /// Has it wait for the next finger, once it has stopped.
    ///
    /// # Errors
    /// Those of the bus and of the service.
    pub(super) async fn start_again(&mut self) -> zbus::Result<()> {
        self.device.call_method("VerifyStop", &()).await?;
        tokio::time::sleep(LIFTED).await;
        self.start().await
    }

    /// What it says next, and whether it has stopped with that. Waits as long as nobody comes.
    pub(super) async fn answer(&mut self) -> (Answer, bool) {
        loop {
            let status = tokio::select! {
                status = self.statuses.next() => status,
                _ = self.gone.next() => None,
            };
            let Some(Ok(status)) = status else { return (Answer::Failed, true) };
            if status.recv_position() < self.since {
                continue;
            }
            return match status.body().deserialize::<(String, bool)>() {
                Ok((status, done)) => (Answer::of(&status, done), done),
                Err(_) => (Answer::Failed, true),
            };
        }
    }

    /// Lets it go. What fails here is mended by the end of the connection.
    pub(super) async fn release(self) {
        let released = async {
            // An error where it has stopped by itself.
            let _ = self.device.call_method("VerifyStop", &()).await;
            self.device.call_method("Release", &()).await
        };
        if let Err(error) = within(RELEASE, released).await {
            tracing::debug!(%error, "the reader was not let go in order");
        }
    }
}

/// The first reader, and who speaks for it.
async fn device(bus: &Connection) -> zbus::Result<(Proxy<'static>, OwnedUniqueName)> {
    let manager = proxy(bus, SERVICE, MANAGER.0, MANAGER.1).await?;
    let path: OwnedObjectPath = manager.call("GetDefaultDevice", &()).await?;
    let owner = DBusProxy::new(bus).await?.get_name_owner(SERVICE.try_into()?).await?;
    Ok((proxy(bus, owner.as_str(), path.as_str(), DEVICE).await?, owner))
}

async fn fingers(device: &Proxy<'_>) -> zbus::Result<Vec<String>> {
    match device.call("ListEnrolledFingers", &(OURSELVES,)).await {
        Err(zbus::Error::MethodError(name, ..)) if name.as_str() == NO_FINGERS => Ok(Vec::new()),
        answer => answer,
    }
}

async fn proxy(bus: &Connection, name: &str, path: &str, interface: &'static str) -> zbus::Result<Proxy<'static>> {
    zbus::proxy::Builder::new(bus)
        .destination(name.to_owned())
        .path(path.to_owned())
        .interface(interface)
        .cache_properties(CacheProperties::No)
        .build()
        .await
}

async fn within<T>(time: Duration, call: impl Future<Output = zbus::Result<T>>) -> zbus::Result<T> {
    let late = |_| zbus::Error::from(std::io::Error::from(std::io::ErrorKind::TimedOut));
    tokio::time::timeout(time, call).await.map_err(late)?
}
