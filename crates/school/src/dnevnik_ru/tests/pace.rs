//! A whole year at once.

use std::time::Instant;

use super::*;

/// About 1,300 lessons, 500 marks and 1,000 homeworks, as the server would send them.
fn year() -> String {
    let mut days = Vec::new();
    let (mut lesson, mut marks) = (0u64, 0u64);
    for day in Span::new(date!(2026 - 08 - 01), date!(2027 - 07 - 31)).unwrap().iter() {
        let taught = date!(2026 - 09 - 01) <= day && day <= date!(2027 - 05 - 31);
        if !taught || day.weekday().number_days_from_monday() > 4 {
            days.push(format!(r#"{{"date":"{day}T00:00:00","lessons":[],"marks":[]}}"#));
            continue;
        }
        let (mut lessons, mut day_marks, mut homeworks) = (Vec::new(), Vec::new(), Vec::new());
        for number in 1..=7 {
            lesson += 1;
            let id = 2_442_000_000_000_000_000 + lesson;
            lessons.push(format!(
                r#"{{"id":{id},"title":"Обыкновенные дроби и действия с ними","date":"{day}T00:00:00","number":{number},"subjectId":{},"status":"Finished","resultPlaceId":0,"building":null,"place":"214","floor":null,"hours":"08:30 - 09:15","works":[{id}],"teachers":[1000009000301]}}"#,
                396_000_000_000_000u64 + number
            ));
            if lesson % 5 < 4 {
                homeworks.push(format!(
                    r#"{{"id":{id},"id_str":"{id}","type":"Homework","workType":1714000000000000009,"markType":"Mark5","markCount":0,"lesson":{id},"lesson_str":"{id}","displayInJournal":false,"status":"New","eduGroup":2300000000000000001,"eduGroup_str":"2300000000000000001","tasks":[{{"id":{id},"id_str":"{id}","person":1000009000001,"person_str":"1000009000001","work":{id},"work_str":"{id}","status":"New","targetDate":"{day}T00:00:00"}}],"text":"§ 12, № 114, 115; повторить правило на странице 87","periodNumber":0,"periodType":"Quarter","subjectId":{},"isImportant":false,"targetDate":"{day}T00:00:00","sentDate":"{day}T09:10:00","createdBy":1000009000301,"files":[],"oneDriveLinks":[]}}"#,
                    396_000_000_000_000u64 + number
                ));
            }
            if lesson % 5 < 2 {
                marks += 1;
                day_marks.push(format!(
                    r#"{{"id":{0},"id_str":"{0}","type":"Mark5","value":"4","textValue":"4","person":1000009000001,"person_str":"1000009000001","work":{id},"work_str":"{id}","lesson":{id},"lesson_str":"{id}","number":0,"date":"{day}T07:42:11.123","workType":1714000000000000001,"mood":"Good","use_avg_calc":true}}"#,
                    2_444_000_000_000_000_000 + marks
                ));
            }
        }
        let subjects: Vec<String> = (1..=7)
            .map(|n| {
                format!(
                    r#"{{"id":{0},"id_str":"{0}","name":"Предмет {n}","knowledgeArea":"X","fgosSubjectId":null}}"#,
                    396_000_000_000_000u64 + n
                )
            })
            .collect();
        days.push(format!(
            r#"{{"date":"{day}T00:00:00","nextDate":"{day}T00:00:00","lessons":[{}],"marks":[{}],"works":[],"homeworks":[{}],"subjects":[{}],"workTypes":[{{"id":1714000000000000001,"schoolId":1000009000100,"abbreviation":"О","name":"Ответ на уроке","isFinal":false,"isImportant":false,"kindId":2,"kind":"Common"}}],"lessonLogEntries":[],"teachers":[{{"person":{{"id":1000009000301,"id_str":"1000009000301","userId":1,"userId_str":"1","firstName":"Вера","lastName":"Примерова","middleName":"Олеговна","shortName":"Примерова В. О.","sex":"Female"}},"role":"Teacher"}}]}}"#,
            lessons.join(","),
            day_marks.join(","),
            homeworks.join(","),
            subjects.join(","),
        ));
    }
    format!(r#"{{"days":[{}]}}"#, days.join(","))
}

#[tokio::test]
async fn a_whole_year_is_read_at_once() {
    let body = year();
    let size = body.len();
    let api = Canned::usual().with("/schedules", body).api();
    let mut year = ask(&DAILY);
    year.span = Span::new(date!(2026 - 08 - 01), date!(2027 - 07 - 31)).unwrap();
    api.fetch(&mira(), &year).await.unwrap();
    let mut best = std::time::Duration::MAX;
    for _ in 0..10 {
        let began = Instant::now();
        let answer = api.fetch(&mira(), &year).await.unwrap();
        best = best.min(began.elapsed());
        let count = |kind| answer.parts.iter().find(|part| part.scope.kind == kind).map_or(0, |part| part.items.len());
        assert_eq!((count(Kind::Lesson), count(Kind::Mark), count(Kind::Homework)), (1365, 546, 1092));
        assert_eq!(answer.skipped, 0);
    }
    println!("{size} bytes: {best:?}");
    // The machine may be busy and the build slow: this catches a square, not a percent.
    assert!(best.as_millis() < 2000, "{best:?}");
}
