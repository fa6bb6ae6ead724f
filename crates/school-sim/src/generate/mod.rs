//! Writes a whole school year from a seed.

mod attendance;
mod homework;
mod lessons;
mod mail;
mod marks;
mod occasions;
mod roll;

use crate::calendar::SchoolYear;
use crate::chance::Chance;
use crate::ids::Ids;
use crate::register::Register;

/// What a school is raised from.
pub(crate) struct Order {
    pub(crate) seed: u64,
    pub(crate) year: SchoolYear,
    pub(crate) bare: bool,
    pub(crate) extra_children: u16,
}

/// The register of a whole year: what lies in the future is written too, and shows when its moment comes.
pub(crate) fn write_year(order: &Order) -> Register {
    let chance = Chance::new(order.seed);
    let mut register = Register::empty(order.year, Ids::new(&chance));
    let classes = roll::enrol(&mut register, order.extra_children);
    for class in &classes {
        lessons::write(&mut register, class, &chance);
    }
    homework::write(&mut register, &chance);
    if !order.bare {
        let absences = attendance::write(&mut register, &chance);
        marks::write_planned_works(&mut register, &chance);
        marks::write(&mut register, &chance, &absences);
        marks::write_terms(&mut register);
        occasions::write(&mut register, &absences, &chance);
        mail::write(&mut register, &chance);
    }
    register
}
