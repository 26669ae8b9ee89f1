"""People who use the portal at the same time, each with a browser of their own, and what they remember of it."""

import datetime
import random
import re
import statistics
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import requests

PAUSE_SECONDS = 2.0  # on average between two clicks
AT_ONCE = 12  # more open connections than six for each worker would only wait in the kernel's queue
MIX = (("my", 10), ("home", 30), ("pair", 20), ("meetings", 10), ("log", 30))
TWICE = 0.1  # of all forms are sent a second time, as an impatient person does
PATIENCE_SECONDS = 90
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
MINUTES = (15, 30, 45, 60)


class Visitor:
    """One logged-in person with their pair; logs each of these days once."""

    def __init__(self, crowd, login, pairing, days):
        self.crowd, self.login, self.pairing = crowd, login, pairing
        self.dice = random.Random(f"{crowd.seed} {login}")
        self.session = requests.Session()
        self.days = iter(days)
        self.token = None

    def log_in(self):
        page = self.session.get(f"{self.crowd.base}/web/login", timeout=60).text
        values = {"login": self.login, "password": self.login, "csrf_token": TOKEN.search(page)[1]}
        self.session.post(f"{self.crowd.base}/web/login", data=values, timeout=60)
        page = self.session.get(f"{self.crowd.base}/my/mentoring/pairings/{self.pairing}/log", timeout=60).text
        self.token = TOKEN.search(page)[1]

    def visit(self, until):
        while time.monotonic() < until:
            time.sleep(min(self.dice.expovariate(1 / PAUSE_SECONDS), 10))
            kind = self.dice.choices([name for name, _share in MIX], [share for _name, share in MIX])[0]
            if kind == "log":
                self._log()
                continue
            path = {
                "my": "/my",
                "home": "/my/mentoring",
                "pair": f"/my/mentoring/pairings/{self.pairing}",
                "meetings": f"/my/mentoring/pairings/{self.pairing}/meetings",
            }[kind]
            self._send(kind, "GET", path)

    def _log(self):
        day = datetime.date.today() - datetime.timedelta(days=next(self.days))
        key, minutes = uuid.uuid4().hex, self.dice.choice(MINUTES)
        values = {
            "csrf_token": self.token,
            "when": "other",
            "day": day.isoformat(),
            "minutes": str(minutes),
            "submission_key": key,
        }
        for _time in range(2 if self.dice.random() < TWICE else 1):
            if self._send("log", "POST", f"/my/mentoring/pairings/{self.pairing}/sessions", values):
                self.crowd.ledger[key] = (self.pairing, minutes)

    def _send(self, kind, method, path, values=None):
        """Whether it was answered as it should be; with `retries` it is sent again until it is."""
        expected = 200 if method == "GET" else 303
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            with self.crowd.gate:
                started = time.monotonic()
                try:
                    status = self.session.request(
                        method, self.crowd.base + path, data=values, allow_redirects=False, timeout=60
                    ).status_code
                except requests.RequestException as error:
                    status = type(error).__name__
                seconds = time.monotonic() - started
            if status == expected:
                self.crowd.seconds.setdefault(kind, []).append(seconds)
                return True
            self.crowd.errors.append((kind, status))
            if not self.crowd.retries or time.monotonic() > deadline:
                return False
            time.sleep(0.5)


class Crowd:
    """Visitors at one server. `ledger`: {submission key: (pair, minutes)} of every form that was acknowledged.

    people: (login, pair), the two of a pair one after the other; they take turns in logging `days` (how long ago).
    """

    def __init__(self, port, people, seed, days):
        self.base, self.seed = f"http://127.0.0.1:{port}", seed
        self.gate, self.ledger, self.retries = threading.Semaphore(AT_ONCE), {}, False
        self.forget()
        self.visitors = [
            Visitor(self, login, pairing, days[number % 2 :: 2])
            for number, (login, pairing) in enumerate(people)
        ]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(Visitor.log_in, self.visitors))

    def forget(self):
        self.seconds, self.errors = {}, []

    def visit(self, seconds):
        """Everybody at once for so long; afterwards `seconds` and `errors` tell how it was."""
        self.forget()
        until = time.monotonic() + seconds
        with ThreadPoolExecutor(len(self.visitors)) as pool:
            list(pool.map(lambda visitor: visitor.visit(until), self.visitors))

    def in_words(self):
        """Median and 95th percentile in milliseconds of each kind of request, the wait for a free worker included."""
        parts = []
        for kind, _share in MIX:
            times = sorted(self.seconds.get(kind, [0]))
            late = times[min(len(times) - 1, int(0.95 * len(times)))]
            parts.append(f"{kind} {statistics.median(times) * 1000:.0f}/{late * 1000:.0f}")
        count = sum(map(len, self.seconds.values()))
        return f"{count} requests, {len(self.errors)} errors, median/p95 ms: {', '.join(parts)}"
