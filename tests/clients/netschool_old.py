"""Drives netschoolapi 11.0.5, the older published client of «Сетевой город», against a running simulated school.

The package is used as pip installs it and takes the address of the site. Its session must not end under it: it would
sign in for ever.

    school-sim serve --port 8012
    python netschool_old.py http://127.0.0.1:8012

A line for each check, "N passed, M failed" at the end, exit code 1 if any failed.
"""

import asyncio
import datetime
import io
import json
import sys
import urllib.request

from netschoolapi import NetSchoolAPI
from netschoolapi.errors import AuthError, SchoolNotFoundError

URL = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8012"
NOW = "2026-11-21T15:00:00+03:00"
MONDAY, SUNDAY = datetime.date(2026, 11, 16), datetime.date(2026, 11, 22)
SCHOOL = "МБОУ СОШ № 12"
passed, failed = 0, 0


def check(what, holds, seen=None):
    """Tells and counts one check."""
    global passed, failed
    if holds:
        passed += 1
        print(f"ok    {what}")
    else:
        failed += 1
        print(f"FAIL  {what}" + (f": {str(seen)[:400]}" if seen is not None else ""))


async def raises(kind, call):
    """Whether the awaited call ends in this exception."""
    try:
        await call
    except kind:
        return True
    return False


def control(method, path, body=None):
    """One request to the school's control API."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        f"{URL}/_control/{path}", data=data, method=method, headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        text = answer.read().decode()
    return json.loads(text) if text else None


def assignments_of(diary):
    return [one for day in diary.schedule for lesson in day.lessons for one in lesson.assignments]


async def main():
    control("PUT", "clock", {"clock": "fixed", "at": NOW})
    ns = NetSchoolAPI(URL)
    check("a wrong password is refused", await raises(AuthError, ns.login("parent", "wrong", SCHOOL)))
    check("an unknown school is told", await raises(SchoolNotFoundError, ns.login("parent", "Parol-2026", "Нигде")))
    check("schools are listed", len(await ns.schools()) == 2)
    await ns.login("parent", "Parol-2026", SCHOOL)

    week = await ns.diary(MONDAY, SUNDAY)
    check("a week has lessons", sum(len(day.lessons) for day in week.schedule) > 25, week)
    check("assignments have kinds", all(one.type for one in assignments_of(week)))
    check("there are marks", any(one.mark for one in assignments_of(week)))
    control("POST", "act", {"act": "mark", "student": "Амина", "subject": "Алгебра", "value": "5", "comment": "Умница"})
    week = await ns.diary(MONDAY, SUNDAY)
    check("a new mark is seen", any(one.mark == 5 and one.comment == "Умница" for one in assignments_of(week)))
    control("POST", "act", {"act": "mark", "student": "Амина", "subject": "Геометрия", "value": "•", "date": "2026-11-17"})
    overdue = await ns.overdue(MONDAY, SUNDAY)
    check("a debt is overdue", len(overdue) == 1 and overdue[0].is_duty, overdue)
    year = await ns.diary(datetime.date(2026, 9, 1), datetime.date(2027, 5, 28))
    check("every week of the year can be read", len(assignments_of(year)) > 500)

    work = {"act": "homework", "student": "Амина", "subject": "Алгебра", "text": "№ 5", "files": ["Карточка.pdf"]}
    control("POST", "act", work)
    coming = await ns.diary(SUNDAY + datetime.timedelta(days=1), SUNDAY + datetime.timedelta(days=6))
    homework = [one for one in assignments_of(coming) if one.content == "№ 5"]
    check("homework is seen", len(homework) == 1 and homework[0].type == "Домашняя работа", homework)
    files = await ns.attachments(homework[0].id)
    check("its file has a name", [file.name for file in files] == ["Карточка.pdf"], files)
    buffer = io.BytesIO()
    await ns.download_attachment(files[0].id, buffer)
    check("and a content", len(buffer.getvalue()) > 0)
    others = [one for one in assignments_of(coming) if one.content == "Нет такого"]
    check("others are others", others == [])

    announcements = await ns.announcements()
    check("announcements", len(announcements) > 3 and all(one.author.full_name for one in announcements))
    check("three of them", len(await ns.announcements(3)) == 3)
    school = await ns.school()
    check("the school's card", "№ 12" in school.name, school)
    picture = io.BytesIO()
    await ns.download_profile_picture(1, picture)
    check("a picture", len(picture.getvalue()) > 0)
    await ns.logout()
    await ns.logout()
    check("a second way out does no harm", True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(asyncio.run(main()))
