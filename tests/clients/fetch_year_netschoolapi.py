"""netschoolapi 11.0.5 fetches for one pupil what one sync of ours brings of a school year; it keeps nothing.

FACE is "-"; the other arguments are in year.py. The package is used as pip installs it (netschool_old.txt). It keeps no
session: what stands for SESSION is login and password, and each run signs in. It has the diary, announcements and the
school's card; no terms, no final marks, no absences, no letters. Files of homework would be a request for each.
"""

import asyncio
import datetime
import json

import year
from netschoolapi import NetSchoolAPI

SCHOOL = "МБОУ СОШ № 12"


def sign_in(_, __, login, password):
    return json.dumps([login, password])


def fetch(_, url, session, first, last, __):
    first, last = datetime.date.fromisoformat(year.from_september(first)), datetime.date.fromisoformat(last)
    return asyncio.run(over_web(url, *json.loads(session), first, last))


async def over_web(url, login, password, first, last):
    site = NetSchoolAPI(url)
    await site.login(login, password, SCHOOL)
    fetched = {
        "diary": await site.diary(first, last),
        "announcements": await site.announcements(),
        "school": await site.school(),
    }
    await site.full_logout()
    return fetched


def fill(say, theirs, _):
    for day in theirs["diary"].schedule:
        for lesson in day.lessons:
            fill_lesson(say, lesson)
    for heard in theirs["announcements"]:
        moment = year.utc(heard.post_date)
        say("announcement", f"{moment} {heard.name}", title=heard.name, moment=moment, author=heard.author.full_name)
    school = theirs["school"]
    say("school", "school", school=school.name, address=school.address, phone=school.phone, email=school.email,
        site=school.site, head=school.director)


def fill_lesson(say, lesson):
    """The client drops the ids of lessons."""
    day = str(lesson.day)
    say("lesson", f"{day} {lesson.number} {lesson.subject}", date=day, number=lesson.number, begins=str(lesson.start)[:5],
        ends=str(lesson.end)[:5], subject=lesson.subject, room=lesson.room)
    for one in lesson.assignments:
        if one.type == "Домашняя работа":
            text = None if one.content == "-" else one.content
            say("homework", one.id, text=text, due=str(one.deadline), subject=lesson.subject)
        if one.mark:
            say("mark", one.id, value=str(one.mark), kind=one.type, comment=one.comment, date=day, subject=lesson.subject)


if __name__ == "__main__":
    year.run(sign_in, fetch, fill)
