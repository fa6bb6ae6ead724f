//! What each screen wants to know again though it seldom changes: the children with what stands in their lines, and a
//! year's calendar. Kept with the open file and gone with it; nothing of it outlives a write, by whomever.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use peremena_model::{SchoolYear, StudentId};
use peremena_vault::DataVersion;

use crate::{AppError, diary::Calendar, family::Family, profile::Profile};

#[derive(Default)]
pub(crate) struct Remembered {
    /// None until something was read once: a first screen shall not wait for the connection that says where the file
    /// stands.
    kept: Mutex<Option<Kept>>,
}

#[derive(Default)]
struct Kept {
    version: Option<DataVersion>,
    families: HashMap<SchoolYear, Family>,
    calendars: HashMap<(StudentId, SchoolYear), Calendar>,
}

impl Remembered {
    /// Whether this is the first time that somebody asks.
    fn is_new(&self) -> bool {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let new = kept.is_none();
        kept.get_or_insert_default();
        new
    }

    /// What is kept as of this version; what is of another one goes.
    fn at<T>(&self, version: DataVersion, with: impl FnOnce(&mut Kept) -> T) -> T {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.get_or_insert_default();
        if kept.version != Some(version) {
            *kept = Kept { version: Some(version), ..Kept::default() };
        }
        with(kept)
    }
}

impl Profile {
    /// Where the file stands: asked before it is read, so that what is written meanwhile is read again. None for the
    /// first time.
    pub(crate) async fn data_version(&self) -> Result<Option<DataVersion>, AppError> {
        if self.remembered.is_new() { Ok(None) } else { Ok(Some(self.vault.data_version().await?)) }
    }

    /// The children, read anew only where the file was written to since.
    pub(crate) async fn family(&self, version: Option<DataVersion>, year: SchoolYear) -> Result<Family, AppError> {
        let Some(version) = version else { return Family::load(&self.vault, year).await };
        if let Some(family) = self.remembered.at(version, |kept| kept.families.get(&year).cloned()) {
            return Ok(family);
        }
        let family = Family::load(&self.vault, year).await?;
        self.remembered.at(version, |kept| kept.families.insert(year, family.clone()));
        Ok(family)
    }

    /// A child's terms and holidays, and which days were looked at; read anew as [`Profile::family`] is.
    pub(crate) async fn calendar(
        &self,
        version: Option<DataVersion>,
        student: &StudentId,
        year: SchoolYear,
    ) -> Result<Calendar, AppError> {
        let Some(version) = version else { return Calendar::load(&self.vault, student, year).await };
        let key = (student.clone(), year);
        if let Some(calendar) = self.remembered.at(version, |kept| kept.calendars.get(&key).cloned()) {
            return Ok(calendar);
        }
        let calendar = Calendar::load(&self.vault, student, year).await?;
        self.remembered.at(version, |kept| kept.calendars.insert(key, calendar.clone()));
        Ok(calendar)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use peremena_model::Holiday;
    use peremena_vault::StudentChoice;
    use time::macros::date;

    use crate::testing::{Home, YEAR, amina, stand};

    /// The name in a child's line and the names of the holidays, as every page has them.
    async fn seen(home: &Home) -> (String, Vec<String>) {
        let profile = home.app.profile().await.unwrap();
        let family = home.app.load_family(&profile).await.unwrap();
        let record = family.record(&amina()).unwrap();
        let name = family.student_view(record, &home.app.words(), home.now()).name;
        let version = profile.data_version().await.unwrap();
        let calendar = profile.calendar(version, &amina(), YEAR).await.unwrap();
        (name, calendar.holidays.into_iter().map(|holiday| holiday.name).collect())
    }

    #[tokio::test]
    async fn what_is_remembered_is_read_again_after_a_write_and_only_then() {
        let home = Home::new().await;
        for _ in 0..3 {
            assert_eq!(seen(&home).await, ("Амина".to_owned(), vec![]));
        }
        let profile = home.app.profile().await.unwrap();
        let at = profile.data_version().await.unwrap().unwrap();
        assert!(profile.remembered.at(at, |kept| kept.families.contains_key(&YEAR)), "it is remembered");

        let choice = StudentChoice { display_name: Some("Амишка".into()), ..StudentChoice::default() };
        home.vault.put_student_choice(&amina(), choice).await.unwrap();
        let holiday = Holiday {
            id: "autumn".into(),
            name: "Осенние каникулы".into(),
            from: date!(2026 - 10 - 26),
            to: date!(2026 - 11 - 3),
        };
        stand(&home.vault, &amina(), vec![holiday.into()]).await;
        for _ in 0..2 {
            assert_eq!(seen(&home).await, ("Амишка".to_owned(), vec!["Осенние каникулы".to_owned()]));
        }
        let now = profile.data_version().await.unwrap().unwrap();
        assert!(profile.remembered.at(now, |kept| kept.families.len() == 1 && kept.calendars.len() == 1));
        assert_ne!(at, now);
    }
}
