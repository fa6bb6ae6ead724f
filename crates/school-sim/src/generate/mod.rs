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
    write(order, order.year, &chance, Ids::new(&chance))
}

/// The register of the year that was `ago` years before the ordered one: the same people under the same ids, each class
/// so many years younger, all else by chance and ids of its own. Classes that were no class yet are not in it.
pub(crate) fn write_past_year(order: &Order, ago: u8) -> Register {
    let chance = Chance::new(order.seed);
    let ids = Ids::new(&chance).of_a_year_ago(ago);
    let of_its_own = Chance::new(order.seed.wrapping_add(u64::from(ago) << 32));
    let mut register = write(order, SchoolYear(order.year.0 - i32::from(ago)), &of_its_own, ids);
    register.make_younger(ago);
    register
}

fn write(order: &Order, year: SchoolYear, chance: &Chance, ids: Ids) -> Register {
    let mut register = Register::empty(year, ids);
    let classes = roll::enrol(&mut register, order.extra_children);
    for class in &classes {
        lessons::write(&mut register, class, chance);
    }
    homework::write(&mut register, chance);
    if !order.bare {
        let absences = attendance::write(&mut register, chance);
        marks::write_planned_works(&mut register, chance);
        marks::write(&mut register, chance, &absences);
        marks::write_terms(&mut register);
        occasions::write(&mut register, &absences, chance);
        mail::write(&mut register, chance);
    }
    register
}
