//! Answers as the servers send them, of both APIs. Shapes and their certainty: docs/systems/netschool.md.

mod diary;
mod mobile;
mod people;

pub(super) use diary::{Assignment, AssignmentType, Details, Diary, File, Filed, Lesson, PastAssignment};
pub(super) use mobile::{
    ClassMeeting, Education, FileOf, MobileAnnouncement, MobileAssignment, MobileMail, MobileMessage, MobileUser,
    SubjectNamed, Totals,
};
pub(super) use people::{
    Announcement, Context, DiaryInit, FilterSource, Named, Recipient, Registry, Report, SchoolCard, SchoolFound,
    Student, Term, Year,
};
