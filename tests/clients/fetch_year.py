"""The third-party client fetches for one pupil what one sync of ours brings of a school year; it keeps nothing.

    python fetch_year.py URL TOKEN FROM TO TODAY [FILE]

FROM and TO are days (YYYY-MM-DD): the span that our sync asks for. Used by `cargo xtask bench` as the other side of
the comparison, with the package as pip installs it (requirements.txt) and its address set as in dnevnik_ru.py. It asks
in the cheapest way that the client has; where it has no method for a page that ours reads, its own `get` is used. With
FILE, what was fetched is written there, for lost_fields.py.
"""

import json
import sys
from datetime import datetime

from pydnevnikruapi.dnevnik.dnevnik import DiaryAPI

url, token, first, last, today = sys.argv[1:6]
diary = DiaryAPI(token=token)
diary.host = url + "/v2/"
start, end = datetime.fromisoformat(first), datetime.fromisoformat(last)

context = diary.get_context()
person, school, group = context["personId"], context["schools"][0]["id"], context["eduGroups"][0]["id"]
periods = diary.get(f"edu-groups/{group}/reporting-periods-group")
begun = [period for period in periods["reportingPeriods"] if period["start"][:10] <= today]
period = max(begun, key=lambda period: period["start"])
answers = {
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
if len(sys.argv) > 6:
    with open(sys.argv[6], "w", encoding="utf-8") as file:
        json.dump(answers, file, ensure_ascii=False)
days = answers["schedule"]["days"]
print(sum(len(day["lessons"]) for day in days), sum(len(day["marks"]) for day in days))
