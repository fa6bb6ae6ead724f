"""octodiary 0.3.0 fetches for one pupil what one sync of ours brings of a school year; it keeps nothing.

FACE is "mes mobile", "myschool mobile" or "myschool web"; the other arguments are in year.py. The package is used as pip
installs it (requirements-octodiary.txt), its addresses set as in octodiary_mesh.py. Each list is asked for the whole
year at once; what would be a request for each lesson or subject (who teaches it) is left out. Its web API has the calendar
and the profile alone: no moments of marks, no terms, no final marks.
"""

import datetime

import year
from octodiary.apis import SyncMobileAPI, SyncWebAPI
from octodiary.urls import BaseURLs

LESSONS = ("PLAN", "EC", "AE")


def sign_in(_, url, login, password):
    return year.post(f"{url}/lms/api/sessions", {"login": login, "password_plain": password})["authentication_token"]


def fetch(face, url, token, first, last, _):
    for hosts in (BaseURLs.MES, BaseURLs.MYSCHOOL):
        hosts.AUTH = hosts.SCHOOL = hosts.DNEVNIK = url
    BaseURLs.MES.SCHOOL_API, BaseURLs.MYSCHOOL.SCHOOL_API = url + "/api", url
    system, api = face.split()
    first, last = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    if api == "web":
        return fetch_web(SyncWebAPI(system, token=token), first, last)
    api = SyncMobileAPI(system, token=token)
    profile = api.get_users_profile_info()[0].id
    child = api.get_family_profile(profile).children[0]
    return {
        "events": api.get_events(child.contingent_guid, "student", first, last).response,
        "marks": api.get_marks(child.id, profile, first, last).payload,
        "homework": api.get_homeworks_short(child.id, profile, first, last).payload,
        "by_term": api.get_subjects_marks(profile, child.id).payload,
        "subjects": api.get_subjects(child.id, profile).payload,
        "days": api.get_periods_schedules(child.id, profile, first, last),
        "school": api.get_school_info(profile, child.school.id, child.class_unit_id),
        "visits": system == "mes" and api.get_visits(profile, child.id, child.contract_id, first, last).payload or [],
    }


def fetch_web(api, first, last):
    profile = api.get_session_info().profiles[0].id
    child = api.get_family_web_profile(profile, "student").children[0]
    return {"events": api.get_events(child.contingent_guid, "student", first, last).response}


def fill(say, theirs, _):
    lessons = [event for event in theirs["events"] if event.source in LESSONS]
    for lesson in lessons:
        fill_lesson(say, lesson, with_homework="homework" not in theirs)
    for event in theirs["events"]:
        if event.source not in LESSONS:
            say("event", event.title, title=event.title, date=str(event.start_at)[:10], begins=year.utc(event.start_at),
                text=event.description, place=event.place_name)
    for mark in theirs.get("marks", []):
        say("mark", mark.id, value=mark.value, weight=mark.weight, moment=year.utc(mark.created_at),
            date=str(mark.date)[:10], subject=mark.subject_name, kind=mark.control_form_name, comment=mark.comment)
    for work in theirs.get("homework", []):
        say("homework", work.homework_entry_student_id, text=work.description, due=str(work.date)[:10],
            subject=work.subject_name, done=work.is_done)
    for subject in theirs.get("by_term", []):
        fill_subject(say, subject)
    if theirs.get("by_term"):
        for term in theirs["by_term"][0].periods:
            say("term", term.title, name=term.title, **{"from": term.start_iso, "to": term.end_iso})
    if "school" in theirs:
        fill_school(say, theirs["school"])
    for day in theirs.get("visits", []):
        for visit in day.visits:
            for way, hour in (("in", visit.in_), ("out", visit.out)):
                if hour and hour != "-":
                    at = f"{day.date}"[:10] + f"T{hour}"
                    say("visit", f"{at} {way}", moment=year.utc(at + ":00"), way=way, place=visit.short_name)


def fill_lesson(say, lesson, with_homework):
    key = lesson.source_id if lesson.source == "PLAN" else f"{lesson.source}-{lesson.source_id}"
    begins, ends = str(lesson.start_at), str(lesson.finish_at)
    say("lesson", key, date=begins[:10], begins=begins[11:16], ends=ends[11:16], subject=lesson.subject_name,
        room=lesson.room_number, topic=lesson.lesson_theme)
    if lesson.is_missed_lesson:
        say("absence", key, lesson=key)
    for mark in lesson.marks or []:
        say("mark", mark.id, lesson=key)
        if with_homework:
            say("mark", mark.id, value=mark.value, weight=mark.weight, kind=mark.control_form_name, comment=mark.comment)
    if with_homework and lesson.homework:
        for entry in lesson.homework.entries or []:
            due = str(entry.date_prepared_for)[:10]
            say("homework", f"{due} {lesson.subject_name}", text=entry.description, due=due, subject=lesson.subject_name)


def fill_subject(say, subject):
    for number, term in enumerate(subject.periods, 1):
        say("final mark", f"{subject.subject_name}/{number}", value=term.fixed_value)
    say("final mark", f"{subject.subject_name}/year", value=subject.year_mark)


def fill_school(say, school):
    address = school.address and school.address.address
    say("school", "school", school=school.name, address=address, phone=school.phone, email=school.email,
        site=school.website_link, head=school.principal, class_teacher=full(school.classroom_teachers[0]))
    for teacher in school.teachers:
        for subject in teacher.subject_names:
            say("teacher", full(teacher), name=full(teacher), subject=subject)


def full(person):
    return " ".join(filter(None, [person.last_name, person.first_name, person.middle_name]))


if __name__ == "__main__":
    year.run(sign_in, fetch, fill)
