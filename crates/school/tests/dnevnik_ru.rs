//! Дневник.ру against the simulated school: the promises of every connector, in this process and over
//! the network, and what this connector promises beyond them.
// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod school;

use std::collections::BTreeMap;

use peremena_model::{Item, Kind, KindSet, SchoolYear, Span, TermMarkOf};
use peremena_school::{
    Answer, Arrived, Ask, Content, Credentials, FileAsk, FileAt, SchoolError, Secret, Session, SignInWay, contract,
    contract::ContractSchool,
};
use peremena_school_sim::{Act, Attendance, Misbehaviour, Scope};
use school::{Simulated, ask, day, items, now};

#[tokio::test]
async fn every_promise_holds_in_this_process() {
    assert_eq!(contract::breaches(&Simulated::in_process()).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_promise_holds_over_the_network() {
    assert_eq!(contract::breaches(&Simulated::listening().await).await, []);
}

#[tokio::test]
async fn a_calm_sync_of_one_child_is_three_requests() {
    let school = Simulated::in_process();
    let (api, students) = school.connected("parent").await;
    let ask = ask(&students[0]);
    api.fetch(&students[0], &ask).await.unwrap();
    let kept = api.reference().unwrap();

    let (api, traffic) = school.connect_counted("parent").await;
    api.recall(&kept);
    let students = api.identity().await.unwrap().students;
    let calm = Ask {
        kinds: KindSet::of(&[Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Absence, Kind::Test, Kind::TermMark]),
        span: Span::new(day(2026, 8, 1), day(2027, 7, 31)).unwrap(),
        ..ask
    };
    let answer = api.fetch(&students[0], &calm).await.unwrap();
    assert_eq!(traffic.requests(), 3);
    assert!(items(&answer, Kind::Lesson).len() > 500);
    assert_eq!(answer.failed.len(), 0);
    assert_eq!(answer.skipped, 0);
}

#[tokio::test]
async fn a_first_look_asks_for_no_page_twice() {
    let school = Simulated::in_process();
    let (api, students) = school.connected("parent").await;
    school.school.clear_journal();
    api.fetch(&students[0], &ask(&students[0])).await.unwrap();
    let asked = school.school.journal().entries.into_iter().map(|entry| entry.path);
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    asked.for_each(|path| *times.entry(path).or_default() += 1);
    times.retain(|_, count| *count > 1);
    assert!(times.is_empty(), "{times:?}");
}

/// Three weeks come with a request for one: those around today once an hour, those before them over the next syncs.
#[tokio::test]
async fn announcements_and_remarks_come_over_the_mobile_api() {
    let school = Simulated::in_process();
    let said = Act::Mark {
        student: "Амина".into(),
        subject: "Алгебра".into(),
        value: "4".into(),
        work: None,
        date: None,
        comment: Some("Молодец, но аккуратнее".into()),
    };
    school.school.act(said).unwrap();
    let (api, students) = school.connected("parent").await;
    let today = ask(&students[0]);
    let mut told = Vec::new();
    for (hours, requests) in [(0, 1 + 1), (2, 1 + 2), (4, 1 + 2), (6, 1 + 2), (8, 1 + 2), (10, 1 + 1)] {
        let kinds = KindSet::of(&[Kind::Announcement, Kind::Remark]);
        let both = Ask { kinds, now: today.now + time::Duration::hours(hours), ..today.clone() };
        school.school.clear_journal();
        let answer = api.fetch(&students[0], &both).await.unwrap();
        assert_eq!((to_mobile(&school), answer.failed.len(), answer.skipped), (requests, 0, 0));
        let Some(Item::Remark(remark)) = items(&answer, Kind::Remark).first().copied() else { panic!("no remark") };
        assert_eq!((remark.text.as_str(), remark.subject.as_deref()), ("Молодец, но аккуратнее", Some("Алгебра")));
        assert!(items(&answer, Kind::Announcement).len() > 2);
        told.push(items(&answer, Kind::Announcement).into_iter().cloned().collect::<Vec<_>>());
    }
    assert!(told.iter().all(|announcements| *announcements == told[0]));
}

fn to_mobile(school: &Simulated) -> usize {
    school.school.journal().entries.into_iter().filter(|entry| entry.path.starts_with("/mobile/")).count()
}

fn to_site(school: &Simulated) -> usize {
    school.school.journal().entries.into_iter().filter(|entry| entry.path.starts_with("/api/")).count()
}

/// What is written beside Амина's marks, and whether that is news.
fn beside(answer: &Answer) -> Vec<(&str, bool)> {
    let is_news = |id: &str| !answer.old_news.contains(&(Kind::Mark, id.to_owned()));
    let marks = items(answer, Kind::Mark).into_iter().filter_map(|item| match item {
        Item::Mark(mark) => Some((mark.comment.as_deref()?, is_news(&mark.id))),
        _ => None,
    });
    marks.collect()
}

fn commented(comment: &str) -> Act {
    Act::Mark {
        student: "Амина".into(),
        subject: "Алгебра".into(),
        value: "4".into(),
        work: None,
        date: None,
        comment: Some(comment.into()),
    }
}

/// Whoever is signed in by the site's own form has its cookie.
#[tokio::test(flavor = "multi_thread")]
async fn what_stands_beside_a_mark_comes_from_the_site() {
    for school in [Simulated::in_process(), Simulated::listening().await] {
        school.school.act(commented("Молодец, но аккуратнее")).unwrap();
        let session = signing_in::sign_in(&school, &[], signing_in::password("Parol-2026")).await.unwrap();
        let api = school.api(session);
        let students = api.identity().await.unwrap().students;
        let whole = ask(&students[0]);
        let answer = api.fetch(&students[0], &whole).await.unwrap();
        assert_eq!(beside(&answer), [("Молодец, но аккуратнее", false)]);
        assert_eq!((to_site(&school), answer.failed.len(), answer.skipped), (1, 0, 0));
        // The others have theirs, and are asked for by themselves.
        let of_brother = api.fetch(&students[1], &ask(&students[1])).await.unwrap();
        assert_eq!((beside(&of_brother), to_site(&school)), (vec![], 2));

        // What is said later is news.
        school.school.act(commented("Лучше")).unwrap();
        let later = Ask { now: whole.now + time::Duration::hours(7), ..whole };
        let answer = api.fetch(&students[0], &later).await.unwrap();
        let mut told = beside(&answer);
        told.sort_unstable();
        assert_eq!(told, [("Лучше", true), ("Молодец, но аккуратнее", false)]);
        assert_eq!(to_site(&school), 3);
    }
}

/// A token alone asks nothing of the site, and where the site does not answer as itself nothing fails.
#[tokio::test]
async fn without_the_site_marks_have_no_comments_and_nothing_has_failed() {
    let bad_days = [
        Misbehaviour::InvalidToken,
        Misbehaviour::SystemForbidden,
        Misbehaviour::LoginPage,
        Misbehaviour::LoginRedirect,
        Misbehaviour::GarbageJson,
        Misbehaviour::Empty,
        Misbehaviour::Maintenance,
        Misbehaviour::ServerError,
    ];
    for misbehaviour in bad_days {
        let school = Simulated::in_process();
        school.school.act(commented("Молодец")).unwrap();
        school.school.misbehave(misbehaviour, Scope::always().on("/api/v2/marks/"));
        let (by_token, students) = school.connected("parent").await;
        let session = signing_in::sign_in(&school, &[], signing_in::password("Parol-2026")).await.unwrap();
        for (api, requests) in [(by_token, 0), (school.api(session), 1)] {
            let answer = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
            assert_eq!((beside(&answer), answer.failed.len()), (vec![], 0), "{misbehaviour:?}");
            api.fetch(&students[0], &ask(&students[0])).await.unwrap();
            assert_eq!(to_site(&school), requests, "{misbehaviour:?}");
        }
    }
}

/// As the engine asks: the days around, with a glance.
#[tokio::test]
async fn a_quick_sync_with_nothing_new_is_two_requests_a_child() {
    let school = Simulated::in_process();
    let (api, students) = school.connected("parent").await;
    // The whole term first, as of every account.
    for student in &students {
        api.fetch(student, &ask(student)).await.unwrap();
    }
    let kept = api.reference().unwrap();
    let (api, _) = school.connected("parent").await;
    api.recall(&kept);
    for minutes in [1, 2] {
        for student in &students {
            let quick = Ask {
                span: Span::new(day(2026, 11, 9), day(2026, 11, 30)).unwrap(),
                now: now() + time::Duration::minutes(minutes),
                ..ask(student)
            };
            let daily = [Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Absence, Kind::Test];
            let kinds = daily.into_iter().chain([Kind::Announcement, Kind::Remark]).collect();
            school.school.clear_journal();
            let answer = api.fetch(student, &Ask { kinds, ..quick.clone() }).await.unwrap();
            api.glance(student, &quick).await.unwrap().unwrap();
            let asked: Vec<String> = school.school.journal().entries.into_iter().map(|entry| entry.path).collect();
            assert_eq!((asked.len(), to_mobile(&school)), (2, 0), "{asked:?}");
            let lately = |part: &peremena_school::Part| [Kind::Announcement, Kind::Remark].contains(&part.scope.kind);
            assert!(!answer.parts.iter().any(lately), "nothing is said of what was asked for just now");
        }
    }
}

/// In this process the files lie at another host of the platform, which is given no token; over the network at the API's.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_homework_comes_whole() {
    for school in [Simulated::in_process(), Simulated::listening().await] {
        assert!(school.system().capabilities().files);
        let homework = Act::Homework {
            student: "Амина".into(),
            subject: "Алгебра".into(),
            text: Some("№ 1–3".into()),
            date: None,
            files: vec!["Вариант-7.pdf".into()],
        };
        school.school.act(homework).unwrap();
        let (api, students) = school.connected("parent").await;
        let answer = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
        let of = |item: &&Item| match item {
            Item::Homework(homework) => homework.attachments.iter().find(|file| file.name == "Вариант-7.pdf").cloned(),
            _ => None,
        };
        let item = items(&answer, Kind::Homework).into_iter().find(|item| of(item).is_some()).unwrap();
        let file = of(&item).unwrap();
        assert_eq!(school.system().file_at(&school.settings(), &file), FileAt::School);
        school.school.clear_journal();
        let wanted = FileAsk { item: item.clone(), file: file.clone(), now: now() };
        let arrived = Arrived::default();
        let content = api.attachment(&students[0], &wanted, &arrived).await.unwrap();
        let Content::Whole(bytes) = content else { panic!("{content:?}") };
        assert!(bytes.starts_with(b"%PDF") && Some(bytes.len() as u64) == file.size && arrived.size() == file.size);
        assert_eq!(school.school.journal().entries.len(), 2, "the list that names it, and the file");
    }
}

#[tokio::test]
async fn a_glance_is_one_request() {
    let school = Simulated::in_process();
    let (api, students) = school.connected("parent").await;
    api.fetch(&students[0], &ask(&students[0])).await.unwrap();
    let kept = api.reference().unwrap();
    let (api, traffic) = school.connect_counted("parent").await;
    api.recall(&kept);
    let answer = api.glance(&students[0], &ask(&students[0])).await.unwrap().unwrap();
    assert_eq!(traffic.requests(), 1);
    assert!(!items(&answer, Kind::Mark).is_empty());
}

#[tokio::test]
async fn where_recent_marks_are_refused_the_feed_is_glanced_at() {
    let school = Simulated::in_process();
    let (api, students) = school.connected("parent").await;
    school.school.misbehave(Misbehaviour::SystemForbidden, Scope::always().on("recentmarks"));
    let answer = api.glance(&students[0], &ask(&students[0])).await.unwrap().unwrap();
    let whole = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
    let known = items(&whole, Kind::Mark);
    for mark in items(&answer, Kind::Mark) {
        assert!(known.contains(&mark), "{mark:?}");
    }
}

#[tokio::test]
async fn a_parent_sees_the_children_and_a_pupil_himself() {
    let school = Simulated::in_process();
    let (_, students) = school.connected("parent").await;
    let names: Vec<&str> = students.iter().map(|student| student.name.as_str()).collect();
    assert_eq!(names, ["Амина Гаджиева", "Тимур Гаджиев", "Мадина Гаджиева"]);
    assert_eq!(students[0].class.as_deref(), Some("7 «Б»"));
    assert!(students[0].school.is_some());

    let (api, own) = school.connected("amina").await;
    assert!(api.identity().await.unwrap().is_student);
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].person, students[0].person);
    assert_eq!(own[0].class, students[0].class);
}

#[tokio::test]
async fn parent_and_pupil_are_told_the_same() {
    let school = Simulated::in_process();
    let (parent, children) = school.connected("parent").await;
    let (pupil, own) = school.connected("amina").await;
    let ask = ask(&children[0]);
    let told = |answer: Answer| {
        let mut parts: Vec<_> = answer.parts.into_iter().filter(|part| part.scope.kind != Kind::SchoolInfo).collect();
        parts.sort_by_key(|part| part.scope.kind);
        parts.into_iter().map(|part| part.items).collect::<Vec<_>>()
    };
    let one = told(parent.fetch(&children[0], &ask).await.unwrap());
    let other = told(pupil.fetch(&own[0], &ask).await.unwrap());
    assert_eq!(one, other);
}

#[tokio::test]
async fn the_clock_is_the_schools_own() {
    let school = Simulated::in_process();
    let (api, students) = school.connected("sidorov").await;
    let answer = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
    let Some(Item::Lesson(lesson)) = items(&answer, Kind::Lesson).first().copied() else { panic!("no lesson") };
    assert_eq!(lesson.starts_at.unwrap().offset().whole_hours(), 5);
    assert_eq!(lesson.starts_at.unwrap().date(), lesson.date);
    let Some(Item::Mark(mark)) = items(&answer, Kind::Mark).first().copied() else { panic!("no mark") };
    assert_eq!(mark.set_at.unwrap().offset().whole_hours(), 5);
}

#[tokio::test]
async fn marks_come_with_subject_weight_and_kind_of_work() {
    let school = Simulated::in_process();
    let (api, students) = school.connected("parent").await;
    school
        .school
        .act(Act::Mark {
            student: "Амина".into(),
            subject: "Алгебра".into(),
            value: "4-".into(),
            work: Some("Контрольная работа".into()),
            date: None,
            comment: None,
        })
        .unwrap();
    let answer = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
    let mark = items(&answer, Kind::Mark)
        .into_iter()
        .find_map(|item| match item {
            Item::Mark(mark) if mark.value == "4-" && mark.set_at == Some(now()) => Some(mark),
            _ => None,
        })
        .unwrap();
    assert_eq!(mark.subject, "Алгебра");
    assert_eq!(mark.work_type.as_deref(), Some("Контрольная работа"));
    assert!(mark.weight.is_some_and(|weight| weight > 0.0));
    assert!(mark.lesson.is_some() && mark.lesson_date.is_some() && mark.lesson_number.is_some());
}

#[tokio::test]
async fn without_work_types_marks_have_no_weight_and_nothing_has_failed() {
    let school = Simulated::in_process();
    school.school.misbehave(Misbehaviour::SystemForbidden, Scope::always().on("work-types"));
    let (api, students) = school.connected("parent").await;
    let answer = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
    assert!(answer.failed.is_empty());
    let marks = items(&answer, Kind::Mark);
    assert!(!marks.is_empty());
    assert!(
        marks.iter().all(|mark| matches!(mark, Item::Mark(mark) if mark.weight.is_none() && mark.work_type.is_some()))
    );
}

#[tokio::test]
async fn what_teachers_enter_is_seen() {
    let school = Simulated::in_process();
    let (api, students) = school.connected("parent").await;
    let (student, subject) = ("Амина".to_owned(), "Алгебра".to_owned());
    school
        .school
        .act(Act::Homework {
            student: student.clone(),
            subject: subject.clone(),
            text: None,
            date: None,
            files: vec!["Карточка.PDF".into()],
        })
        .unwrap();
    school
        .school
        .act(Act::Absence {
            student: student.clone(),
            subject: subject.clone(),
            status: Attendance::Ill,
            comment: Some("справка".into()),
            date: None,
        })
        .unwrap();
    school.school.act(Act::Announce { student, subject, work: "Контрольная работа".into(), date: None }).unwrap();
    school
        .school
        .act(Act::PeriodMark {
            student: "Амина".into(), subject: "Алгебра".into(), value: "5".into(), term: Some(1)
        })
        .unwrap();
    school.school.act(Act::YearMark { student: "Амина".into(), subject: "Алгебра".into(), value: "4".into() }).unwrap();
    let answer = api.fetch(&students[0], &ask(&students[0])).await.unwrap();

    let file = items(&answer, Kind::Homework)
        .into_iter()
        .find_map(|item| match item {
            Item::Homework(work) if work.text.is_empty() && work.subject == "Алгебра" => {
                work.attachments.first()
            }
            _ => None,
        })
        .unwrap();
    assert!(file.name.eq_ignore_ascii_case("Карточка.pdf") || file.name == "Карточка.pdf", "{}", file.name);
    assert!(items(&answer, Kind::Absence).into_iter().any(|item| match item {
        Item::Absence(absence) =>
            absence.status == peremena_model::AbsenceStatus::Ill
                && absence.comment.as_deref() == Some("справка")
                && absence.subject.as_deref() == Some("Алгебра"),
        _ => false,
    }));
    assert!(items(&answer, Kind::Test).into_iter().any(|item| match item {
        Item::Test(test) => test.subject == "Алгебра" && test.work_type.as_deref() == Some("Контрольная работа"),
        _ => false,
    }));
    let finals: Vec<_> = items(&answer, Kind::TermMark)
        .into_iter()
        .filter_map(|item| match item {
            Item::TermMark(mark) if mark.subject == "Алгебра" => {
                Some((mark.of, mark.term_number, mark.value.as_str()))
            }
            _ => None,
        })
        .collect();
    assert!(finals.contains(&(TermMarkOf::Term, Some(1), "5")), "{finals:?}");
    assert!(finals.contains(&(TermMarkOf::Year, None, "4")), "{finals:?}");
}

#[tokio::test]
async fn averages_are_the_schools_by_each_way() {
    let school = Simulated::in_process();
    let (api, students) = school.connected("parent").await;
    let mut ask = ask(&students[0]);
    ask.kinds = KindSet::of(&[Kind::Average]);
    let by_class = api.fetch(&students[0], &ask).await.unwrap();
    let averages = items(&by_class, Kind::Average);
    assert!(averages.iter().any(|item| matches!(item, Item::Average(average) if !average.weighted)));
    assert!(averages.iter().any(|item| matches!(item, Item::Average(average) if average.weighted)));

    school.school.misbehave(Misbehaviour::SystemForbidden, Scope::always().on("avg-marks"));
    school.school.misbehave(Misbehaviour::SystemForbidden, Scope::always().on("wa-marks"));
    school.school.clear_journal();
    let of_term = api.fetch(&students[0], &ask).await.unwrap();
    assert_eq!((items(&of_term, Kind::Average), to_mobile(&school)), (averages.clone(), 1), "in one answer");

    school.school.misbehave(Misbehaviour::SystemForbidden, Scope::always().on("periodMarks"));
    let one_by_one = api.fetch(&students[0], &ask).await.unwrap();
    let plain: Vec<_> = averages.into_iter().filter(|item| matches!(item, Item::Average(a) if !a.weighted)).collect();
    assert_eq!(items(&one_by_one, Kind::Average), plain);
}

#[tokio::test]
async fn the_school_is_described() {
    let school = Simulated::in_process();
    let (api, students) = school.connected("amina").await;
    let mut ask = ask(&students[0]);
    ask.kinds = KindSet::of(&[Kind::SchoolInfo]);
    let answer = api.fetch(&students[0], &ask).await.unwrap();
    let Some(Item::SchoolInfo(info)) = items(&answer, Kind::SchoolInfo).first().copied() else { panic!("no school") };
    assert!(info.school.is_some() && info.address.is_some() && info.phone.is_some() && info.head.is_some());
    assert!(info.class_teacher.is_some());
    assert!(!info.subjects.is_empty());
    assert!(!info.teachers.is_empty());
    assert!(info.teachers.iter().any(|teacher| !teacher.subjects.is_empty()));
    assert_eq!(info.guardians.len(), 1);
    assert_eq!(info.utc_offset_hours, Some(3));
}

#[tokio::test]
async fn terms_are_numbered_from_one_and_have_holidays() {
    let school = Simulated::in_process();
    let (api, students) = school.connected("parent").await;
    let answer = api.terms(&students[0], SchoolYear(2026)).await.unwrap();
    let numbers: Vec<i32> = items(&answer, Kind::Term)
        .into_iter()
        .filter_map(|item| if let Item::Term(term) = item { Some(term.number) } else { None })
        .collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    assert!(!items(&answer, Kind::Holiday).is_empty());
}

#[tokio::test]
async fn a_year_that_has_not_begun_is_empty_and_one_before_is_refused() {
    let school = Simulated::in_process();
    let (api, students) = school.connected("parent").await;
    let mut ask = ask(&students[0]);
    ask.year = SchoolYear(2027);
    let answer = api.fetch(&students[0], &ask).await.unwrap();
    assert!(answer.parts.iter().all(|part| part.items.is_empty()));
    ask.year = SchoolYear(2019);
    assert!(matches!(api.fetch(&students[0], &ask).await, Err(SchoolError::Forbidden(_))));
}

#[tokio::test]
async fn a_refused_range_is_halved_and_the_length_remembered() {
    let school = Simulated::picky(40).await;
    let (api, students) = school.connected("parent").await;
    let mut ask = ask(&students[0]);
    ask.kinds = KindSet::of(&[Kind::Lesson]);
    ask.span = Span::new(day(2026, 9, 1), day(2026, 12, 31)).unwrap();
    let pieces = api.fetch(&students[0], &ask).await.unwrap();
    let whole = Simulated::in_process();
    let (whole, _) = whole.connected("parent").await;
    let at_once = whole.fetch(&students[0], &ask).await.unwrap();
    assert_eq!(items(&pieces, Kind::Lesson), items(&at_once, Kind::Lesson));

    let (api, traffic) = school.connect_counted("parent").await;
    api.recall(&whole_reference(&school).await);
    let before = traffic.requests();
    api.fetch(&students[0], &ask).await.unwrap();
    // 122 days in pieces of 31.
    assert_eq!(traffic.requests() - before, 4);
}

async fn whole_reference(school: &Simulated) -> String {
    let (api, students) = school.connected("parent").await;
    let mut ask = ask(&students[0]);
    ask.span = Span::new(day(2026, 9, 1), day(2026, 12, 31)).unwrap();
    api.fetch(&students[0], &ask).await.unwrap();
    api.reference().unwrap()
}

#[tokio::test]
async fn a_server_that_is_down_is_asked_twice_at_most() {
    let school = Simulated::in_process();
    let (api, traffic) = school.connect_counted("parent").await;
    let students = api.identity().await.unwrap().students;
    let before = traffic.requests();
    school.school.misbehave(Misbehaviour::ServerError, Scope::always());
    assert!(matches!(api.fetch(&students[0], &ask(&students[0])).await, Err(SchoolError::OutOfOrder(_))));
    assert_eq!(traffic.requests() - before, 2);
    school.school.behave();
    school.school.misbehave(Misbehaviour::Maintenance, Scope::always());
    let Err(SchoolError::OutOfOrder(outage)) = api.fetch(&students[0], &ask(&students[0])).await else { panic!() };
    assert!(outage.words.contains("технические работы"), "{outage}");
    assert_eq!(traffic.requests() - before, 3);
}

mod signing_in {
    use super::*;

    pub async fn sign_in(
        school: &Simulated,
        values: &[(&str, &str)],
        credentials: Credentials,
    ) -> Result<Session, SchoolError> {
        let mut settings = contract::ContractSchool::settings(school);
        settings.values.extend(values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let http = contract::ContractSchool::http(school);
        contract::ContractSchool::system(school).sign_in(&settings, credentials, &http).await
    }

    pub fn password(password: &str) -> Credentials {
        Credentials::Password { login: "parent".into(), password: Secret::new(password), school: None }
    }

    #[tokio::test]
    async fn each_way_with_a_password_gives_a_session() {
        let school = Simulated::listening().await;
        let client: &[(&str, &str)] = &[("client_id", "c-1")];
        let redirect: &[(&str, &str)] = &[("client_id", "c-1"), ("redirect_uri", "https://app.example/done")];
        let secret: &[(&str, &str)] = &[("client_id", "c-1"), ("client_secret", "s-1")];
        for values in [&[], client, redirect, secret] {
            let before = school.school.login_attempts().attempts;
            let session = sign_in(&school, values, password("Parol-2026")).await.unwrap();
            assert_eq!(school.school.login_attempts().attempts - before, 1, "{values:?}");
            let identity = school.api(session).identity().await.unwrap();
            assert_eq!(identity.students.len(), 3);
            let refused = sign_in(&school, values, password("wrong")).await;
            assert!(matches!(refused, Err(SchoolError::Refused(_))), "{refused:?}");
            assert_eq!(school.school.login_attempts().attempts - before, 2, "{values:?}");
        }
    }

    #[tokio::test]
    async fn a_server_out_of_order_is_not_the_passwords_fault() {
        let school = Simulated::in_process();
        for trouble in [Misbehaviour::Unavailable, Misbehaviour::Maintenance, Misbehaviour::BadGateway] {
            school.school.misbehave(trouble, Scope::always());
            let outcome = sign_in(&school, &[], password("Parol-2026")).await;
            assert!(matches!(outcome, Err(SchoolError::OutOfOrder(_))), "{trouble:?}: {outcome:?}");
            school.school.behave();
        }
    }

    #[tokio::test]
    async fn a_token_may_be_pasted_bare_or_in_its_address() {
        let school = Simulated::in_process();
        let token = school.school.sign_in("parent", "Parol-2026").unwrap();
        for pasted in [
            token.clone(),
            format!("  {token}\n"),
            format!("https://login.dnevnik.ru/oauth2/blank?result=success#access_token={token}&state="),
        ] {
            let session = sign_in(&school, &[], Credentials::Token(Secret::new(pasted))).await.unwrap();
            assert_eq!(school.api(session).identity().await.unwrap().students.len(), 3);
        }
        let nothing = sign_in(&school, &[], Credentials::Token(Secret::new(" "))).await;
        assert!(matches!(nothing, Err(SchoolError::Refused(_))));
    }

    #[tokio::test]
    async fn the_page_comes_first_and_goes_nowhere_else() {
        let system = peremena_school::registry::system("dnevnik-ru").unwrap();
        let ways = system.ways_in(&peremena_school::Settings::default()).unwrap();
        let Some(SignInWay::Page(page)) = ways.first() else { panic!("no page") };
        assert_eq!(page.start.host_str(), Some("login.dnevnik.ru"));
        let allowed = |address: &str| page.hosts.iter().any(|rule| rule.allows(&address.parse().unwrap()));
        for address in [
            "https://schools.dnevnik.ru/feed",
            "https://дневник.рф/",
            "https://esia.gosuslugi.ru/login",
            "https://login.dnevnik.ru/login/",
        ] {
            assert!(allowed(address), "{address}");
        }
        assert!(!allowed("https://dnevnik.ru.example/") && !allowed("https://gosuslugi.example/"));
    }
}
