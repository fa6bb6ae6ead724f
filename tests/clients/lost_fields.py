"""What a third-party client fetched of a school year and our command line does not show: a field for a field.

    python lost_fields.py OURS.json [THEIRS.json]

THEIRS is what fetch_year_*.py wrote; OURS holds the answers of `peremena-cli` by the names of its commands. Prints JSON:
for each kind of thing how many fields of how many things are filled on either side (`ours`, `theirs`: fields and things)
and how many of theirs are `lost`; without THEIRS only ours. The first losses of each field go to stderr. Numbers that only
the server needs (ids of tasks, places) are left out; ids of lessons, marks, homework and files are not: by them, or by the
names that stand in `also`, a thing of theirs is looked for.
"""

import json
import sys
from collections import Counter

from year import utc

# Fields of ours, by kind.
kept = Counter()
# The same by other names: a client may have no ids.
also = Counter()


def say(kind, key, names=(), /, **fields):
    for field, value in fields.items():
        if value is not None and value != "":
            kept[kind, field, key, value] += 1
            for name in names:
                also[kind, field, name, value] += 1


def clock(moment):
    return moment and moment[11:16]


def read(ours):
    """Counts the fields of what `peremena-cli` showed."""
    for day in ours["diary"]["days"]:
        for lesson in day["lessons"]:
            by_place = f"{lesson['date']} {lesson['number']} {lesson['subject']}"
            by_hour = f"{lesson['date']} {clock(lesson['starts_at'])} {lesson['subject']}"
            say("lesson", lesson["id"], [by_place, by_hour], date=lesson["date"], number=lesson["number"],
                begins=clock(lesson["starts_at"]), ends=clock(lesson["ends_at"]), subject=lesson["subject"],
                room=lesson["room"], topic=lesson["topic"], teacher=lesson["teacher"])
    for subject in ours["marks"]["subjects"]:
        name = subject["subject"]
        say("average", name, value=subject["official_average"])
        for mark in subject["marks"]:
            say("mark", mark["id"], value=mark["value"], moment=utc(mark["set_at"]), date=mark["lesson_date"],
                kind=mark["work_type"], lesson=mark["lesson"], work=mark["work"], weight=mark["weight"],
                subject=mark["subject"], counts=mark["counts"], comment=mark["comment"])
        for mark in subject["term_marks"]:
            say("final mark", mark["id"], [f"{name}/{mark['term_number'] or mark['of']}"], value=mark["value"],
                moment=utc(mark["set_at"]))
    for absence in ours["attendance"]["items"]:
        say("absence", absence["lesson"], lesson=absence["lesson"], status=absence["status"], word=absence["word"],
            comment=absence["comment"])
    for work in ours["homework"]["items"]:
        say("homework", work["id"], [f"{work['due']} {work['subject']}"], text=work["text"], due=work["due"],
            subject=work["subject"], moment=utc(work["set_at"]), done=work["done"])
        for file in work["attachments"]:
            say("homework", work["id"], file=file["name"])
    for term in ours["terms"]["items"]:
        say("term", term["id"], [term["name"]], name=term["name"], **{"from": term["from"], "to": term["to"]})
    for event in ours["events"]["items"]:
        say("event", event["id"], [event["title"]], title=event["title"], begins=utc(event["starts_at"]),
            date=event["date"], text=event["text"], place=event["place"])
    for heard in ours["announcements"]["items"]:
        moment = utc(heard["at"])
        say("announcement", heard["id"], [f"{moment} {heard['title']}"], title=heard["title"], moment=moment,
            text=heard["text"], author=heard["author"])
        for file in heard["attachments"]:
            say("announcement", heard["id"], file=file["name"])
    for letter in ours["messages"]["items"]:
        say("message", letter["id"], subject=letter["subject"], moment=utc(letter["at"]), text=letter["text"],
            author=letter["from"])
    for visit in ours["visits"]["items"]:
        way = "in" if visit["entered"] else "out"
        say("visit", visit["id"], [f"{visit['at'][:16]} {way}"], moment=utc(visit["at"]), way=way, place=visit["place"])
    for remark in ours["remarks"]["items"]:
        say("remark", remark["id"], text=remark["text"])
    for school in ours["school"]["items"]:
        for field in ("school", "address", "phone", "email", "site", "head", "class", "class_teacher"):
            say("school", "school", **{field: school[field]})
        for teacher in school["teachers"]:
            for subject in teacher["subjects"]:
                say("teacher", teacher["name"], [subject], name=teacher["name"], subject=subject)


def count(rows):
    """Fields and things of each kind."""
    fields, things = Counter(), {}
    for (kind, _, key, _), number in rows.items():
        fields[kind] += number
        things.setdefault(kind, set()).add(key)
    return {kind: {"fields": fields[kind], "things": len(things[kind])} for kind in fields}


def main():
    read(json.load(open(sys.argv[1], encoding="utf-8")))
    theirs = json.load(open(sys.argv[2], encoding="utf-8")) if len(sys.argv) > 2 else []
    wanted = Counter((kind, field, key, value) for kind, field, key, value in theirs)
    lost, shown = Counter(), Counter()
    for row, number in wanted.items():
        kind, field, key, value = row
        missing = number - max(kept[row], also[row])
        if missing <= 0:
            continue
        lost[kind] += missing
        shown[kind, field] += 1
        if shown[kind, field] <= 3:
            near = [other[3] for other in [*kept, *also] if other[:3] == row[:3]]
            print(f"{kind} {key} {field}: {value!r} × {missing}; ours {near!r}", file=sys.stderr)
    here, there = count(kept), count(wanted)
    none = {"fields": 0, "things": 0}
    report = {
        kind: {"ours": here.get(kind, none), "theirs": there.get(kind, none), "lost": lost[kind]}
        for kind in sorted({*here, *there})
    }
    print(json.dumps(report, ensure_ascii=False))


main()
