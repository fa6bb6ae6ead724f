"""pydnevnikruapi 0.1.1 fetches for one pupil what one sync of ours brings of a school year; it keeps nothing.

Used by `cargo xtask bench` as the other side of the comparison; the arguments are in year.py, FACE is "-". The package is
used as pip installs it (requirements.txt), its address set as in dnevnik_ru.py. It asks in the cheapest way that the client
has; where it has no method for a page that ours reads, its own `get` is used.
"""

from datetime import datetime

import year
from pydnevnikruapi.dnevnik.dnevnik import DiaryAPI

STATUSES = {"Pass": "excused"}


def sign_in(_, url, login, password):
    wanted = {"client_id": "bench", "client_secret": "bench", "username": login, "password": password,
              "scope": "CommonInfo"}
    return year.post(f"{url}/v2/authorizations/bycredentials", wanted)["accessToken"]


def fetch(_, url, token, first, last, today):
    diary = DiaryAPI(token=token)
    diary.host = url + "/v2/"
    start, end = datetime.fromisoformat(first), datetime.fromisoformat(last)
    context = diary.get_context()
    person, school, group = context["personId"], context["schools"][0]["id"], context["eduGroups"][0]["id"]
    periods = diary.get(f"edu-groups/{group}/reporting-periods-group")
    begun = [period for period in periods["reportingPeriods"] if period["start"][:10] <= today]
    period = max(begun, key=lambda period: period["start"])
    return {
        "context": context,
        "periods": periods,
        "schedule": diary.get_person_schedule(person, group, start, end),
        "profile": diary.get_school_profile(school),
        "work_types": diary.get_work_types(school),
        "homework": diary.get_school_homework(school, start, end),
        "finals": diary.get_person_group_marks_final(person, group),
        "averages": diary.get_group_average_marks_by_date(group, period["id"], f"{today}T00:00:00"),
        "weighted": diary.get(f"edu-groups/{group}/wa-marks/{period['start'][:19]}/{period['finish'][:19]}"),
        "parameters": diary.get_school_params(school),
        "teachers": diary.get(f"edu-groups/{group}/teachers"),
        "subjects": diary.get_group_subjects(group),
        "class_teacher": diary.get(f"edu-groups/{group}/classteacher"),
        "relatives": diary.get_relatives(),
    }


def full(person):
    return " ".join(filter(None, [person["lastName"], person["firstName"], person["middleName"]]))


def moment(text):
    """The school tells UTC without saying so, with fractions of any length."""
    return text and text[:19]


def fill(say, theirs, _):
    weights = {kind["id"]: kind["weight"] for kind in theirs["work_types"]}
    subjects = {subject["id"]: subject["name"] for subject in theirs["subjects"]}
    files = {file["id"]: f"{file['name']}.{file['type'].lower()}" for file in theirs["homework"]["files"]}
    for day in theirs["schedule"]["days"]:
        fill_day(say, day, weights, subjects, files)
    for period in theirs["periods"]["reportingPeriods"]:
        say("term", period["id"], name=period["name"], **{"from": period["start"][:10], "to": period["finish"][:10]})
    for mark in theirs["finals"]["marks"]:
        say("final mark", mark["id"], value=mark["textValue"] or mark["value"], moment=moment(mark["date"]))


def fill_day(say, day, weights, subjects, files):
    names = {subject["id"]: subject["name"] for subject in day["subjects"]}
    teachers = {entry["person"]["id"]: full(entry["person"]) for entry in day["teachers"]}
    kinds = {kind["id"]: kind["name"] for kind in day["workTypes"]}
    works = {work["id"]: work for work in day["works"]}
    lessons = {lesson["id"]: lesson for lesson in day["lessons"]}
    for lesson in day["lessons"]:
        begins, ends = lesson["hours"].split(" - ")
        say("lesson", lesson["id"], date=lesson["date"][:10], number=lesson["number"], begins=begins, ends=ends,
            subject=names[lesson["subjectId"]], room=lesson["place"], topic=lesson["title"],
            teacher=", ".join(teachers[teacher] for teacher in lesson["teachers"]))
    for mark in day["marks"]:
        lesson, work = lessons.get(mark["lesson"]), works.get(mark["work"])
        say("mark", mark["id"], value=mark["textValue"] or mark["value"], moment=moment(mark["date"]),
            lesson=mark["lesson"] and str(mark["lesson"]), work=mark["work"] and str(mark["work"]),
            kind=kinds.get(mark["workType"]), weight=float(weights.get(mark["workType"]) or 0) or None,
            subject=lesson and names[lesson["subjectId"]] or work and names.get(work["subjectId"]),
            counts=mark["use_avg_calc"])
    for entry in day["lessonLogEntries"]:
        status = STATUSES.get(entry["status"], entry["status"].lower())
        say("absence", entry["lesson"], status=status, comment=entry.get("comment"))
    for work in day["homeworks"]:
        say("homework", work["id"], text=work["text"], due=work["targetDate"][:10], moment=moment(work["sentDate"]),
            subject=names.get(work["subjectId"]) or subjects.get(work["subjectId"]))
        for file in work["files"]:
            say("homework", work["id"], file=files[file])


if __name__ == "__main__":
    year.run(sign_in, fetch, fill)
