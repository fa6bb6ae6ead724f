"""What the third-party client fetched of a school year and our command line does not show: a field for a field.

    python lost_fields.py OURS.json THEIRS.json

THEIRS is what fetch_year.py wrote; OURS holds the answers of `peremena-cli` (diary, marks, homework, attendance,
terms). Prints one line; the first losses of each field go to stderr. Numbers that only the server needs (ids of tasks,
works, places) are left out; ids of lessons, marks, homework and files are not.
"""

import json
import sys
from collections import Counter
from datetime import datetime, timezone

ours, theirs = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
person = theirs["context"]["personId"]
weights = {kind["id"]: kind["weight"] for kind in theirs["work_types"]}
all_subjects = {subject["id"]: subject["name"] for subject in theirs["subjects"]}
files = {file["id"]: f"{file['name']}.{file['type'].lower()}" for file in theirs["homework"]["files"]}
statuses = {"Pass": "excused"}


def full(person):
    return " ".join(filter(None, [person["lastName"], person["firstName"], person["middleName"]]))


def moment(text):
    """To the second: the school writes fractions of any length."""
    return text and datetime.fromisoformat(text[:19]).isoformat()


def utc(text):
    """A moment of ours as the school keeps it."""
    if not text:
        return None
    zone = "+00:00" if text.endswith("Z") else text[-6:]
    return datetime.fromisoformat(text[:19] + zone).astimezone(timezone.utc).replace(tzinfo=None).isoformat()


wanted, kept = Counter(), Counter()

for day in theirs["schedule"]["days"]:
    names = {subject["id"]: subject["name"] for subject in day["subjects"]}
    teachers = {entry["person"]["id"]: full(entry["person"]) for entry in day["teachers"]}
    kinds = {kind["id"]: kind["name"] for kind in day["workTypes"]}
    works = {work["id"]: work for work in day["works"]}
    lessons = {lesson["id"]: lesson for lesson in day["lessons"]}
    for lesson in day["lessons"]:
        key = str(lesson["id"])
        begins, ends = lesson["hours"].split(" - ")
        for field, value in {
            "date": lesson["date"][:10],
            "number": lesson["number"],
            "begins": begins,
            "ends": ends,
            "subject": names[lesson["subjectId"]],
            "room": lesson["place"],
            "topic": lesson["title"],
            "teacher": ", ".join(teachers[teacher] for teacher in lesson["teachers"]) or None,
        }.items():
            wanted["lesson", field, key, value] += value is not None
    for mark in day["marks"]:
        key = str(mark["id"])
        lesson, work = lessons.get(mark["lesson"]), works.get(mark["work"])
        for field, value in {
            "value": mark["textValue"] or mark["value"],
            "moment": moment(mark["date"]),
            "lesson": mark["lesson"] and str(mark["lesson"]),
            "work": mark["work"] and str(mark["work"]),
            "kind": kinds.get(mark["workType"]),
            "weight": float(weights.get(mark["workType"]) or 0) or None,
            "subject": lesson and names[lesson["subjectId"]] or work and names.get(work["subjectId"]),
            "counts": mark["use_avg_calc"],
        }.items():
            wanted["mark", field, key, value] += value is not None
    for entry in day["lessonLogEntries"]:
        key = str(entry["lesson"])
        wanted["absence", "status", key, statuses.get(entry["status"], entry["status"].lower())] += 1
        wanted["absence", "comment", key, entry.get("comment")] += bool(entry.get("comment"))
    for work in day["homeworks"]:
        key = str(work["id"])
        for field, value in {
            "text": work["text"],
            "due": work["targetDate"][:10],
            "moment": moment(work["sentDate"]),
            "subject": names.get(work["subjectId"]) or all_subjects.get(work["subjectId"]),
        }.items():
            wanted["homework", field, key, value] += value is not None
        for file in work["files"]:
            wanted["homework", "file", key, files[file]] += 1
for period in theirs["periods"]["reportingPeriods"]:
    key = str(period["id"])
    wanted["term", "name", key, period["name"]] += 1
    wanted["term", "from", key, period["start"][:10]] += 1
    wanted["term", "to", key, period["finish"][:10]] += 1
for mark in theirs["finals"]["marks"]:
    key = str(mark["id"])
    wanted["final mark", "value", key, mark["textValue"] or mark["value"]] += 1
    wanted["final mark", "moment", key, moment(mark["date"])] += 1

for day in ours["diary"]["days"]:
    for lesson in day["lessons"]:
        key = lesson["id"]
        kept["lesson", "date", key, lesson["date"]] += 1
        kept["lesson", "number", key, lesson["number"]] += 1
        kept["lesson", "begins", key, lesson["starts_at"] and lesson["starts_at"][11:16]] += 1
        kept["lesson", "ends", key, lesson["ends_at"] and lesson["ends_at"][11:16]] += 1
        for field in ("subject", "room", "topic", "teacher"):
            kept["lesson", field, key, lesson[field]] += 1
for subject in ours["marks"]["subjects"]:
    for mark in subject["marks"]:
        key = mark["id"]
        kept["mark", "moment", key, utc(mark["set_at"])] += 1
        kept["mark", "kind", key, mark["work_type"]] += 1
        for field in ("value", "lesson", "work", "weight", "subject", "counts"):
            kept["mark", field, key, mark[field]] += 1
    for mark in subject["term_marks"]:
        kept["final mark", "value", mark["id"], mark["value"]] += 1
        kept["final mark", "moment", mark["id"], utc(mark["set_at"])] += 1
for absence in ours["attendance"]["items"]:
    kept["absence", "status", absence["lesson"], absence["status"]] += 1
    kept["absence", "comment", absence["lesson"], absence["comment"]] += 1
for work in ours["homework"]["items"]:
    key = work["id"]
    kept["homework", "moment", key, utc(work["set_at"])] += 1
    for field in ("text", "due", "subject"):
        kept["homework", field, key, work[field]] += 1
    for file in work["attachments"]:
        kept["homework", "file", key, file["name"]] += 1
for term in ours["terms"]["items"]:
    for field in ("name", "from", "to"):
        kept["term", field, term["id"], term[field]] += 1

lost = +wanted - kept
shown = Counter()
for (thing, field, key, value), count in lost.items():
    if shown[thing, field] < 3:
        near = [other[3] for other in kept if other[:3] == (thing, field, key)]
        print(f"{thing} {key} {field}: {value!r} × {count}; ours {near!r}", file=sys.stderr)
    shown[thing, field] += count
found = Counter(thing for thing, _ in {(thing, key) for thing, _, key, _ in +wanted})
things = ", ".join(f"{count} {thing}" for thing, count in sorted(found.items()))
print(f"{sum((+wanted).values())} fields ({things}): {sum(lost.values())} lost")
