//! Dates without a time, on a device far from Greenwich.

use serde_json::Value;
use time::macros::datetime;

use crate::house::{House, Ran, list, mark, start};

#[test]
fn a_date_begins_where_the_device_is() {
    let house = House::synced();
    // Nine in the morning in Vladivostok: in Greenwich it is still Sunday.
    house.set_clocks(datetime!(2026-11-23 09:00 +10));
    house.act(mark("5"));
    house.sync();
    let there = |words: &[&str]| -> Ran {
        let mut command = house.bare(words);
        command.args(["--key-store", "passphrase", "--json"]).env("TZ", "Asia/Vladivostok");
        start(command, "").ended()
    };
    let count = |ran: Ran| list(&ran.well()["items"]).iter().filter(|change| change["kind"] == "mark").count();
    let new = count(there(&["changes", "--since", "2026-11-23T00:00:00+10:00"]));
    assert!(new > 0);
    assert_eq!(count(there(&["changes", "--since", "2026-11-23"])), new);
    assert_eq!(count(there(&["changes", "--since", "2026-11-24"])), 0);
    assert_eq!(count(there(&["changes", "--since", "2026-11-23T00:00:00Z"])), 0, "a moment stays that moment");
    // A clock of one's own that is given as a date begins there too, and a date is one of that clock's.
    assert_eq!(count(there(&["--now", "2026-11-24", "changes", "--since", "2026-11-23"])), new);
    assert_eq!(count(there(&["--now", "2026-11-24T12:00:00Z", "changes", "--since", "2026-11-23"])), 0);
    let failed = there(&["changes", "--since", "23.11.2026"]);
    assert_eq!(failed.failed(2), "usage");
    assert!(failed.json()["error"]["message"].as_str().is_some_and(|message| message.contains("YYYY-MM-DD")));
    assert_eq!(there(&["--now", "2026-11-24", "account", "list"]).well()[0]["signed_out"], Value::Bool(false));
}
