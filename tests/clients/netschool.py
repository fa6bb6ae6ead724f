"""Drives netschoolpy 9.6.3, a published client of «Сетевой город», against a running simulated school.

The package is used as pip installs it. It takes the address of the site; for the mobile sign-in two constants of one
module point its other hosts at the school. Its web socket has TLS in any case, which an address of plain http forbids:
there, and there alone, it is given none.

    school-sim serve --port 8012
    python netschool.py http://127.0.0.1:8012

Each check is told to the school through its control API and looked for through the client. A line for each check,
"N passed, M failed" at the end, exit code 1 if any failed.
"""

import asyncio
import datetime
import json
import sys
import urllib.request

import netschoolpy.client as client
import netschoolpy.mobile as mobile
import websockets
from netschoolpy import MobileNetSchool, NetSchool, exceptions
from netschoolpy.client import RecipientGroup

URL = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8012"
NOW = "2026-11-21T15:00:00+03:00"
MONDAY, SUNDAY = datetime.date(2026, 11, 16), datetime.date(2026, 11, 22)
SCHOOL = "МБОУ СОШ № 12"
client.trusted_ssl_context = lambda: None
mobile.IDENTITY_URL = URL
mobile.CATALOG_URL = URL + "/api/v1/mobile/parent"
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


def act(**what):
    """A teacher acts."""
    return control("POST", "act", what)


def lessons_of(diary):
    return [lesson for day in diary.schedule for lesson in day.lessons]


def assignments_of(diary):
    return [one for lesson in lessons_of(diary) for one in lesson.assignments]


async def signing_in():
    people = control("GET", "people")
    for account in people["accounts"]:
        school = SCHOOL if account["login"] != "sidorov" else "Лицей"
        async with NetSchool(URL) as ns:
            found = await ns.search_schools(school)
            check(f"{account['login']}: the school is found by name", len(found) == 1, found)
            await ns.login(account["login"], account["password"], found[0].id)
            check(f"{account['login']}: students", len(ns.students) == len(account["students"]), ns.students)
    attempts = control("GET", "login-attempts")["attempts"]
    for login, password in [("parent", "wrong"), ("nobody", "Parol-2026")]:
        async with NetSchool(URL) as ns:
            check(f"{login} with {password} is refused",
                  await raises(exceptions.InvalidCredentials, ns.login(login, password, SCHOOL)))
    check("each is one attempt", control("GET", "login-attempts")["attempts"] == attempts + 2)
    for _ in range(3):
        async with NetSchool(URL) as ns:
            await raises(exceptions.LoginError, ns.login("amina", "wrong", SCHOOL))
    async with NetSchool(URL) as ns:
        check("three wrong passwords close the door",
              await raises(exceptions.AccountLocked, ns.login("amina", "Amina-2026", SCHOOL)))
    control("PUT", "clock", {"clock": "fixed", "at": "2026-11-21T15:02:00+03:00"})
    async with NetSchool(URL) as ns:
        await ns.login("amina", "Amina-2026", SCHOOL)
        check("and a minute later it is open", ns.students[0].name == "Гаджиева Амина", ns.students)
    control("PUT", "clock", {"clock": "fixed", "at": NOW})
    async with NetSchool(URL) as ns:
        check("an unknown school is told", await raises(exceptions.SchoolNotFound, ns.login("parent", "x", "Нигде")))
    async with NetSchool(URL) as ns:
        methods = await ns.login_methods()
        check("the ways in are told", methods is not None, methods)
        check("schools are listed", len(await ns.schools()) >= 1)


async def diary(ns):
    week = await ns.diary(MONDAY, SUNDAY)
    check("a week has days with lessons", len(week.schedule) == 6 and len(lessons_of(week)) > 25, week)
    check("class and term are named", week.class_name == "7 «Б»" and week.term_name == "2 четверть", week)
    check("every lesson has subject, hours and room",
          all(one.subject and one.start < one.end and one.room for one in lessons_of(week)))
    check("homework, topics and marks are assignments",
          {"Домашняя работа", "Ответ на уроке"} <= {one.kind for one in assignments_of(week)},
          {one.kind for one in assignments_of(week)})
    check("there are marks", any(one.mark for one in assignments_of(week)))
    holidays = await ns.diary(datetime.date(2026, 10, 26), datetime.date(2026, 10, 31))
    check("a week of holidays is empty", lessons_of(holidays) == [], holidays)

    acted = act(act="mark", student="Амина", subject="Алгебра", value="5", work="Контрольная работа", comment="Молодец")
    week = await ns.diary(MONDAY, SUNDAY)
    new = [one for one in assignments_of(week) if one.kind == "Контрольная работа" and one.mark == 5]
    check("a new mark stands in the next answer", any(one.comment == "Молодец" and one.weight == 30 for one in new), new)
    act(act="correct", mark=acted["mark"], value="4")
    week = await ns.diary(MONDAY, SUNDAY)
    corrected = [one for one in assignments_of(week) if one.id in {n.id for n in new} and one.comment == "Молодец"]
    check("a corrected mark keeps its assignment", [one.mark for one in corrected] == [4], corrected)
    act(act="remove-mark", mark=acted["mark"])
    week = await ns.diary(MONDAY, SUNDAY)
    gone = [one for one in assignments_of(week) if one.comment == "Молодец"]
    check("a removed mark is gone", gone == [], gone)

    act(act="mark", student="Амина", subject="Геометрия", value="•", date="2026-11-17")
    week = await ns.diary(MONDAY, SUNDAY)
    check("a debt is a debt", any(one.is_duty and one.mark is None for one in assignments_of(week)))
    overdue = await ns.overdue(MONDAY, SUNDAY)
    check("and overdue", len(overdue) == 1 and overdue[0].is_duty, overdue)

    act(act="homework", student="Амина", subject="Алгебра", text="№ 1–3", files=["Карточка.pdf"])
    coming = await ns.diary(SUNDAY + datetime.timedelta(days=1), SUNDAY + datetime.timedelta(days=6))
    homework = [one for one in assignments_of(coming) if one.content == "№ 1–3"]
    check("new homework is seen", len(homework) == 1, homework)
    files = await ns.attachments(homework[0].id)
    check("its file has a name", [file.name for file in files] == ["Карточка.pdf"], files)
    content = await ns.download_attachment_as_bytes(files[0].id)
    check("and a content", len(content) > 0)
    details = await ns.assignment_details(homework[0].id)
    check("details name the teacher", [one.name for one in details.teachers] == ["Гаджиева Саният Курбановна"], details)
    check("and the file", len(details.attachments) == 1 and details.name == "№ 1–3", details)


async def directory(ns):
    school = await ns.school_info()
    check("the school's card", "№ 12" in school.name and school.phone and school.director, school)
    terms = await ns.reporting_periods()
    check("terms are listed", [term.name for term in terms] == [f"{n} четверть" for n in range(1, 5)], terms)
    check("the current one has days", any(term.start and term.end for term in terms), terms)
    check("subjects are listed", "Алгебра" in [one.name for one in await ns.subjects()])
    years = await ns.school_years()
    check("years are listed", years[0].start == datetime.date(2026, 9, 1), years)
    kinds = await ns.assignment_types()
    check("kinds of work are listed", {3, 10} <= {one.id for one in kinds}, kinds)
    check("bells are listed", len(await ns.bell_schedule()) == 48)
    check("settings are told", (await ns.my_settings())["loginName"] == "parent")
    check("limits are told", (await ns.upload_limits())["mailFileSizeLimit"] > 0)
    check("reports are listed", len((await ns.reports())[0].reports) == 2)
    filters = await ns.report_filters("StudentGrades")
    check("a report has filters", len(filters) >= 5, filters)


async def totals(ns):
    rows = await ns.total_marks()
    check("a report has a row for each subject", [row.order for row in rows] == list(range(1, 20)), rows)
    marked = [row for row in rows if row.period_marks[0] in {"3", "4", "5"}]
    check("the first term's marks stand in it", len(marked) > 12, rows)
    check("the other terms' do not", all(row.period_marks[1:] == [None] * 3 for row in rows), rows)
    check("the year has none yet", all(row.year_mark is None and row.final_mark is None for row in rows), rows)
    algebra = await ns.total_marks(subject="алгебра")
    check("one subject's row", [row.subject for row in algebra] == ["Алгебра"], algebra)
    stranger = URL.replace("http", "ws", 1) + "/webapi/signalr/queueHub?at=stranger"
    check("who has no session hears nothing of it", await raises(websockets.InvalidStatus, websockets.connect(stranger)))


async def mail(ns):
    heard = await ns.announcements()
    check("there are announcements", len(heard) > 3)
    act(act="announcement", student="Амина", title="Собрание", text="В четверг <в 18:30> & без опозданий",
        files=["план.docx"])
    heard = await ns.announcements()
    check("a new announcement comes first",
          heard[0].name == "Собрание" and [file.name for file in heard[0].attachments] == ["план.docx"], heard[0])
    page = await ns.mail_list()
    check("there are letters", page.total_items > 3 and page.page == 1, page)
    act(act="message", student="Амина", subject="О походе", text="Добрый день!", files=["маршрут.pdf"])
    page = await ns.mail_list(page_size=5)
    check("a new letter comes first", page.entries[0].subject == "О походе" and len(page.entries) == 5, page)
    letter = page.entries[0].id
    check("it is unread", letter in await ns.mail_unread())
    whole = await ns.mail_read(letter)
    check("it has a text", whole.text == "Добрый день!" and whole.author_name, whole)
    check("and a file", [file.name for file in whole.file_attachments] == ["маршрут.pdf"], whole)
    check("reading marks it as read", letter not in await ns.mail_unread())
    await ns.mail_mark_read([letter], False)
    check("and it can be unread again", letter in await ns.mail_unread())
    found = await ns.mail_list(search="поход")
    check("letters are searched", all("поход" in entry.subject for entry in found.entries), found)
    teachers = await ns.mail_recipients(RecipientGroup.TEACHERS)
    check("teachers can be written to", len(teachers) == 19, len(teachers))
    sent = await ns.mail_send("Вопрос", "Когда собрание?", [teachers[0].id])
    check("a letter is sent", bool(sent), sent)
    outbox = await ns.mail_list("Sent")
    check("and stands in the sent ones", [entry.subject for entry in outbox.entries] == ["Вопрос"], outbox)


async def children(ns):
    names = [student.name for student in ns.students]
    check("three children", names == ["Гаджиева Амина", "Гаджиев Тимур", "Гаджиева Мадина"], names)
    classes = []
    for student in ns.students:
        await ns.switch_student(student.id)
        classes.append((await ns.diary(MONDAY, SUNDAY)).class_name)
    check("each has a diary", classes == ["7 «Б»", "3 «А»", "1 «В»"], classes)
    await ns.switch_student(ns.students[0].id)


async def sessions():
    ns = NetSchool(URL)
    await ns.login("parent", "Parol-2026", SCHOOL)
    before = control("GET", "login-attempts")["attempts"]
    control("DELETE", "tokens")
    check("an ended session is signed in to anew", len(lessons_of(await ns.diary(MONDAY, SUNDAY))) > 0)
    check("by one more attempt", control("GET", "login-attempts")["attempts"] == before + 1)
    exported = ns.export_session()
    other = NetSchool(URL)
    await other.import_session(exported)
    check("a session is handed over", len(other.students) == 3)
    await ns.close()
    check("after the way out it is dead", not await other.is_alive())
    control("POST", "misbehave", {"kind": "server-error", "times": 1, "path": "announcements"})
    again = NetSchool(URL)
    await again.login("parent", "Parol-2026", SCHOOL)
    check("a failure is tried again", len(await again.announcements()) > 0)
    control("POST", "misbehave", {"kind": "unavailable"})
    check("a server out of order is told", await raises(Exception, again.diary(MONDAY, SUNDAY)))
    control("POST", "behave")
    await again.close()


async def over_mobile():
    app = MobileNetSchool(URL, client_secret="any")
    await app.login("parent", "Parol-2026", SCHOOL)
    check("the app's sign-in ends in a token", app.token is not None and bool(app.token.refresh_token))
    names = [student.name for student in app.students]
    check("mobile: three children", names == ["Гаджиева Амина", "Гаджиев Тимур", "Гаджиева Мадина"], names)
    before = app.token.refresh_token
    await app.refresh()
    check("a refresh token is good once", app.token.refresh_token != before)
    week = await app.diary(MONDAY, SUNDAY)
    check("mobile: the week", len(lessons_of(week)) > 25, week)
    check("mobile: marks", any(one.mark for one in assignments_of(week)))
    meetings = await app.classmeetings(MONDAY, SUNDAY)
    check("lessons have teachers and topics", all(one["teachers"] for one in meetings) and meetings[0]["lessonTheme"])
    check("terms", len(await app.terms()) == 4)
    check("subjects", len(await app.subjects_raw()) == 19)
    totals = await app.totals()
    check("totals", any(term["avgMark"] for one in totals for term in one["termTotals"]), totals)
    algebra = next(one["id"] for one in await app.subjects_raw() if one["name"] == "Алгебра")
    statistics = await app.subject_performance(algebra, (await app.terms())[1]["id"])
    check("a subject's statistics", statistics["averageMark"] is not None, statistics)
    check("announcements", len(await app.announcements()) > 3)
    letters = await app.mail_list()
    check("letters", letters.total_items > 3, letters)
    act(act="absence", student="Амина", subject="Физика", status="Ill", date="2026-11-16")
    meetings = await app.classmeetings(MONDAY, SUNDAY)
    check("an absence is told", any(one["attendance"] == "Б" for one in meetings))
    homework = await app.current_term_assignments(only_homeworks=True)
    check("homework of the term", len(homework) > 20)
    with_files = [one["assignmentId"] for one in homework if one["attachmentsExists"]]
    files = await app.attachments(with_files[0])
    check("files", len(files) > 0 and len(await app.download_attachment_as_bytes(files[0].id)) > 0, files)
    web = NetSchool(URL)
    await web.login("amina", "Amina-2026", SCHOOL)
    own = await MobileNetSchool.from_web(web, client_secret="any")
    check("a pupil's own account", [student.name for student in own.students] != [], own.students)
    await web.close()
    control("DELETE", "tokens")
    check("an ended token is refused", not await app.is_alive())
    await app.close()
    await own.close()


async def main():
    control("PUT", "clock", {"clock": "fixed", "at": NOW})
    await signing_in()
    ns = NetSchool(URL)
    await ns.login("parent", "Parol-2026", SCHOOL)
    for part in [diary, directory, totals, mail, children]:
        await part(ns)
    await ns.close()
    await sessions()
    await over_mobile()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(asyncio.run(main()))
