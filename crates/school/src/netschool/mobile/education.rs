//! School years of a student: by their ids terms, subjects and totals are asked for.

use peremena_model::SchoolYear;
use time::OffsetDateTime;

use super::api::{MobileApi, list};
use crate::{
    Enrolment, SchoolError,
    netschool::{
        map,
        reference::{Education, Schooling},
        wire,
    },
};

impl MobileApi {
    /// The student's school year: asked for once a day, and at once where the identity names another class or the year is
    /// not known. Who moves to another school in mid-year has another id of the same year from then on.
    ///
    /// None where the school has not opened that year yet.
    pub(super) async fn education(
        &self,
        student: &Enrolment,
        year: SchoolYear,
        now: OffsetDateTime,
    ) -> Result<Option<Education>, SchoolError> {
        let class = student.class.as_deref();
        let known = self.known_education(student, year);
        let is_asked = {
            let kept = self.kept();
            // One connection is one sync: what it has asked is not asked again, also where the year was not told.
            kept.schooling.get(&student.person).is_some_and(|told| {
                (told.is_of(class) && self.has_asked(student)) || (known.is_some() && told.holds(class, now))
            })
        };
        if !is_asked {
            match self.ask_education(student, now).await {
                Ok(()) => {}
                Err(error @ (SchoolError::Refused(_) | SchoolError::Limited { .. })) => return Err(error),
                Err(_) if known.is_some() => return Ok(known),
                Err(error) => return Err(error),
            }
        }
        let found = self.known_education(student, year);
        let newest =
            self.kept().schooling.get(&student.person).and_then(|told| told.years.first()).map(|newest| newest.begins);
        match newest {
            _ if found.is_some() => Ok(found),
            Some(newest) if newest < year.0 => Ok(None),
            _ => Err(SchoolError::Forbidden("the school does not show that year".into())),
        }
    }

    fn known_education(&self, student: &Enrolment, year: SchoolYear) -> Option<Education> {
        let kept = self.kept();
        let years = &kept.schooling.get(&student.person)?.years;
        years.iter().find(|education| education.begins == year.0).cloned()
    }

    async fn ask_education(&self, student: &Enrolment, now: OffsetDateTime) -> Result<(), SchoolError> {
        let body = self.door.get("education", &[("studentId", &student.person)], now).await?;
        let mut room = None;
        let (told, _) = list::<wire::Education<'_>>(&body, &mut room)?;
        let read = |education: &wire::Education<'_>| {
            let (begins, year) = education.schoolyear.0.as_ref().and_then(map::year)?;
            let name = |named: Option<&wire::Named<'_>>| named.and_then(|named| named.name.owned());
            Some(Education {
                begins,
                year,
                class: name(education.class.0.as_ref()),
                school: name(education.school.0.as_ref()),
            })
        };
        let own = told.items.iter().filter(|education| education.is_add_school.0 != Some(true));
        let mut years: Vec<Education> = own.filter_map(read).collect();
        // The current one stands first, by the published clients: of one year's the order of the server is kept.
        years.sort_by_key(|education| std::cmp::Reverse(education.begins));
        years.dedup_by_key(|education| education.begins);
        self.note_asked(student);
        let mut kept = self.kept();
        // An answer without any takes none away.
        if years.is_empty()
            && let Some(before) = kept.schooling.get(&student.person)
        {
            years.clone_from(&before.years);
        }
        kept.schooling.insert(student.person.clone(), Schooling::new(years, student.class.as_deref(), now));
        Ok(())
    }
}
