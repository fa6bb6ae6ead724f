"""netschoolpy 9.6.3 fetches for one pupil what one sync of ours brings of a school year; it keeps nothing.

FACE is "web" or "mobile"; the other arguments are in year.py. The package is used as pip installs it (netschool.txt), its
addresses and its web socket set as in netschool.py; SESSION is what its own `export_session` gives. Lists are asked for
the whole year at once; what would be a request for each homework or subject (files, who teaches) is left out.
"""

import asyncio
import datetime

import netschoolpy.client as client
import netschoolpy.mobile as mobile
import year
from netschoolpy import MobileNetSchool, NetSchool

SCHOOL = "МБОУ СОШ № 12"
HOMEWORK = "Домашняя работа"
# What a teacher who set nothing leaves there.
NOTHING = "-"


def school(face, url):
    client.trusted_ssl_context = lambda: None
    mobile.IDENTITY_URL = url
    return MobileNetSchool(url, client_secret="any") if face == "mobile" else NetSchool(url)


def sign_in(face, url, login, password):
    async def session():
        signed_in = school(face, url)
        await signed_in.login(login, password, SCHOOL)
        return signed_in.export_session()

    return asyncio.run(session())


def fetch(face, url, session, first, last, _):
    first, last = datetime.date.fromisoformat(year.from_september(first)), datetime.date.fromisoformat(last)
    return asyncio.run((over_mobile if face == "mobile" else over_web)(school(face, url), session, first, last))


async def over_web(site, session, first, last):
    await site.import_session(session)
    return {
        "diary": await site.diary(first, last),
        "terms": await site.reporting_periods(),
        "totals": await site.total_marks(),
        "school": await site.school_info(),
        "announcements": await site.announcements(),
        "letters": (await site.mail_list(page_size=100)).entries,
    }


async def over_mobile(app, session, first, last):
    await app.import_session(session)
    lessons = await app.classmeetings(first, last)
    return {
        "lessons": lessons,
        "assignments": await app.assignments([one for lesson in lessons for one in lesson.get("assignmentId") or []]),
        "terms": await app.terms(),
        "subjects": await app.subjects_raw(),
        "totals": await app.totals(),
        "announcements": await app.announcements(),
        "letters": (await app.mail_list(page_size=100)).entries,
    }


def fill(say, theirs, _):
    if "diary" in theirs:
        fill_web(say, theirs)
    else:
        fill_mobile(say, theirs)
    for heard in theirs["announcements"]:
        say("announcement", heard.id, title=heard.name, moment=year.utc(heard.post_date), author=heard.author.full_name)
        for file in heard.attachments:
            say("announcement", heard.id, file=file.name)
    for letter in theirs["letters"]:
        say("message", letter.id, subject=letter.subject, moment=year.utc(letter.sent), author=letter.author)


def fill_web(say, theirs):
    for day in theirs["diary"].schedule:
        for lesson in day.lessons:
            fill_lesson(say, lesson)
    for term in theirs["terms"]:
        days = {"from": term.start and str(term.start), "to": term.end and str(term.end)}
        say("term", term.id, name=term.name, **days)
    for row in theirs["totals"]:
        for term, value in enumerate(row.period_marks, start=1):
            say("final mark", f"{row.subject}/{term}", value=value)
        say("final mark", f"{row.subject}/year", value=row.year_mark)
    school = theirs["school"]
    say("school", "school", school=school.name, address=school.address, phone=school.phone, email=school.email,
        site=school.site, head=school.director)


def fill_lesson(say, lesson):
    key, day = lesson.classmeeting_id, str(lesson.day)
    say("lesson", key, date=day, number=lesson.number, begins=str(lesson.start)[:5], ends=str(lesson.end)[:5],
        subject=lesson.subject, room=lesson.room)
    for one in lesson.assignments:
        if one.kind == HOMEWORK:
            say("homework", one.id, text=None if one.content == NOTHING else one.content, due=str(one.deadline), subject=lesson.subject)
        if one.mark_text:
            say("mark", one.id, value=one.mark_text, kind=one.kind, weight=one.weight or None, comment=one.comment,
                lesson=str(key), date=day, subject=lesson.subject, work=str(one.id))


def fill_mobile(say, theirs):
    lessons = {lesson["classmeetingId"]: lesson for lesson in theirs["lessons"]}
    for key, lesson in lessons.items():
        say("lesson", key, date=lesson["day"][:10], number=lesson["scheduleTimeNumber"], topic=lesson["lessonTheme"],
            begins=lesson["startTime"][11:16], ends=lesson["endTime"][11:16], subject=lesson["subjectName"],
            room=lesson["roomName"], teacher=", ".join(teacher["name"] for teacher in lesson["teachers"]))
        say("absence", key, lesson=lesson["attendance"] and str(key), word=lesson["attendance"])
    for one in theirs["assignments"]:
        lesson, key = lessons[one["classmeetingId"]], one["assignmentId"]
        subject = lesson["subjectName"]
        if one["assignmentTypeName"] == HOMEWORK:
            say("homework", key, text=None if one["assignmentName"] == NOTHING else one["assignmentName"],
                due=one["dueDate"][:10], subject=subject, moment=year.utc(one["assignmentDate"]))
        if one.get("result"):
            say("mark", key, value=str(one["result"]), kind=one["assignmentTypeName"], weight=one["weight"] or None,
                comment=one["comment"], moment=year.utc(one["resultDate"]), lesson=str(one["classmeetingId"]),
                date=lesson["day"][:10], subject=subject, work=str(key))
    for term in theirs["terms"]:
        say("term", term["id"], name=term["name"])
    names = {subject["id"]: subject["name"] for subject in theirs["subjects"]}
    for total in theirs["totals"]:
        name = names[total["subjectId"]]
        for one in total["termTotals"]:
            say("final mark", f"{name}/{one['term']['name']}", value=one["mark"])
        for one in total["yearTotals"][:1]:
            say("final mark", f"{name}/year", value=one["mark"])


if __name__ == "__main__":
    year.run(sign_in, fetch, fill)
