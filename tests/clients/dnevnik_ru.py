"""Drives pydnevnikruapi 0.1.1, a published client of Дневник.ру, against a running simulated school.

The package is used as pip installs it. Two things point it at the school: the attribute `host` of its classes, and,
for the sign-in, whose address is fixed inside it, a redirection of the host login.dnevnik.ru.

    school-sim serve --port 8012
    python dnevnik_ru.py http://127.0.0.1:8012

Each check is told to the school through its control API and looked for through the client. A line for each check,
"N passed, M failed" at the end, exit code 1 if any failed.
"""

import asyncio
import datetime
import inspect
import json
import re
import sys
import urllib.request

import requests
from pydnevnikruapi.aiodnevnik.dnevnik import AsyncDiaryAPI
from pydnevnikruapi.aiodnevnik.exceptions import AsyncDiaryError
from pydnevnikruapi.dnevnik.dnevnik import DiaryAPI
from pydnevnikruapi.dnevnik.exceptions import DiaryError

URL = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8012"
NOW = "2026-11-21T15:00:00+03:00"
passed, failed = 0, 0


def check(what, holds, seen=None):
    """Tells and counts one check; `holds` may be a function, whose exception is a failure."""
    global passed, failed
    try:
        holds = holds() if callable(holds) else holds
    except Exception as error:  # whatever the client raises here is the finding
        holds, seen = False, repr(error)
    if holds:
        passed += 1
        print(f"ok    {what}")
    else:
        failed += 1
        print(f"FAIL  {what}" + (f": {str(seen)[:300]}" if seen is not None else ""))


def raises(kind, call, text=None):
    """Whether the call ends in this exception (with this in its text)."""
    try:
        result = call()
    except kind as error:
        return text is None or text in str(error)
    if inspect.iscoroutine(result):
        result.close()
    return False


def control(method, path, body=None):
    """One request to the school's control API."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{URL}/_control/{path}", data=data, method=method)
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def act(name, **fields):
    return control("POST", "act", {"act": name, **fields})


def misbehave(kind, times=1, **fields):
    control("POST", "misbehave", {"kind": kind, "times": times, **fields})


def redirect_login_host():
    """The address of the sign-in is fixed inside the client: send its host to the school."""
    request = requests.Session.request

    def redirected(session, method, url, *args, **kwargs):
        return request(session, method, url.replace("https://login.dnevnik.ru", URL), *args, **kwargs)

    requests.Session.request = redirected


def with_twins(thing):
    """Whether every id with a text twin equals it, anywhere inside."""
    if isinstance(thing, list):
        return all(with_twins(item) for item in thing)
    if isinstance(thing, dict):
        twins = (str(thing.get(key[:-4])) == value for key, value in thing.items()
                 if key.endswith("_str") and isinstance(value, str))
        return all(twins) and all(with_twins(value) for value in thing.values())
    return True


def has(thing, *keys):
    return isinstance(thing, dict) and all(key in thing for key in keys)


day = datetime.datetime


def signing_in():
    before = control("GET", "login-attempts")
    diary = DiaryAPI(login="parent", password="Parol-2026")
    check("login: the client takes a token out of the last redirect", re.fullmatch(r"[A-Za-z0-9]{32}", diary.token), diary.token)
    diary.host = URL + "/v2/"
    check("login: the token works", lambda: diary.get_info()["login"] == "parent")
    check("login: a wrong password is refused", lambda: raises(DiaryError, lambda: DiaryAPI(login="parent", password="wrong"), "авторизацией"))
    check("login: an unknown login is refused", lambda: raises(DiaryError, lambda: DiaryAPI(login="nobody", password="Parol-2026")))
    after = control("GET", "login-attempts")
    check("login: the school counted three attempts, two of them refused",
          (after["attempts"] - before["attempts"], after["refused"] - before["refused"]) == (3, 2), after)
    return diary


def identity(diary, parent, amina):
    context = diary.get_context()
    check("get_context: three children in order", [c["firstName"] for c in context["children"]] == ["Амина", "Тимур", "Мадина"], context)
    check("get_context: a parent", context["roles"] == ["EduParent"])
    check("get_context: the groups are classes with their year", all(has(g, "id", "id_str", "parentIds", "type", "timetable", "studyyear") and g["type"] == "Group" for g in context["eduGroups"]))
    check("get_context: every id equals its text twin", with_twins(context))
    check("get_context: person and user are two numbers", context["personId"] != context["userId"])
    info = diary.get_info()
    check("get_info: the parent", info["personId"] == int(parent["person"]) and info["fullName"] == "Гаджиева Патимат Омаровна", info)
    check("get_children: three user ids", lambda: len(diary.get_children()) == 3 and all(isinstance(i, int) for i in diary.get_children()))
    check("get_user_children: persons", lambda: [p["id"] for p in diary.get_user_children(info["id"])] == [int(i) for i in parent["students"]])
    check("get_person_children: the client's own path (user/…) with a person id", lambda: len(diary.get_person_children(info["personId"])) == 3)
    check("get_relatives: two daughters and a son", lambda: sorted(r["type"] for r in diary.get_relatives()) == ["Daughter", "Daughter", "Son"])
    check("get_user_relatives", lambda: len(diary.get_user_relatives(info["id"])) == 3)
    check("get_children_relatives: the parent", lambda: diary.get_children_relatives() == [info["id"]])
    check("get_roles", lambda: diary.get_roles() == ["EduParent"] and diary.get_user_roles(info["id"]) == ["EduParent"])
    schools = diary.get_school()
    check("get_school, get_my_schools: one school with a name", len(schools) == 1 and has(schools[0], "id", "id_str", "name", "educationType") and diary.get_my_schools() == schools)
    check("get_schools, get_user_schools: its id", lambda: diary.get_schools() == [schools[0]["id"]] == diary.get_user_schools(info["id"]))
    check("get_organizations, get_organization_info", lambda: diary.get_organization_info(diary.get_organizations()[0])["name"] == schools[0]["name"])
    check("get_memberships, get_user_memberships, get_person_memberships",
          lambda: diary.get_memberships() and diary.get_user_memberships(info["id"]) and diary.get_person_memberships(int(amina["person"]))[0]["school"] == schools[0]["id"])
    check("get_edu_groups, get_user_edu_groups: classes and subgroups", lambda: int(amina["group"]) in diary.get_edu_groups() == diary.get_user_edu_groups(info["id"]))
    groups = diary.get_person_groups(int(amina["person"]))
    check("get_person_groups: the class and two subgroups of it",
          sorted(g["type"] for g in groups) == ["Group", "Subgroup", "Subgroup"] and all(g["parentIds"] == [int(amina["group"])] for g in groups if g["type"] == "Subgroup"), groups)
    check("get_person_groups_all, get_person_school_groups", lambda: diary.get_person_groups_all(int(amina["person"])) == groups == diary.get_person_school_groups(int(amina["person"]), schools[0]["id"]))
    check("get_person_info", lambda: diary.get_person_info(int(amina["person"]))["firstName"] == "Амина")
    check("get_user_info, get_user_context, get_user_education of a child",
          lambda: (lambda user: diary.get_user_info(user)["personId"] == int(amina["person"]) and diary.get_user_context(user)["roles"] == ["EduStudent"] and diary.get_user_education(user)[0]["school"]["id"] == schools[0]["id"])(context["children"][0]["userId"]))
    check("get_friends, get_user_friends, get_user_groups: nothing here", lambda: diary.get_friends() == diary.get_user_friends(info["id"]) == diary.get_user_groups(info["id"]) == [])
    check("get_classmates: user ids", lambda: len(diary.get_classmates()) > 20)
    check("get_group_info, get_groups_info", lambda: diary.get_group_info(int(amina["group"]))["name"] == "7 «Б»" == diary.get_groups_info([int(amina["group"])])[0]["name"])
    check("get_groups_pupils, get_group_persons: Амина is among them", lambda: diary.get_groups_pupils(int(amina["group"])) == diary.get_group_persons(int(amina["group"])) and any(p["firstName"] == "Амина" for p in diary.get_groups_pupils(int(amina["group"]))))
    check("get_groups_parallel, get_school_groups", lambda: len(diary.get_groups_parallel(int(amina["group"]))) == 1 and len(diary.get_school_groups(schools[0]["id"])) == 3)
    return schools[0]["id"]


def school_facts(diary, amina, school):
    group = int(amina["group"])
    profile = diary.get_school_profile(school)
    check("get_school_profile: three hours ahead of UTC", profile["timeZone"] == 3 and profile["markType"] == "Mark5", profile)
    check("get_schools_profiles", lambda: diary.get_schools_profiles([school]) == [profile])
    check("get_school_params: contacts", lambda: has(diary.get_school_params(school), "address", "directorFullName"))
    kinds = {kind["title"]: kind for kind in diary.get_work_types(school)}
    check("get_work_types: the list's shape with weights", kinds["Контрольная работа"]["weight"] == 3 and kinds["Ответ на уроке"]["weight"] == 1 and "abbr" in kinds["Тест"], kinds)
    check("get_group_subjects: a part of get_school_subjects", lambda: {s["id"] for s in diary.get_group_subjects(group)} < {s["id"] for s in diary.get_school_subjects(school)})
    periods = diary.get_group_reports(group)
    check("get_group_reports: four quarters counted from zero", [(p["number"], p["type"]) for p in periods] == [(n, "Quarter") for n in range(4)], periods)
    check("get_group_reports: the first one", periods[0]["start"] == "2026-09-01T00:00:00" and periods[0]["finish"] == "2026-10-25T00:00:00")
    tables = diary.get_group_timetable(group)
    check("get_group_timetable: bells in PascalCase, a zero lesson among them", has(tables[0], "Id", "Items") and tables[0]["Items"][0]["LessonNumber"] == 0, tables)
    check("get_group_timetable: the class's own", lambda: tables[0]["Id"] == diary.get_group_info(group)["timetable"])
    check("get_school_timetable", lambda: len(diary.get_school_timetable(school)) == 3)
    check("get_school_teachers: PascalCase", lambda: has(diary.get_school_teachers(school)[0], "Id", "IdStr", "ShortName", "Subjects"))
    values = diary.get_marks_values()
    check("get_marks_values: the doubled address is served", "4-" in values["mark5"] and values["markna"] == ["н/а"], values)
    check("get_marks_values_by_type", lambda: diary.get_marks_values_by_type("mark5") == values["mark5"])
    check("get_all_schools, get_best_schools", lambda: len(diary.get_all_schools()) == 2 and diary.get_best_schools() is not None)
    return periods, kinds


def schedule_of(diary, student, first, last):
    return diary.get_person_schedule(int(student["person"]), int(student["group"]), first, last)["days"]


def a_week(diary, amina):
    days = schedule_of(diary, amina, day(2026, 11, 16), day(2026, 11, 22))
    check("get_person_schedule: seven days, Sunday empty", len(days) == 7 and days[6]["lessons"] == [], days)
    check("get_person_schedule: a lesson number 0 on Monday", days[0]["lessons"][0]["number"] == 0)
    check("get_person_schedule: the day's shape", has(days[0], "date", "nextDate", "lessons", "marks", "works", "homeworks", "subjects", "workTypes", "lessonLogEntries", "teachers"))
    check("get_person_schedule: Saturday is followed by Monday", days[5]["nextDate"] == "2026-11-23T00:00:00", days[5]["nextDate"])
    check("get_person_schedule: times", days[0]["lessons"][1]["hours"] == "08:30 - 09:15")
    check("get_person_schedule: one lesson for each number, though the class has two subgroups", all(len({l["number"] for l in d["lessons"]}) == len(d["lessons"]) for d in days))
    check("get_person_schedule: works, subjects and teachers are joined by ids",
          all(set(l["works"]) <= {w["id"] for w in d["works"] + d["homeworks"]} and l["subjectId"] in {s["id"] for s in d["subjects"]} and l["teachers"][0] in {t["person"]["id"] for t in d["teachers"]} for d in days for l in d["lessons"]))
    check("get_person_schedule: every id equals its text twin", with_twins(days))
    check("get_person_schedule: ids beyond 2^53", all(l["id"] > 2**53 for d in days for l in d["lessons"]))
    year = schedule_of(diary, amina, day(2026, 9, 1), day(2027, 5, 31))
    check("get_person_schedule: a whole year in one answer", len(year) == 273 and sum(len(d["lessons"]) for d in year) > 1000)
    autumn = [d for d in year if "2026-10-26" <= d["date"] < "2026-11-05"]
    check("get_person_schedule: no lessons on holidays", all(not d["lessons"] for d in autumn))
    fraction = schedule_of(diary, amina, day(2026, 11, 16, 10, 11, 12, 131415), day(2026, 11, 22, 23, 59))
    check("get_person_schedule: dates with a fraction of a second", fraction == days)
    group = diary.get_group_lessons_info(int(amina["group"]), day(2026, 11, 16), day(2026, 11, 16))
    numbers = [lesson["number"] for lesson in group]
    check("get_group_lessons_info: both subgroups at one number", len(numbers) == 8 and len(set(numbers)) == 7, numbers)
    lesson = days[0]["lessons"][2]["id"]
    check("get_lesson_info: the lesson's own shape", lambda: has(diary.get_lesson_info(lesson), "id_str", "subject", "works", "teachers_str") and diary.get_lesson_info(lesson)["id"] == lesson)
    check("get_many_lessons_info: a form body", lambda: [l["id"] for l in diary.get_many_lessons_info([lesson])] == [lesson])
    return year


def a_mark(diary, amina, school, periods, kinds):
    person, group = int(amina["person"]), int(amina["group"])
    acted = act("mark", student="Амина", subject="Алгебра", value="4-", work="Самостоятельная работа", date="2026-11-16")
    mark, work, lesson, subject = (int(acted[key]) for key in ("mark", "work", "lesson", "subject"))
    monday = schedule_of(diary, amina, day(2026, 11, 16), day(2026, 11, 16))[0]
    put = next((m for m in monday["marks"] if m["id"] == mark), None)
    check("a mark: stands in the schedule of its lesson's day", put and (put["value"], put["type"], put["lesson"], put["work"]) == ("4-", "Mark5", lesson, work), put)
    check("a mark: dated in UTC without an offset", put and put["date"] == "2026-11-21T12:00:00", put)
    check("a mark: its kind of work is embedded without a weight, and has one in the list", any(k["id"] == put["workType"] and k["name"] == "Самостоятельная работа" and "weight" not in k for k in monday["workTypes"]) and kinds["Самостоятельная работа"]["weight"] == 2)
    check("a mark: its lesson names its work", work in next(l for l in monday["lessons"] if l["id"] == lesson)["works"])
    recent = diary.get_recent_person_marks(person, group)
    check("get_recent_person_marks: the newest", recent["marks"][0]["id"] == mark, recent["marks"][0])
    check("get_recent_person_marks: ten of each subject at most", all(
        sum(1 for m in recent["marks"] for w in recent["works"] if w["id"] == m["work"] and w["subjectId"] == s["id"]) <= 10 for s in recent["subjects"]))
    check("get_recent_person_marks: works and lessons are joined", {m["work"] for m in recent["marks"]} == {w["id"] for w in recent["works"]} and {m["lesson"] for m in recent["marks"]} == {l["id"] for l in recent["lessons"]})
    of = lambda marks: mark in [m["id"] for m in marks]
    whole = (day(2026, 11, 16), day(2026, 11, 21, 23, 59, 59))
    check("get_person_marks: dates with a space in the path", lambda: of(diary.get_person_marks(person, school, *whole)))
    check("get_person_subject_marks", lambda: of(diary.get_person_subject_marks(person, subject, *whole)))
    check("get_marks_by_date: by the day of grading, not of the lesson", lambda: of(diary.get_marks_by_date(person, day(2026, 11, 21))) and not of(diary.get_marks_by_date(person, day(2026, 11, 16))))
    check("get_person_lessons_marks", lambda: of(diary.get_person_lessons_marks(person, lesson)))
    check("get_person_work_marks", lambda: of(diary.get_person_work_marks(person, work)))
    check("get_mark_by_id", lambda: diary.get_mark_by_id(mark)["value"] == "4-")
    check("get_marks_by_work, get_marks_by_lesson, get_marks_by_lessons", lambda: of(diary.get_marks_by_work(work)) and of(diary.get_marks_by_lesson(lesson)) and of(diary.get_marks_by_lessons([lesson])[0]["marks"]))
    check("get_group_marks_period, get_group_subject_marks: a family's own", lambda: of(diary.get_group_marks_period(group, *whole)) and of(diary.get_group_subject_marks(group, subject, *whole)))
    check("get_lesson_works: the work", lambda: work in [w["id"] for w in diary.get_lesson_works(lesson)])
    check("get_marks_histogram", lambda: any(m["value"] == "4-" for m in diary.get_marks_histogram(work)["markNumbers"][0]["marks"]))
    check("get_subject_marks_histogram", lambda: work in [w["workId"] for w in diary.get_subject_marks_histogram(group, periods[1]["id"], subject)["works"]])

    before = diary.get_person_average_marks_by_subject(person, periods[1]["id"], subject)
    check("get_person_average_marks_by_subject: a bare string with a comma", re.fullmatch(r"\d,\d\d", before), before)
    marks = [m for m in diary.get_person_subject_marks(person, subject, day(2026, 11, 5), day(2026, 11, 21)) if m["use_avg_calc"]]
    mean = sum(int(m["value"][0]) for m in marks) / len(marks)
    check("get_person_average_marks_by_subject: the mean of the marks that count", abs(float(before.replace(",", ".")) - mean) < 0.0051, (before, mean))
    check("get_person_average_marks", lambda: re.fullmatch(r"\d,\d\d", diary.get_person_average_marks(person, periods[0]["id"])))
    check("get_person_average_marks: null without marks", lambda: diary.get_person_average_marks(person, periods[3]["id"]) is None)
    check("get_group_average_marks_by_time: keys with dashes", lambda: has(diary.get_group_average_marks_by_time(group, *whole)[0]["per-subject-averages"][0], "subject", "avg-mark-value"))
    check("get_group_average_marks_by_date", lambda: diary.get_group_average_marks_by_date(group, periods[1]["id"], day(2026, 11, 21))[0]["reportingPeriod"] == periods[1]["id"])
    check("get_group_average_marks: weighted, as numbers", lambda: isinstance(diary.get_group_average_marks(group, *whole)["subjectMarks"][0]["marks"][0]["value"], float))

    act("correct", mark=acted["mark"], value="5")
    check("a corrected mark: another value under the same id", lambda: diary.get_mark_by_id(mark)["value"] == "5")
    check("a corrected mark: the average moves", lambda: diary.get_person_average_marks_by_subject(person, periods[1]["id"], subject) > before)
    act("remove-mark", mark=acted["mark"])
    check("a removed mark: gone everywhere", lambda: not of(diary.get_recent_person_marks(person, group)["marks"]) and not of(diary.get_person_marks(person, school, *whole)) and diary.get_mark_by_id(mark)["type"] == "resourceUnavailable")

    finals = diary.get_person_group_marks_final(person, group)
    check("get_person_group_marks_final: marks of the first quarter only", finals["marks"] and {(w["type"], w["periodNumber"], w["periodType"]) for w in finals["works"]} == {("PeriodMark", 0, "Quarter")}, finals["works"][:1])
    act("period-mark", student="Амина", subject="Алгебра", value="5", term=2)
    act("year-mark", student="Амина", subject="Алгебра", value="5")
    finals = diary.get_person_group_marks_final(person, group)
    check("a term's mark and a year's mark are seen", {("PeriodMark", 1, "Quarter"), ("PeriodFinalMark", 0, "Year")} <= {(w["type"], w["periodNumber"], w["periodType"]) for w in finals["works"]})
    check("get_person_group_marks: keys with dashes", lambda: has(diary.get_person_group_marks(person, group)[0], "subject", "subject_str", "final-mark"))
    check("get_group_marks, get_group_subject_final_marks", lambda: diary.get_group_marks(group)[0]["person"] == person and diary.get_group_subject_final_marks(group, subject)[0]["per-subject-final-marks"][0]["final-mark"]["value"] == "5")
    check("get_final_group_marks, get_final_group_marks_by_subject: no criteria here", lambda: diary.get_final_group_marks(group) == diary.get_final_group_marks_by_subject(group, subject) == [])


def homework(diary, amina, school):
    person = int(amina["person"])
    acted = act("homework", student="Амина", subject="История", text="§ 12, даты выучить", files=["Карта.pdf"])
    work, due = int(acted["work"]), day.fromisoformat(acted["date"])
    check("homework: due at the next lesson", due.date() > datetime.date(2026, 11, 21), acted)
    found = diary.get_person_homework(school, person, due, due)
    given = next((w for w in found["works"] if w["id"] == work), None)
    check("get_person_homework: the text", given and given["text"] == "§ 12, даты выучить" and given["type"] == "Homework", given)
    check("get_person_homework: subject, lesson, teacher and file are joined", given["subjectId"] in [s["id"] for s in found["subjects"]] and given["lesson"] in [l["id"] for l in found["lessons"]] and given["createdBy"] in [t["id"] for t in found["teachers"]] and given["files"] == [f["id"] for f in found["files"] if f["id"] in given["files"]])
    file = next(f for f in found["files"] if f["id"] in given["files"])
    check("get_person_homework: the file's name and kind apart", (file["name"], file["type"]) == ("Карта", "PDF"), file)
    body = requests.get(file["downloadUrl"], headers={"Access-Token": diary.token}).content
    check("a file is given to a family", len(body) == file["size"] and body.startswith(b"%PDF"), file["downloadUrl"])
    check("a file is given to nobody else", requests.get(file["downloadUrl"]).status_code == 401)
    check("get_school_homework: all children of the school", lambda: work in [w["id"] for w in diary.get_school_homework(school, due, due)["works"]])
    check("get_homework_by_id", lambda: [w["id"] for w in diary.get_homework_by_id(work)["works"]] == [work])
    task = given["tasks"][0]
    check("get_task_info: the task of the work", lambda: diary.get_task_info(task["id"])["work"] == work and task["person"] == person)
    check("get_lesson_task, get_lessons_task, get_person_tasks", lambda: all(task["id"] in [t["id"] for t in tasks] for tasks in (
        diary.get_lesson_task(given["lesson"]), diary.get_lessons_task([given["lesson"]]), diary.get_person_tasks(person, given["subjectId"], due, due))))
    act("edit-homework", work=acted["work"], text="§ 12–13")
    edited = [w for w in diary.get_person_homework(school, person, due, due)["works"] if w["id"] == work]
    check("edited homework: one work, a new text", [w["text"] for w in edited] == ["§ 12–13"], edited)
    act("remove-homework", work=acted["work"])
    check("removed homework is gone", lambda: work not in [w["id"] for w in diary.get_person_homework(school, person, due, due)["works"]])
    control("PUT", "clock", {"clock": "fixed", "at": "2026-11-16T08:00:00+03:00"})
    early = len(diary.get_person_homework(school, person, day(2026, 11, 17), day(2026, 11, 30))["works"])
    control("PUT", "clock", {"clock": "fixed", "at": NOW})
    late = len(diary.get_person_homework(school, person, day(2026, 11, 17), day(2026, 11, 30))["works"])
    check("homework is known only once it is set", early < late, (early, late))


def absences(diary, amina):
    person = int(amina["person"])
    acted = act("absence", student="Амина", subject="Физика", status="Ill", comment="Справка № 4", date="2026-11-19")
    lesson, subject = int(acted["lesson"]), int(acted["subject"])
    whole = (day(2026, 11, 16), day(2026, 11, 21))
    entry = next((e for e in diary.get_person_lesson_logs(person, *whole) if e["lesson"] == lesson), None)
    check("get_person_lesson_logs: status and comment", entry and (entry["status"], entry["comment"]) == ("Ill", "Справка № 4"), entry)
    check("get_person_subject_lesson_log", lambda: [e["lesson"] for e in diary.get_person_subject_lesson_log(person, subject, day(2026, 11, 19), day(2026, 11, 19))] == [lesson])
    check("get_person_lesson_log", lambda: diary.get_person_lesson_log(person, lesson)["status"] == "Ill")
    check("get_lesson_log, get_lesson_logs, get_group_lesson_log", lambda: all(entry in found for found in (
        diary.get_lesson_log(lesson), diary.get_lesson_logs([lesson]), diary.get_group_lesson_log(int(amina["group"]), subject, *whole))))
    check("get_lesson_log_statuses", lambda: diary.get_lesson_log_statuses() == ["Attend", "Absent", "Ill", "Late", "Pass"])
    act("withdraw-absence", student="Амина", lesson=acted["lesson"])
    check("a withdrawn absence is gone", lambda: lesson not in [e["lesson"] for e in diary.get_person_lesson_logs(person, *whole)])
    check("put and post of the log are a teacher's: refused as data", lambda: diary.delete_lesson_log(lesson, person)["type"] == "systemForbidden")


def timetable_changes(diary, amina):
    acted = act("cancel-lesson", student="Амина", subject="Биология")
    cancelled = int(acted["lesson"])
    acted_room = act("change-room", student="Амина", subject="География", room="Актовый зал")
    acted_teacher = act("substitute", student="Амина", subject="История", teacher="Лебедева")
    lessons = {l["id"]: (l, d) for d in schedule_of(diary, amina, day(2026, 11, 22), day(2026, 12, 6)) for l in d["lessons"]}
    check("a cancelled lesson says so", lessons[cancelled][0]["status"] == "Cancelled")
    check("a changed room", lessons[int(acted_room["lesson"])][0]["place"] == "Актовый зал")
    lesson, of_day = lessons[int(acted_teacher["lesson"])]
    check("a substitute teacher", any(t["person"]["id"] in lesson["teachers"] and t["person"]["lastName"] == "Лебедева" for t in of_day["teachers"]))
    act("announce", student="Амина", subject="Алгебра", work="Контрольная работа", date="2026-11-30")
    ahead = schedule_of(diary, amina, day(2026, 11, 30), day(2026, 11, 30))[0]
    check("an announced test is important", any(w["isImportant"] and w["type"] == "LessonTestWork" for w in ahead["works"]))
    feed = diary.get("users/me/feed", params={"date": "2026-11-21", "childPersonId": int(amina["person"]), "limit": 3})
    check("the feed: days backwards with their lists", [d["date"][:10] for d in feed["days"]] == ["2026-11-21", "2026-11-20", "2026-11-19"] and has(feed["days"][0], "summary", "todaySchedule", "nextDayHomeworks"))
    check("get_feed: the client's own date", lambda: len(diary.get_feed()["days"]) == 7)


def others(diary, people, amina):
    ilya = next(s for s in people["students"] if s["first_name"] == "Илья")
    answer = diary.get_person_schedule(int(ilya["person"]), int(ilya["group"]), day(2026, 11, 16), day(2026, 11, 16))
    check("another family's child: notOwner, which the client hands over as data", answer.get("type") == "notOwner" and "description" in answer, answer)
    check("another family's marks", lambda: diary.get_recent_person_marks(int(ilya["person"]), int(ilya["group"]))["type"] == "notOwner")
    check("a teacher's call", lambda: diary.get_teacher_students(1)["type"] == "systemForbidden" and diary.get_students_groups_list()["type"] == "systemForbidden")
    check("a teacher's deed", lambda: diary.create_lesson_work("{}")["type"] == "systemForbidden" and diary.invite_to_event(1)["type"] == "systemForbidden")
    pupil = DiaryAPI(login="amina", password="Amina-2026")
    pupil.host = URL + "/v2/"
    context = pupil.get_context()
    check("a pupil's own account: no children, the own ids on top", context["children"] is None and context["personId"] == int(amina["person"]) and context["groupIds"] == [int(amina["group"])], context)
    check("a pupil's relatives: the mother", lambda: [r["type"] for r in pupil.get_relatives()] == ["Mother"])
    other = DiaryAPI(login="sidorov", password="Sidorov-2026")
    other.host = URL + "/v2/"
    check("another school: half-years, two hours east", lambda: [p["type"] for p in other.get_group_reports(int(ilya["group"]))] == ["HalfYear"] * 2 and other.get_school_profile(int(ilya["school"]))["timeZone"] == 5)
    madina = next(s for s in people["students"] if s["first_name"] == "Мадина")
    words = diary.get_recent_person_marks(int(madina["person"]), int(madina["group"]))["marks"]
    check("a first-grader: words instead of numbers", words and all(m["type"] != "Mark5" and not m["use_avg_calc"] for m in words), words[:1])


def bad_days(diary):
    check("parameterInvalid raises", lambda: raises(DiaryError, lambda: diary.get_person_marks("nobody", 1, "2026-11-16", "2026-11-16"), "invalid"))
    check("a date that is none: parameterInvalid", lambda: raises(DiaryError, lambda: diary.get_marks_by_date(int(control("GET", "people")["students"][0]["person"]), "yesterday")))
    misbehave("unavailable")
    check("503 with HTML raises with the page's text", lambda: raises(DiaryError, diary.get_context, "временно недоступен"))
    misbehave("maintenance")
    check("maintenance with HTML under 200 raises", lambda: raises(DiaryError, diary.get_context, "технические работы"))
    misbehave("server-error")
    check("apiServerError raises", lambda: raises(DiaryError, diary.get_context))
    misbehave("invalid-token")
    check("invalidToken passes through as data (a defect of the client)", lambda: diary.get_context()["type"] == "invalidToken")
    misbehave("request-limit")
    check("requestLimit under 200 passes through as data (a defect of the client)", lambda: diary.get_context()["type"] == "requestLimit")
    misbehave("garbage-json")
    check("garbage raises", lambda: raises(ValueError, diary.get_context))
    misbehave("cut-off")
    check("a connection cut off in the body raises", lambda: raises(requests.exceptions.RequestException, diary.get_context))
    misbehave("slow", millis=700)
    check("a slow answer runs into a timeout", lambda: raises(requests.exceptions.Timeout, lambda: diary.get("users/me/context", timeout=0.2)))
    check("and all is well again", lambda: has(diary.get_context(), "children"))
    stranger = DiaryAPI(token="stub-token")
    stranger.host = URL + "/v2/"
    check("an unknown token: invalidToken", lambda: stranger.get_context()["type"] == "invalidToken")
    check("no token: tokenRequired", lambda: requests.get(URL + "/v2/users/me").json()["type"] == "tokenRequired")
    check("a token in the query", lambda: requests.get(URL + "/v2.0/users/me", params={"access_token": diary.token}).json()["login"] == "parent")


async def asynchronous(token, amina, school, periods):
    person, group = int(amina["person"]), int(amina["group"])
    diary = AsyncDiaryAPI(login="parent", password="Parol-2026")
    check("aio: the constructor signs in", re.fullmatch(r"[A-Za-z0-9]{32}", diary.token), diary.token)
    diary.password = "wrong"
    check("aio: a wrong password", lambda: raises(AsyncDiaryError, diary.get_token))
    diary.host, diary.token = URL + "/v2/", token
    context = await diary.get_context()
    check("aio get_context", [c["firstName"] for c in context["children"]] == ["Амина", "Тимур", "Мадина"])
    days = (await diary.get_person_schedule(person, group, "2026-11-16 00:00:00", "2026-11-22 00:00:00.000001"))["days"]
    check("aio get_person_schedule: the doubled address, dates with a space", len(days) == 7 and days[0]["lessons"])
    lesson = days[0]["lessons"][2]["id"]
    check("aio get_many_lessons_info: a JSON body", [l["id"] for l in await diary.get_many_lessons_info([lesson])] == [lesson])
    check("aio get_marks_by_lessons", (await diary.get_marks_by_lessons([lesson]))[0]["lesson"] == lesson)
    acted = act("mark", student="Амина", subject="Русский язык", value="5")
    recent = await diary.get_recent_person_marks(person, group)
    check("aio get_recent_person_marks: the mark just put", str(recent["marks"][0]["id"]) == acted["mark"], recent["marks"][0])
    act("remove-mark", mark=acted["mark"])
    check("aio get_person_marks", isinstance(await diary.get_person_marks(person, school, "2026-11-16 00:00:00", "2026-11-21 00:00:00"), list))
    check("aio get_person_homework", has(await diary.get_person_homework(school, person, "2026-11-16", "2026-11-21"), "works", "files"))
    check("aio get_person_average_marks", re.fullmatch(r"\d,\d\d", await diary.get_person_average_marks(person, periods[0]["id"])))
    check("aio get_person_group_marks_final", has(await diary.get_person_group_marks_final(person, group), "marks", "works"))
    check("aio get_work_types", len(await diary.get_work_types(school)) > 10)
    check("aio get_person_lesson_logs", isinstance(await diary.get_person_lesson_logs(person, "2026-09-01T00:00:00", "2026-11-21T00:00:00"), list))
    await asynchronous_bad_days(diary, person, group)
    await diary.close_session()


async def asynchronous_bad_days(diary, person, group):
    async def ends_in(kind, call):
        try:
            await call
        except kind:
            return True
        return False

    check("aio: a datetime in a query is refused by the client (a defect)", await ends_in(TypeError, diary.get_person_schedule(person, group, day(2026, 11, 16), day(2026, 11, 16))))
    work_marks = await diary.get_person_work_marks(person, 1)
    check("aio: get_person_work_marks gives a coroutine (a defect: an await is missing)", inspect.iscoroutine(work_marks))
    check("aio: awaited twice it answers", (await work_marks)["type"] == "resourceUnavailable")
    statuses = await diary.get_lesson_log_statuses()
    check("aio: get_lesson_log_statuses too", inspect.iscoroutine(statuses) and "Ill" in await statuses)
    misbehave("unavailable")
    check("aio: 503 with HTML raises", await ends_in(AsyncDiaryError, diary.get_context()))
    check("aio: parameterInvalid raises", await ends_in(AsyncDiaryError, diary.get_person_info("nobody")))
    misbehave("empty", path="recentmarks")
    check("aio: an empty answer", (await diary.get_recent_person_marks(person, group))["marks"] == [])


def main():
    control("PUT", "clock", {"clock": "fixed", "at": NOW})
    control("POST", "behave")
    control("DELETE", "journal")
    redirect_login_host()
    people = control("GET", "people")
    parent = next(a for a in people["accounts"] if a["login"] == "parent")
    amina = next(s for s in people["students"] if s["first_name"] == "Амина")
    diary = signing_in()
    school = identity(diary, parent, amina)
    periods, kinds = school_facts(diary, amina, school)
    a_week(diary, amina)
    a_mark(diary, amina, school, periods, kinds)
    homework(diary, amina, school)
    absences(diary, amina)
    timetable_changes(diary, amina)
    others(diary, people, amina)
    bad_days(diary)
    asyncio.run(asynchronous(diary.token, amina, school, periods))
    journal = control("GET", "journal")
    check("the journal counted the requests and kept no secret", journal["count"] > 100 and "Parol-2026" not in json.dumps(journal) and diary.token not in json.dumps(journal))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
