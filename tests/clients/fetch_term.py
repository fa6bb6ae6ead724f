"""The third-party client fetches for one pupil what one sync of ours brings; it keeps nothing.

    python fetch_term.py URL TOKEN FROM TO

FROM and TO are days (YYYY-MM-DD): the span that our sync asks for. Used by `cargo xtask bench` as the other side of
the comparison, with the package as pip installs it (requirements.txt) and its address set as in dnevnik_ru.py.
"""

import sys
from datetime import datetime

from pydnevnikruapi.dnevnik.dnevnik import DiaryAPI

url, token, first, last = sys.argv[1:5]
diary = DiaryAPI(token=token)
diary.host = url + "/v2/"
start, end = datetime.fromisoformat(first), datetime.fromisoformat(last)

context = diary.get_context()
person, school, group = context["personId"], context["schools"][0]["id"], context["eduGroups"][0]["id"]
periods = diary.get_group_reports(group)
schedule = diary.get_person_schedule(person, group, start, end)
finals = diary.get_person_group_marks_final(person, group)
kinds = diary.get_work_types(school)
profile = diary.get_school_profile(school)
subjects = diary.get_group_subjects(group)
period = next(p for p in periods if p["start"][:10] <= first <= p["finish"][:10])
averages = [diary.get_person_average_marks_by_subject(person, period["id"], s["id"]) for s in subjects]

days = schedule["days"]
print(sum(len(day["lessons"]) for day in days), sum(len(day["marks"]) for day in days), len(averages))
