"""Made-up requests from a seed, sent through the whole program, each undone afterwards, each judged.

A request is drawn from the list of routes itself: a route, a duty, a verb (mostly one the page knows), keys (own,
the neighbour's, sealed, another province's, absent, impossible), query, body (nearly right, wrong in one field,
wrong altogether), encoding and headers. The same seed makes the same requests on every machine.
"""

import io
import random
import re
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote, urlencode

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from kuea.project.openapi import statuses
from kuea.project.routes import Route, list_routes
from tests.security.fuzz_world import ABSENT, FEW, OTHER, SEALED, START, FuzzWorld

FORM = "application/x-www-form-urlencoded"
NUMBERS = ["-1", "0", "1", "2147483648", "9223372036854775808", "9" * 25, "9" * 5000, "1e9", "1.5", "²", "๑๒", "٣", "½", " 3 ", "0x10", "NaN", "+7", "1_000", ""]  # fmt: skip
TEXTS = [
    "", " ", "ก", "คุณยายอยู่คนเดียว", "a\x00b", "\u200b", "ํา", "\u0e31", "😀" * 50, "ก" * 3000, "x" * 19_000,
    "x" * 30_000, "<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "'; DROP TABLE people_person;--",
    "%s%n%(x)s{0}{x}{{7*7}}", "../../etc/passwd", "\r\nSet-Cookie: x=1", "=cmd|' /C calc'!A0", "\u202eabc", "\ud7ff\ue000",
    "[" * 500, '{"a":' * 200, "https://elsewhere.example/", "//elsewhere.example", "null", "None", "true", "\\", "\ufeff",
]  # fmt: skip
DAYS = ["24/11/2569", "1/10/2569", "31/2/2569", "0/0/0", "1/1/1", "24/11/99999", "2026-11-24", "๒๔ พ.ย. ๒๕๖๙", "9999-12-31", "1/1/9999", "x"]  # fmt: skip
CODES = ["130101", "140101", "13", "1301", "14", "13010101", "", "1301%00", "..", "a/b", "๑๓๐๑๐๑", "x" * 300, "elder_alone", "XXOTHERRCPT", "XXSEALEDRCPT"]  # fmt: skip
VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW"]
HEADERS = [
    {}, {}, {}, {"HX-Request": "true"}, {"HX-Request": "true", "HX-Current-URL": "\\x"}, {"Accept": "application/json"},
    {"Accept-Language": "x" * 2000}, {"Referer": "https://elsewhere.example/"}, {"X-Forwarded-Host": "elsewhere.example"},
    {"X-HTTP-Method-Override": "DELETE"}, {"Range": "bytes=0-1"}, {"If-Modified-Since": "yesterday"}, {"Origin": "null"},
    {"HX-Request": "true", "HX-Current-URL": "http://[::1", "HX-Current-URL-URI-AutoEncoded": "true"},
    {"Content-Encoding": "gzip"}, {"Accept-Encoding": "gzip"}, {"Cookie": "django_language=../../x"},
]  # fmt: skip
UPLOADS = [b"", b"a", b"PK\x03\x04" + b"\x00" * 40, b"\xd0\xcf\x11\xe0" * 20, "ชื่อ,สกุล\nสมใจ,ทดสอบ\n".encode(), "ชื่อ,สกุล\nสมใจ,ทดสอบ\n".encode("cp874"), b"\xff\xfe\x00" * 99, b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", b"%PDF-1.4"]  # fmt: skip
NAMES = [
    "list.csv",
    "../../evil.csv",
    "a\x00.csv",
    "ชื่อ.xlsx",
    "x" * 300 + ".csv",
    ".htaccess",
    "",
    "a\r\nb.csv",
]
PUBLIC_PAPERS = "/people/definitions/"
"""Past the draft a definition is read by everybody, in every province (R28)."""
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")\w+|(name="once" value=")[-\w]+')


@dataclass(frozen=True)
class Ask:
    """One request, ready to be sent."""

    duty: str
    route: Route
    verb: str
    path: str
    query: str = ""
    body: bytes = b""
    content_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.duty} {self.verb} {self.path[:120]}?{self.query[:120]} {self.content_type[:60]} {self.body[:300]!r}"


@dataclass
class Answer:
    status: int
    text: str
    queries: int = 0
    fault: str = ""


@dataclass
class Report:
    seed: int
    sent: int = 0
    statuses: Counter = field(default_factory=Counter)
    faults: dict[str, str] = field(
        default_factory=dict
    )  # one of a kind → the first request that showed it


class Fuzzer:
    """Draws, sends and judges."""

    def __init__(self, fuzz_world: FuzzWorld, seed: int) -> None:
        self.world, self.random = fuzz_world, random.Random(seed)
        self.report, self.asked = Report(seed), 0
        self.routes = list_routes()
        self.clients, self.cookies, self.raised = {}, {}, []
        for name, duty in {**fuzz_world.duties, "nobody": None}.items():
            client = Client(raise_request_exception=False)
            if duty is not None:
                client.force_login(duty.user)
            self.clients[name] = client
            self.cookies[name] = client.cookies.output(header="", sep=";")
        got_request_exception.connect(self._note_fault)

    def _note_fault(self, **_: object) -> None:
        self.raised.append(traceback.format_exc())

    def _count(self, execute: Callable[..., Any], *more: Any) -> Any:
        self.asked += 1
        return execute(*more)

    # --- sending -----------------------------------------------------------------------------------

    def send(self, ask: Ask) -> Answer:
        """Through every middleware and the view; then everything written is undone."""
        client = self.clients[ask.duty]
        client.cookies = SimpleCookie(self.cookies[ask.duty])
        self.raised.clear()
        self.asked = 0
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in ask.headers}
        if "HTTP_COOKIE" in headers:
            client.cookies.load(headers.pop("HTTP_COOKIE"))
        with transaction.atomic(), connection.execute_wrapper(self._count):
            response = client.generic(
                ask.verb,
                ask.path,
                ask.body,
                ask.content_type or FORM,
                QUERY_STRING=ask.query,
                **headers,
            )
            text = read_text(response)
            for (
                let_go
            ) in response._resource_closers:  # not close(): that would end the connection as well
                let_go()
            transaction.set_rollback(True)
        return Answer(
            response.status_code, text, self.asked, self.raised[-1] if self.raised else ""
        )

    def run(self, count: int) -> Report:
        for _ in range(count):
            ask = self.draw()
            self.judge(ask, self.send(ask))
        return self.report

    def judge(self, ask: Ask, answer: Answer) -> None:
        """No fault, no foreign word, no answer the OpenAPI document does not know."""
        self.report.sent += 1
        self.report.statuses[answer.status] += 1
        if answer.status >= 500 or answer.fault:
            last = answer.fault.strip().splitlines() or ["?"]
            where = [line.strip() for line in last if "/kuea/" in line][-1:] or ["?"]
            self._fault(f"{answer.status} {last[-1][:160]} at {where[0][-90:]}", ask)
        for word in self.world.foreign_words(ask.duty):
            if word in answer.text:
                self._fault(f"{word} met by {ask.duty} at {ask.route.address}", ask)
        if ask.verb not in ask.route.verbs:
            wrong = answer.status not in {400, 404, 405, 413, 415}
        else:
            wrong = answer.status not in statuses(ask.route, ask.verb)
        if answer.status == 301 and not ask.path.endswith("/"):
            wrong = False  # the framework's own slash at the end
        if answer.status == 404 and not ask.route.parameters and ask.path != ask.route.address:
            wrong = False  # the address was bent: it is no page at all
        if wrong and answer.status < 500:
            self._fault(f"{answer.status} not documented for {ask.verb} {ask.route.address}", ask)

    def _fault(self, kind: str, ask: Ask) -> None:
        self.report.faults.setdefault(kind, str(ask))

    # --- drawing -----------------------------------------------------------------------------------

    def draw(self) -> Ask:
        pick = self.random
        route = pick.choice(self.routes)
        verb = pick.choice(route.verbs) if pick.random() < 0.9 else pick.choice(VERBS)
        duty = self._duty(route)
        query = self._query(route) if pick.random() < 0.5 else ""
        headers = tuple(pick.choice(HEADERS).items())
        body, kind = self._body(route) if verb not in {"GET", "HEAD"} else (b"", "")
        return Ask(duty, route, verb, self._path(route), query, body, kind, headers)

    def _duty(self, route: Route) -> str:
        """Mostly a duty the page is for, so that requests get past its door."""
        names = list(self.clients)
        if self.random.random() < 0.8 and not route.is_public:
            fits = [
                n for n, d in self.world.duties.items() if not route.roles or d.role in route.roles
            ]
            return self.random.choice(fits or names)
        return self.random.choice(names)

    def _key(self) -> str:
        pick = self.random
        kind = pick.random()
        if kind < 0.55:
            return str(pick.randint(1, 12))
        if kind < 0.85:
            return str(pick.choice(list(START.values())) + pick.randint(0, FEW))
        return str(ABSENT) if kind < 0.9 else quote(pick.choice(NUMBERS)[:400], safe="") or "x"

    def _path(self, route: Route) -> str:
        path = route.address
        for each in route.parameters:
            if each.kind == "int":
                value = self._key()
            elif each.choices and self.random.random() < 0.9:
                value = self.random.choice(each.choices)
            else:
                value = quote(self.random.choice(CODES), safe="%") or "x"
            path = path.replace("{" + each.name + "}", value)
        if self.random.random() < 0.02:
            path += self.random.choice(["/", "..%2f", "%ff", "%00", ";a=b", "%E0%A4%A"])
        return path

    def _query(self, route: Route) -> str:
        names = [
            *route.asked,
            *(n for form in route.asked_forms for n in form.base_fields),
            "page",
            "next",
            "x",
        ]
        chosen = self.random.sample(names, k=min(len(names), self.random.randint(1, 3)))
        if self.random.random() < 0.05:
            return self.random.choice(
                ["%", "&&==&", "a[b][c]=1", "%ff=%fe", "page=1&" * 300, "q=%ed%a0%80", "x=%00"]
            )
        return urlencode([(name, self._value(None)) for name in chosen], errors="surrogatepass")

    def _body(self, route: Route) -> tuple[bytes, str]:
        pick, kind = self.random, self.random.random()
        if kind < 0.06:
            return pick.choice([b"", b"\xff\xfe", b"%", b"a=b&a", b"=" * 3000, b"[" * 3000]), FORM
        if kind < 0.10:
            return b'{"a": ' + b"[" * 2000, "application/json"
        if kind < 0.13:
            return b"--x\r\nContent-Disposition: form-data", pick.choice(
                ["multipart/form-data", "multipart/form-data; boundary=x"]
            )
        if kind < 0.15:
            return "who=ก".encode("cp874"), FORM + "; charset=" + pick.choice(
                ["tis-620", "utf-16", "none"]
            )
        data = self._fields(route)
        is_file = any(isinstance(value, SimpleUploadedFile) for _name, value in data)
        if is_file or pick.random() < 0.1:
            together: dict[str, list[object]] = {}
            for name, value in data:
                together.setdefault(name, []).append(value)
            return encode_multipart(BOUNDARY, together), MULTIPART_CONTENT
        return urlencode(data, errors="surrogatepass").encode(), FORM

    def _fields(self, route: Route) -> list[tuple[str, object]]:
        """A form nearly right: each field fits with a chance that is drawn once for the request."""
        fits = self.random.choice([1.0, 0.9, 0.5, 0.0])
        found: list[tuple[str, object]] = []
        if route.forms:
            _name, form = self.random.choice(route.forms)
            for name, one in form.base_fields.items():
                if self.random.random() < 0.95:
                    fit = one if self.random.random() < fits else None
                    found += [(name, self._value(fit)) for _ in range(self._times(one))]
        found += [
            (name, self._value(None, fits)) for name in route.posted if self.random.random() < 0.9
        ]
        if self.random.random() < 0.05:
            found += [("is_sealed", "0"), ("province", "14"), ("by", "1"), ("state", "verified")]
        return found

    def _times(self, one: forms.Field) -> int:
        return (
            self.random.randint(0, 3)
            if isinstance(one, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
            else 1
        )

    def _value(self, one: forms.Field | None, fits: float = 0.0) -> object:
        """A value a field would take; without a field, anything."""
        pick = self.random
        if one is None:
            if pick.random() < fits:
                return pick.choice(["1", "0", "same", "different", "เหตุผลที่เขียนไว้", "2"])
            return pick.choice(pick.choice([NUMBERS, TEXTS, DAYS, CODES, [self._key()]]))
        if isinstance(one, forms.FileField):
            return SimpleUploadedFile(pick.choice(NAMES) or "x", pick.choice(UPLOADS))
        if isinstance(one, forms.ModelChoiceField | forms.ModelMultipleChoiceField):
            return pick.choice([self._key(), "130101", "13010101", "140101"])
        if isinstance(one, forms.UUIDField):
            return f"{pick.getrandbits(128):032x}"
        if isinstance(one, forms.ChoiceField):
            known = one.choices if isinstance(one.choices, list | tuple) else []
            values = [str(value) for value, label in known if not isinstance(label, list | tuple)]
            return pick.choice(values or [self._key(), "130101", "elder_alone", "hardship"])
        if isinstance(one, forms.BooleanField):
            return "on"
        if isinstance(one, forms.IntegerField):
            return pick.choice(["1", "2", "9", "2550", "2147483647", "9223372036854775807"])
        if isinstance(one, forms.CharField):
            return pick.choice(
                ["คุณยายอยู่คนเดียว", "x", "1", "0", "ก" * min(one.max_length or 900, 5000)]
            )
        return pick.choice([*DAYS[:2], "24/11/2569 09:30", "2026-12-24T09:30", "1"])

    # --- "not there" and "not yours" ---------------------------------------------------------------

    def pairs(self) -> Iterator[tuple[Ask, list[Ask]]]:
        """For every page with a key and every duty it is for: the absent key beside keys of other people's things."""
        for route in self.routes:
            keyed = [each for each in route.parameters if each.kind == "int"]
            if not keyed:
                continue
            for name, duty in self.world.duties.items():
                if route.roles and duty.role not in route.roles:
                    continue
                words = (SEALED,) if route.address.startswith(PUBLIC_PAPERS) else (OTHER, SEALED)
                ranges = [word for word in words if name not in self.world.may_see[word]]
                for verb in route.verbs:
                    yield (
                        self._with_key(route, name, verb, ABSENT),
                        [
                            self._with_key(route, name, verb, START[w] + n)
                            for w in ranges
                            for n in range(FEW)
                        ],
                    )

    def _with_key(self, route: Route, duty: str, verb: str, key: int) -> Ask:
        path = route.address
        for each in route.parameters:
            value = (
                str(key) if each.kind == "int" else (each.choices[0] if each.choices else "130101")
            )
            path = path.replace("{" + each.name + "}", value)
        return Ask(duty, route, verb, path)

    def differences(self, absent: Ask, foreign: list[Ask]) -> list[str]:
        """How the answers to keys of others differ from the answer to a key of nobody."""
        told = self.send(absent)
        wanted = (told.status, plain(told.text, absent.path), told.queries)
        found = []
        for ask in foreign:
            answer = self.send(ask)
            given = (answer.status, plain(answer.text, ask.path), answer.queries)
            if given != wanted:
                what = [
                    n
                    for n, a, b in zip(("status", "body", "queries"), wanted, given, strict=True)
                    if a != b
                ]
                found.append(
                    f"{ask.duty} {ask.verb} {ask.route.address} key {ask.path}: {what} {told.status}→{answer.status} queries {told.queries}→{answer.queries}"
                )
        return found


def plain(text: str, path: str) -> str:
    """The page without its own address and its one-time tokens."""
    return TOKEN.sub(r"\1\2", text.replace(path, "/PATH/"))


def read_text(response: HttpResponse) -> str:
    """All that a reader could find in an answer: headers, page, and inside of a workbook."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    text = "\n".join(
        f"{name}: {value}" for name, value in response.headers.items() if name != "Content-Length"
    )
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"\n".join(book.read(name) for name in book.namelist())
    return f"{text}\n{content.decode('utf-8', 'replace')}"
