//! The clock of a desktop: the moment, with the offset that the device has at that moment.
//!
//! A process in the tray lives through flights and the turns of summer time. Which offset a zone has is asked for each
//! moment; which zone it is (`TZ`, `/etc/localtime`, the system's setting), once a minute.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use jiff::{Timestamp, tz::TimeZone};
use time::{OffsetDateTime, UtcOffset};

/// For so long the device is believed to be where it was.
const BELIEVED: Duration = Duration::from_secs(60);

/// The real clock. Where nobody knows the zone, it is that of Greenwich.
pub fn device() -> Arc<dyn Fn() -> OffsetDateTime + Send + Sync> {
    let zone = Zone::believed_for(BELIEVED);
    Arc::new(move || zone.at(OffsetDateTime::now_utc()))
}

struct Zone {
    believed_for: Duration,
    read_at: Mutex<Option<Instant>>,
}

impl Zone {
    fn believed_for(believed_for: Duration) -> Zone {
        Zone { believed_for, read_at: Mutex::new(None) }
    }

    /// `moment`, with the offset that the zone of now has then.
    fn at(&self, moment: OffsetDateTime) -> OffsetDateTime {
        let mut read_at = self.read_at.lock().unwrap_or_else(PoisonError::into_inner);
        if read_at.is_none_or(|read_at| read_at.elapsed() >= self.believed_for) {
            // jiff itself would believe it for five minutes.
            jiff::tz::reset_system_time_zone_cache();
            *read_at = Some(Instant::now());
        }
        drop(read_at);
        let offset = TimeZone::try_system().ok().zip(Timestamp::from_second(moment.unix_timestamp()).ok());
        let offset = offset.and_then(|(zone, at)| UtcOffset::from_whole_seconds(zone.to_offset(at).seconds()).ok());
        moment.to_offset(offset.unwrap_or(UtcOffset::UTC))
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::{path::Path, process::Command};

    use time::macros::datetime;

    use super::*;

    /// A file of a zone (TZif, RFC 9636) that goes by `rule`, as POSIX writes it, and has never gone by another.
    fn zone_file(rule: &str) -> Vec<u8> {
        let counts: [u32; 6] = [0, 0, 0, 0, 1, 4];
        let mut half = [b"TZif2".as_slice(), &[0; 15]].concat();
        half.extend(counts.iter().flat_map(|count| count.to_be_bytes()));
        // Its one kind of time: no offset, no summer, called by the first of the names.
        half.extend([0_u8; 6]);
        half.extend(b"XXX\0");
        [half.as_slice(), half.as_slice(), b"\n", rule.as_bytes(), b"\n"].concat()
    }

    fn put(link: &Path, rule: &str) {
        let file = link.with_file_name(rule.replace(['/', ',', '<', '>'], "_"));
        std::fs::write(&file, zone_file(rule)).unwrap();
        let _ = std::fs::remove_file(link);
        std::os::unix::fs::symlink(&file, link).unwrap();
    }

    /// The zone is the whole process's, so it is another process in which it changes: this test, once more.
    #[test]
    fn the_offset_follows_the_device() {
        let Some(link) = std::env::var_os("PEREMENA_TEST_ZONE") else {
            let folder = tempfile::tempdir().unwrap();
            let link = folder.path().join("localtime");
            put(&link, "<+03>-3");
            let ran = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "clock::tests::the_offset_follows_the_device"])
                .env("TZ", format!(":{}", link.display()))
                .env("PEREMENA_TEST_ZONE", &link)
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&ran.stdout);
            assert!(ran.status.success() && said.contains("1 passed"), "{said}");
            return;
        };
        let (kept, asked) = (Zone::believed_for(Duration::from_secs(3_600)), Zone::believed_for(Duration::ZERO));
        let hours = |zone: &Zone, moment| zone.at(moment).offset().whole_hours();
        let (winter, summer) = (datetime!(2026-12-01 12:00 UTC), datetime!(2027-07-01 12:00 UTC));
        assert_eq!((hours(&kept, winter), hours(&kept, summer)), (3, 3));
        // A flight to the east.
        put(Path::new(&link), "<+10>-10");
        assert_eq!(hours(&kept, winter), 3, "not read with each look at the clock");
        assert_eq!((hours(&asked, winter), hours(&asked, summer)), (10, 10));
        // And to where the clocks are put forward in spring.
        put(Path::new(&link), "CET-1CEST,M3.5.0,M10.5.0/3");
        assert_eq!((hours(&asked, winter), hours(&asked, summer)), (1, 2));
        assert_eq!(asked.at(winter), winter, "the moment is the same everywhere");
        assert_eq!(hours(&asked, datetime!(2027-03-28 00:59:59 UTC)), 1);
        assert_eq!(hours(&asked, datetime!(2027-03-28 01:00 UTC)), 2);
        std::fs::remove_file(&link).unwrap();
        assert_eq!(hours(&asked, winter), 0, "nobody knows where it is");
    }
}
