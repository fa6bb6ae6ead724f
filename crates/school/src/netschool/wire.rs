//! Answers as the servers send them, of both APIs. Shapes and their certainty: docs/systems/netschool.md.

mod diary;
mod hub;
mod mobile;
mod people;

pub(super) use diary::{Assignment, AssignmentType, Details, Diary, File, Filed, Lesson, PastAssignment};
pub(super) use hub::{Frame, Negotiated, OldMessages, OldNegotiated, Queued, ReportGroup, Started, Task};
pub(super) use mobile::{
    AddressGroup, ClassMeeting, Education, FileOf, MobileAnnouncement, MobileAssignment, MobileMail, MobileMessage,
    MobileUser, SubjectNamed, Totals,
};
pub(super) use people::{
    Announcement, Context, DiaryInit, FilterItem, FilterSource, Named, Recipient, Registry, Report, SchoolCard,
    SchoolFound, Student, Term, Year,
};
