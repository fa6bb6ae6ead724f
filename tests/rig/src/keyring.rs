//! What the desktop's keyring holds.

use std::{collections::HashMap, io};

use zbus::{
    blocking::{Connection, Proxy, connection::Builder},
    zvariant::{OwnedObjectPath, Value},
};

use crate::Rig;

/// A secret as the service hands it out: session, parameters, value, content type.
type Handed = (OwnedObjectPath, Vec<u8>, Vec<u8>, String);

impl Rig {
    /// Every secret in the unlocked keyring, so that a test can look for it where it must not be.
    ///
    /// # Errors
    /// Where the bus or the keyring does not answer.
    pub fn secrets(&self) -> io::Result<Vec<Vec<u8>>> {
        self.ask_for_secrets().map_err(io::Error::other)
    }

    fn ask_for_secrets(&self) -> zbus::Result<Vec<Vec<u8>>> {
        let address = self.env.iter().find(|(name, _)| name == "DBUS_SESSION_BUS_ADDRESS");
        let bus: Connection = Builder::address(address.map_or("", |(_, value)| value.as_str()))?.build()?;
        let service =
            Proxy::new(&bus, "org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.Secret.Service")?;
        let (_, session): (zbus::zvariant::OwnedValue, OwnedObjectPath) =
            service.call("OpenSession", &("plain", Value::from("")))?;
        let (unlocked, _): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
            service.call("SearchItems", &(HashMap::<String, String>::new(),))?;
        let handed: HashMap<OwnedObjectPath, Handed> = service.call("GetSecrets", &(unlocked, session))?;
        Ok(handed.into_values().map(|(_, _, value, _)| value).collect())
    }
}
