"""Drives octodiary 0.3.0, a published client of МЭШ and «Моя школа», against a running simulated school.

The package is used as pip installs it; only its base addresses are set, which are attributes of a class. Everything is
asked through all four of its faces: mobile and web, sync and async, of both systems.

    school-sim serve --port 8012
    python octodiary_mesh.py http://localhost:8012

A line for each check, "N passed, M failed" at the end, exit code 1 if any failed. The address must name localhost: the
client's async sign-in keeps its state in cookies, which its library drops for bare IP addresses.
"""

import asyncio
import datetime
import inspect
import json
import sys
import urllib.request

from octodiary.apis import AsyncMobileAPI, AsyncWebAPI, SyncMobileAPI, SyncWebAPI
from octodiary.exceptions import APIError
from octodiary.urls import BaseURLs

URL = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://localhost:8012"
URL = URL.replace("127.0.0.1", "localhost")
NOW = "2026-11-21T15:00:00+03:00"
MONDAY, SATURDAY = datetime.date(2026, 11, 16), datetime.date(2026, 11, 21)
TERM = datetime.date(2026, 11, 5)
LOGIN, PASSWORD = "parent", "Parol-2026"
passed, failed = 0, 0

for system in (BaseURLs.MES, BaseURLs.MYSCHOOL):
    system.AUTH = system.SCHOOL = system.DNEVNIK = URL
BaseURLs.MES.SCHOOL_API = URL + "/api"
BaseURLs.MYSCHOOL.SCHOOL_API = URL


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


def done(result):
    """The result, whether the call is sync or async."""
    return asyncio.run(result) if inspect.isawaitable(result) else result


def refused(call, status=None):
    """Whether the call ends in the client's own error (with this status)."""
    try:
        done(call())
    except APIError as error:
        return status is None or error.status_code == status
    return False


def send(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{URL}{path}", data=data, method=method)
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def act(name, **fields):
    return send("POST", "/_control/act", {"act": name, **fields})


def misbehave(kind, times=1, **fields):
    send("POST", "/_control/misbehave", {"kind": kind, "times": times, **fields})


def token():
    return send("POST", "/lms/api/sessions", {"login": LOGIN, "password_plain": PASSWORD})["authentication_token"]


def day(text):
    return str(text)[:10]


def mobile(name, api):
    """All calls of the mobile API."""
    system = api.system
    info = done(api.get_users_profile_info())
    profile = info[0].id
    check(f"{name}: profile_info", info[0].type == "ParentProfile", info)
    family = done(api.get_family_profile(profile))
    child = family.children[0]
    check(f"{name}: the family", [it.first_name for it in family.children] == ["Амина", "Тимур", "Мадина"], family)
    check(f"{name}: the parent", family.profile.type == "parent" and family.profile.id == profile, family.profile)
    check(f"{name}: the class", child.class_name == "7 «Б»" and child.school.short_name == "МБОУ СОШ № 12", child)
    check(f"{name}: three ids", len({str(profile), str(child.id), child.contingent_guid}) == 3)
    check(f"{name}: subgroups", len(child.groups) == 3, child.groups)

    mark = act("mark", student="Амина", subject="Алгебра", value="4-", work="Контрольная работа", comment="аккуратнее")
    work = act("homework", student="Амина", subject="Алгебра", text="№ 12", files=["Карточка.PDF"])
    events = done(api.get_events(child.contingent_guid, "parent", MONDAY, SATURDAY))
    lessons = [it for it in events.response if it.source in ("PLAN", "EC")]
    check(f"{name}: a week of lessons", len(lessons) == 35 and events.total_count == len(events.response), len(lessons))
    check(f"{name}: hours", str(lessons[0].start_at).startswith("2026-11-16 07:45:00+03:00"), lessons[0].start_at)
    check(f"{name}: rooms", any(it.room_number == "305" for it in lessons) and any(it.room_number is None for it in lessons))
    check(f"{name}: beside the plan", lessons[0].subject_name == "Разговоры о важном" and lessons[0].source == "EC")
    algebra = next(it for it in lessons if day(it.start_at) == mark["date"] and it.subject_name == "Алгебра")
    put = next(it for it in algebra.marks if it.value == "4-")
    check(f"{name}: a mark in its lesson", put.control_form_name == "Контрольная работа" and put.values[0].grade.five == 4.0, put)
    check(f"{name}: its comment", put.comment == "аккуратнее" and put.comment_exists, put)
    check(f"{name}: homework in its lesson", any(it.homework and it.homework.entries for it in lessons))
    texts = [entry.materials for it in lessons if it.homework for entry in it.homework.entries if entry.materials]
    check(f"{name}: materials are text", all(isinstance(json.loads(text), list) for text in texts))
    bare = done(api.get_events(child.contingent_guid, "parent", MONDAY, SATURDAY, expand=""))
    check(f"{name}: nothing that was not asked", all(it.marks is None and it.homework is None for it in bare.response))
    meeting = act("event", student="Амина", title="Классный час", date="2026-11-20", hour=15, place="Кабинет 214")
    events = done(api.get_events(child.contingent_guid, "parent", MONDAY, SATURDAY))
    found = [it for it in events.response if it.title == "Классный час"]
    check(f"{name}: an event", meeting["event"] and found and found[0].place_name == "Кабинет 214", found)

    item = done(api.get_lesson_schedule_item(profile, int(algebra.source_id), child.id))
    check(f"{name}: a lesson whole", item.subject_name == "Алгебра" and item.teacher.last_name == "Гаджиева", item)
    check(f"{name}: its marks", any(it.value == "4-" and it.values[0].grade.five == 4 for it in item.marks), item.marks)
    marks = done(api.get_marks(child.id, profile, TERM, SATURDAY)).payload
    put = next(it for it in marks if it.id == put.id)
    check(f"{name}: marks by date", put.subject_name == "Алгебра" and put.created_at and day(put.date) == mark["date"], put)
    send("POST", "/_control/act", {"act": "correct", "mark": mark["mark"], "value": "5"})
    marks = done(api.get_marks(child.id, profile, TERM, SATURDAY)).payload
    check(f"{name}: a corrected mark", next(it for it in marks if it.id == put.id).value == "5")
    due = datetime.date.fromisoformat(work["date"])
    short = done(api.get_homeworks_short(child.id, profile, due, due)).payload
    check(f"{name}: homework", any(it.description == "№ 12" and it.materials_count[0].amount == 1 for it in short), short)
    subjects = done(api.get_subjects(child.id, profile)).payload
    check(f"{name}: subjects", {"Алгебра", "Физика"} <= {it.subject_name for it in subjects}, subjects)
    by_term = next(it for it in done(api.get_subjects_marks(profile, child.id)).payload if it.subject_name == "Алгебра")
    check(f"{name}: terms", [it.title for it in by_term.periods] == [f"{n} четверть" for n in (1, 2, 3, 4)], by_term)
    check(f"{name}: averages are text", float(by_term.average) > 2 and float(by_term.periods[0].value) > 2, by_term.average)
    check(f"{name}: the mark of a term", by_term.periods[0].fixed_value in ("2", "3", "4", "5"), by_term.periods[0].fixed_value)
    current = done(api.get_subject_marks_short(child.id, profile)).payload
    check(f"{name}: the current term", all(it.period == "2 четверть" for it in current), current)
    one = done(api.get_subject_marks_for_subject(child.id, profile, "Алгебра"))
    check(f"{name}: one subject", one.average == by_term.average, one.average)
    notes = done(api.get_notifications(child.id, profile))
    check(f"{name}: notifications", notes[0].event_type in ("create_mark", "update_mark", "create_homework"), notes[0])
    check(f"{name}: the correction is told", any(it.event_type == "update_mark" and it.new_mark_value == "5" for it in notes[:8]))
    days = done(api.get_periods_schedules(child.id, profile, datetime.date(2026, 10, 20), datetime.date(2026, 11, 10)))
    check(f"{name}: holidays", {it.type for it in days} == {"workday", "holiday", "vacation"}, days)
    rank = done(api.get_rating_rank_class(profile, child.contingent_guid, child.class_unit_id, SATURDAY))
    check(f"{name}: places", any(it.person_id == child.contingent_guid for it in rank), rank)
    check(f"{name}: places by day", len(done(api.get_rating_rank_short(profile, child.contingent_guid, MONDAY, SATURDAY))) == 6)
    check(f"{name}: places by subject", len(done(api.get_rating_rank_subjects(profile, child.contingent_guid, SATURDAY))) > 5)
    school = done(api.get_school_info(profile, child.school.id, child.class_unit_id))
    check(f"{name}: the school", school.principal and school.classroom_teachers[0].last_name == "Юсупова", school)
    check(f"{name}: teachers", any("Алгебра" in it.subject_names for it in school.teachers))
    members = done(api.get_class_members(child.class_unit_id))
    check(f"{name}: the class", len(members) == 17, members)
    plan = done(api.get_programs_parallel_curriculum(child.parallel_curriculum_id, profile, child.id))
    check(f"{name}: the plan", plan[0].sections[0].subjects[0].total_hours > 10, plan)
    check(f"{name}: the person", done(api.get_person_data(child.contingent_guid, profile)).lastname == "Гаджиева")
    check(f"{name}: children of a user", lambda: done(api.get_user_childrens(child.contingent_guid)) is not None)
    settings = done(api.get_user_settings_app(profile))
    check(f"{name}: settings", settings.estimation_type == "five", settings)
    visits = done(api.get_visits(profile, child.id, child.contract_id, MONDAY, SATURDAY))
    status = done(api.get_status(profile, str(child.contract_id)))
    if system == "mes":
        check(f"{name}: the door", ":" in visits.payload[0].visits[0].in_, visits)
        check(f"{name}: in school now", status.students[0].at_school is False, status)
        check(f"{name}: money", done(api.get_day_balance_info(profile, child.contract_id)).balance == 0)
        check(f"{name}: meals", done(api.get_meals_clients(profile, child.contract_id)).balance == 0)
    else:
        check(f"{name}: no door", not visits and not status, (visits, status))

    check(f"{name}: another's id is refused", refused(lambda: api.get_marks(profile, profile, TERM, SATURDAY), 403))
    check(f"{name}: another's profile is refused", refused(lambda: api.get_family_profile(child.id), 403))
    check(f"{name}: another role is refused", refused(lambda: api.get_events(child.contingent_guid, "student", MONDAY, SATURDAY), 401))
    for kind, code in (("invalid-token", 401), ("system-forbidden", 403), ("too-many-requests", 429), ("server-error", 500)):
        misbehave(kind)
        check(f"{name}: {kind}", refused(lambda: api.get_marks(child.id, profile, TERM, SATURDAY), code))
    for kind, code in (("bad-gateway", 502), ("unavailable", 503)):
        misbehave(kind)
        check(f"{name}: {kind} is a page", refused(lambda: api.get_marks(child.id, profile, TERM, SATURDAY), code))
    stranger = type(api)(system, token="nobody")
    check(f"{name}: a wrong token", refused(lambda: stranger.get_users_profile_info(), 401))
    if system == "myschool":
        check(f"{name}: a token is renewed as text", lambda: len(done(api.refresh_token())) > 20)


def web(name, api, guid):
    """All calls of the web API."""
    session = done(api.get_session_info())
    check(f"{name}: the session", session.first_name == "Патимат" and session.profiles[0].type == "parent", session)
    profile = session.profiles[0].id
    check(f"{name}: who", done(api.get_user_info()).info.first_name == "Патимат")
    family = done(api.get_family_web_profile(profile, "parent"))
    check(f"{name}: the family", len(family.children) == 3 and family.children[0].contingent_guid == guid, family)
    years = done(api.get_academic_years(profile, "parent", profile))
    check(f"{name}: years", [it.name for it in years if it.current_year] == ["2026-2027"], years)
    events = done(api.get_events(guid, "parent", MONDAY, SATURDAY))
    check(f"{name}: a week", events.total_count >= 35, events.total_count)
    check(f"{name}: users", done(api.get_user([session.id], profile, profile, "parent"))[0].first_name == "Патимат")
    students = done(api.get_student_profiles(14, pid=profile, profile_id=profile, profile_type="parent"))
    check(f"{name}: students", [it.class_level for it in students] == [7, 3, 1], students)
    check(f"{name}: the person", done(api.get_person_data(guid)).lastname == "Гаджиева")
    check(f"{name}: roles", len(done(api.get_all_roles_global())) == 2)
    check(f"{name}: children", done(api.get_children(guid)).entities == [])
    check(f"{name}: organisations", done(api.get_organisations(1)).entities == [])
    check(f"{name}: messages of the system", lambda: not done(api.get_system_messages(True, True, profile, "parent", profile)))


def my_school_signs_in(name, kind):
    api = kind("myschool")
    api.token = done(api.login(LOGIN, PASSWORD))
    check(f"{name}: login and password", api.token.count(".") == 2, api.token)
    check(f"{name}: the token works", done(api.get_users_profile_info())[0].type == "ParentProfile")
    check(f"{name}: a wrong password", refused(lambda: kind("myschool").login(LOGIN, "wrong"), 401))


def gosuslugi_sync():
    api = SyncMobileAPI("myschool")
    api.token = api.esia_login(LOGIN, PASSWORD)
    check("Госуслуги, sync: signed in", api.get_users_profile_info()[0].type == "ParentProfile")


async def gosuslugi_async():
    api = AsyncMobileAPI("myschool")
    api.token = await api.esia_login(LOGIN, PASSWORD)
    check("Госуслуги, async: signed in", (await api.get_users_profile_info())[0].type == "ParentProfile")


async def mos_ru():
    """login.mos.ru with its proof of work and its code by SMS; the sync way of the client is broken at the code."""
    api = AsyncMobileAPI("mes")
    step = await api.login(LOGIN, PASSWORD)
    check("mos.ru: a code is sent", step.inquire == "enter_sms_code" and step.ttl == 300, step)
    await step.async_enter_code("123456")
    info = await api.get_users_profile_info()
    check("mos.ru: signed in", info[0].type == "ParentProfile", info)
    before = api.token
    await api.refresh_token()
    check("mos.ru: the token is renewed", api.token != before)
    # A new token opens nothing until the profiles were asked for with it.
    closed = False
    try:
        await api.get_family_profile(info[0].id)
    except APIError as error:
        closed = error.status_code == 401
    check("mos.ru: a new token waits to be activated", closed)
    await api.get_users_profile_info()
    check("mos.ru: and is", len((await api.get_family_profile(info[0].id)).children) == 3)
    wrong = AsyncMobileAPI("mes")
    try:
        await wrong.login(LOGIN, "wrong")
        check("mos.ru: a wrong password", False)
    except APIError as error:
        check("mos.ru: a wrong password", "InvalidCredentials" in str(error), error)
    await api._login_info["session"].close()
    await wrong._login_info["session"].close()


def main():
    send("PUT", "/_control/clock", {"clock": "fixed", "at": NOW})
    for system in ("mes", "myschool"):
        for face, kind in (("sync", SyncMobileAPI), ("async", AsyncMobileAPI)):
            mobile(f"{system} mobile {face}", kind(system, token=token()))
        guid = SyncMobileAPI(system, token=token()).get_family_profile(
            SyncMobileAPI(system, token=token()).get_users_profile_info()[0].id
        ).children[0].contingent_guid
        for face, kind in (("sync", SyncWebAPI), ("async", AsyncWebAPI)):
            web(f"{system} web {face}", kind(system, token=token()), guid)
    for face, kind in (("mobile sync", SyncMobileAPI), ("mobile async", AsyncMobileAPI)):
        my_school_signs_in(f"myschool {face}", kind)
    check("Госуслуги, sync", lambda: gosuslugi_sync() is None)
    check("Госуслуги, async", lambda: asyncio.run(gosuslugi_async()) is None)
    check("mos.ru", lambda: asyncio.run(mos_ru()) is None)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
