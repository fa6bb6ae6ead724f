//! When a copy is due, what it is called, and which old ones go. Pure: the moment is an argument.

use std::collections::BTreeSet;

use time::{Date, Duration, OffsetDateTime, format_description::BorrowedFormatItem, macros::format_description};

/// Days of which the copy is kept.
const DAYS: usize = 7;
/// Weeks of which the last copy is kept.
const WEEKS: usize = 4;
/// Months of which the last copy is kept.
const MONTHS: usize = 12;

/// How long a folder that could not be written to is left alone: a drive that is plugged in is noticed within it.
const AFTER_TROUBLE: Duration = Duration::minutes(30);

const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// The name of the copy of a day. `id` is that of the profile: several may copy into one folder.
pub(super) fn name_of(id: &str, day: Date) -> String {
    let day = day.format(DAY).unwrap_or_default();
    format!("peremena-{id}-{day}.backup")
}

/// The day of which a file is the profile's copy; none for a file of any other name.
pub(super) fn day_of(id: &str, name: &str) -> Option<Date> {
    let day = name.strip_prefix("peremena-")?.strip_prefix(id)?.strip_prefix('-')?.strip_suffix(".backup")?;
    // Back again: what only looks alike is not ours to delete.
    Date::parse(day, DAY).ok().filter(|day| name_of(id, *day) == name)
}

/// When the next copy is due in a folder: one a day, the first time that the app runs on it. `copies` are the days of
/// those that are there, `tried` when it last went wrong.
pub(super) fn due(copies: &BTreeSet<Date>, tried: Option<OffsetDateTime>, now: OffsetDateTime) -> OffsetDateTime {
    let today = now.date();
    if copies.contains(&today) {
        return today.saturating_add(Duration::DAY).midnight().assume_offset(now.offset());
    }
    // A clock that was put back does not put it off for years.
    match tried.filter(|tried| *tried <= now) {
        Some(tried) => now.max(tried.saturating_add(AFTER_TROUBLE)),
        None => now,
    }
}

/// The days whose copies go, once there is one of today: what is left are the last days, the last of each of the last
/// weeks, and the last of each of the last months that have one. What a wrong clock has dated ahead is left alone.
pub(super) fn thinned(copies: &BTreeSet<Date>, today: Date) -> BTreeSet<Date> {
    let past: Vec<Date> = copies.iter().rev().copied().filter(|day| *day <= today).collect();
    let mut kept: BTreeSet<Date> = past.iter().take(DAYS).copied().collect();
    kept.extend(last_of_each(&past, WEEKS, |day| {
        let (year, week, _) = day.to_iso_week_date();
        (year, week)
    }));
    kept.extend(last_of_each(&past, MONTHS, |day| (day.year(), u8::from(day.month()))));
    past.into_iter().filter(|day| !kept.contains(day)).collect()
}

/// The first of each group, of the first `most` groups, in the order given.
fn last_of_each(days: &[Date], most: usize, group: impl Fn(Date) -> (i32, u8)) -> Vec<Date> {
    let mut seen = BTreeSet::new();
    days.iter().copied().filter(|day| seen.insert(group(*day))).take(most).collect()
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn a_copy_is_named_by_its_profile_and_day_and_nothing_else_is_one() {
        assert_eq!(name_of("7f3a9c21", date!(2026 - 01 - 05)), "peremena-7f3a9c21-2026-01-05.backup");
        assert_eq!(day_of("7f3a9c21", "peremena-7f3a9c21-2026-01-05.backup"), Some(date!(2026 - 01 - 05)));
        for other in [
            "peremena-7f3a9c22-2026-01-05.backup",
            "peremena-2026-01-05.backup",
            "peremena-7f3a9c21-2026-02-30.backup",
            "peremena-7f3a9c21-2026-1-5.backup",
            "peremena-7f3a9c21-2026-01-05.backup.old",
            "peremena-7f3a9c21-2026-01-05 (2).backup",
            "Peremena-7f3a9c21-2026-01-05.backup",
            "my-peremena-7f3a9c21-2026-01-05.backup",
            "peremena-7f3a9c21-+2026-01-05.backup",
            "family.backup",
            "",
        ] {
            assert_eq!(day_of("7f3a9c21", other), None, "{other}");
        }
    }

    #[test]
    fn there_is_one_a_day_and_a_folder_in_trouble_is_not_tried_at_once() {
        let now = datetime!(2026-11-21 15:00 +3);
        let (today, yesterday) = (now.date(), date!(2026 - 11 - 20));
        assert_eq!(due(&BTreeSet::new(), None, now), now);
        assert_eq!(due(&[yesterday].into(), None, now), now);
        assert_eq!(due(&[today].into(), None, now), datetime!(2026-11-22 0:00 +3));
        // The copies there are count, not what was tried.
        assert_eq!(due(&[today].into(), Some(now), now), datetime!(2026-11-22 0:00 +3));
        assert_eq!(due(&[yesterday].into(), Some(datetime!(2026-11-21 14:50 +3)), now), datetime!(2026-11-21 15:20 +3));
        assert_eq!(due(&[yesterday].into(), Some(datetime!(2026-11-21 9:00 +3)), now), now);
        // The clock was a year ahead once.
        assert_eq!(due(&[date!(2027 - 11 - 21)].into(), Some(datetime!(2027-11-21 9:00 +3)), now), now);
    }

    #[test]
    fn days_weeks_and_months_are_kept_over_three_years() {
        let (mut copies, mut day) = (BTreeSet::new(), date!(2026 - 09 - 01));
        for n in 0..1100 {
            // A computer that is off at weekends, and for the summer.
            let off = day.weekday().number_days_from_monday() > 4 || (7..9).contains(&u8::from(day.month()));
            if !off {
                copies.insert(day);
                for gone in thinned(&copies, day) {
                    copies.remove(&gone);
                }
                assert!(copies.contains(&day), "the one of today stays");
                assert!(copies.len() <= DAYS + WEEKS + MONTHS);
                assert!(thinned(&copies, day).is_empty(), "once is enough");
            }
            if n == 700 {
                let days: Vec<String> = copies.iter().rev().map(Date::to_string).collect();
                assert_eq!(
                    days.join(" "),
                    "2028-06-30 2028-06-29 2028-06-28 2028-06-27 2028-06-26 2028-06-23 2028-06-22 2028-06-16 \
                     2028-06-09 2028-05-31 2028-04-28 2028-03-31 2028-02-29 2028-01-31 2027-12-31 2027-11-30 \
                     2027-10-29 2027-09-30 2027-06-30 2027-05-31"
                );
            }
            day = day.next_day().unwrap();
        }
    }

    #[test]
    fn a_copy_of_tomorrow_is_left_alone_and_takes_nobodys_place() {
        let mut copies: BTreeSet<Date> = (1..=20).map(|n| date!(2026 - 11 - 01).replace_day(n).unwrap()).collect();
        let before = thinned(&copies, date!(2026 - 11 - 20));
        copies.insert(date!(2031 - 01 - 01));
        assert_eq!(thinned(&copies, date!(2026 - 11 - 20)), before);
        assert!(!before.is_empty());
    }
}
