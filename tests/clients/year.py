"""What the scripts fetch_year_*.py share: their arguments, and the file in which they tell what was fetched.

    python fetch_year_….py FACE URL sign-in LOGIN PASSWORD
    python fetch_year_….py FACE URL SESSION FROM TO TODAY [FILE]

The first prints what the second takes for SESSION. FACE says which of its ways a client goes, "-" where it has one. FROM
and TO are days (YYYY-MM-DD), the span that our first sync asks for. With FILE, the fields of what was fetched are written
there for lost_fields.py; what `cargo xtask bench` measures is done without it, and keeps nothing.
"""

import json
import sys
import urllib.request
from datetime import datetime, timedelta, timezone

MOSCOW = timezone(timedelta(hours=3))


def run(sign_in, fetch, fill):
    """Does what the command line says.

    `sign_in(face, url, login, password)` gives a session as text, `fetch(face, url, session, first, last, today)` what
    was fetched, `fill(say, fetched, today)` calls `say(kind, id, field=value, …)` for each thing in it.
    """
    face, url, *rest = sys.argv[1:]
    if rest[0] == "sign-in":
        print(sign_in(face, url, *rest[1:]))
        return
    fetched = fetch(face, url, *rest[:4])
    if len(rest) < 5:
        return
    rows = []

    def say(kind, key, /, **fields):
        for field, value in fields.items():
            if value is not None and value != "":
                rows.append([kind, field, str(key), value])

    fill(say, fetched, rest[3])
    with open(rest[4], "w", encoding="utf-8") as file:
        json.dump(rows, file, ensure_ascii=False)


def from_september(first):
    """The first day of the span that lies in the school year, for a server that takes no other: the span begins in August."""
    return max(first, f"{first[:4]}-09-01")


def post(url, body):
    """The JSON that a POST of JSON is answered with."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def utc(moment):
    """A moment, as text or not, in UTC and to the second; one without a zone is Moscow's."""
    if not moment:
        return None
    if isinstance(moment, str):
        text = moment.replace(" ", "T")
        zone = text[19:].lstrip(".0123456789")
        moment = datetime.fromisoformat(text[:19] + ("+00:00" if zone == "Z" else zone))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=MOSCOW)
    return moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0).isoformat()
