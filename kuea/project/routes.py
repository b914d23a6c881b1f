"""What every address of the program takes, read from the program itself: verbs, duties, parameters, forms.

Nobody keeps a second list beside `urls.py`: the forms of a page are those its view, and the helpers of its own
room that the view names, can reach. The OpenAPI document, the fuzzer and the house tests read this.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from dis import get_instructions
from types import CodeType, FunctionType, ModuleType
from typing import Any

from django import forms as django_forms
from django.urls import URLPattern, URLResolver, get_resolver

READ = re.compile(r'request\.(GET|POST)(?:\.get|\.getlist)?[(\[]\s*"(\w+)"')
ASKED = re.compile(r'"(\w+)"\s+(?:not )?in request\.(GET|POST)')
READ_FORM = re.compile(r"(\w+)\(\s*request\.GET")
FILLED_FORM = re.compile(r"(\w+)\(\s*request\.POST")
CONTENT_TYPE = re.compile(r'content_type=(?:"([^"]+)"|(\w+))')
BELOW_PAGES = re.compile(r"\.(actions|queries|models|labels|ports|guards|scope|path)\b")
"""Modules that draw no page: what they name is not a form of the page."""


@dataclass
class Reach:
    """What the code of one view can reach inside its own room."""

    forms: dict[str, type[django_forms.Form]] = field(default_factory=dict)
    source: str = ""
    keys: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    given: tuple[str, ...] = ()
    chosen: set[str] = field(default_factory=set)
    globals: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Parameter:
    name: str
    kind: str  # the converter: int, str, slug, uuid
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """One address. `roles` is empty for any duty, ("public",) for everyone."""

    address: str
    name: str
    verbs: tuple[str, ...]
    roles: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    asked: tuple[str, ...]
    posted: tuple[str, ...]
    forms: tuple[tuple[str, type[django_forms.Form]], ...]
    asked_forms: tuple[type[django_forms.Form], ...]
    redirects: bool
    renders: bool
    content_types: tuple[str, ...]

    @property
    def is_public(self) -> bool:
        return self.roles == ("public",)


def list_routes() -> list[Route]:
    """Every address, in the order of its text."""
    return sorted((_read(*found) for found in _walk(get_resolver())), key=lambda r: r.address)


def _walk(
    resolver: URLResolver, prefix: str = "/", space: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry, address, inner)
        else:
            yield address, f"{space}{entry.name or ''}", entry


def _read(address: str, name: str, entry: URLPattern) -> Route:
    view = entry.callback
    reach = _reach(view)
    source = reach.source
    pairs = [*READ.findall(source), *((b, a) for a, b in ASKED.findall(source))]
    posted = {word for kind, word in pairs if kind == "POST"} | set(reach.given)
    asked = {word for kind, word in pairs if kind == "GET"}
    asked_forms = {reach.forms[n] for n in READ_FORM.findall(source) if n in reach.forms}
    if "paginate" in reach.words:
        asked.add("page")
    filled = set(FILLED_FORM.findall(source)) & reach.forms.keys()
    if not filled or reach.keys:
        filled = {name for name, form in reach.forms.items() if form not in asked_forms}
    return Route(
        address=re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address),
        name=name,
        verbs=_verbs(view),
        roles=tuple(str(getattr(role, "value", role)) for role in getattr(view, "duty_roles", ())),
        parameters=_parameters(address, reach),
        asked=tuple(sorted(asked)),
        posted=tuple(sorted(posted)),
        forms=tuple((name, reach.forms[name]) for name in sorted(filled)),
        asked_forms=tuple(sorted(asked_forms, key=lambda each: each.__name__)),
        redirects="redirect" in source.lower(),
        renders=bool(re.search(r"render|_show|_page|_card|_slip|HttpResponse\(", source)),
        content_types=_content_types(source, reach),
    )


def _content_types(source: str, reach: Reach) -> tuple[str, ...]:
    found = {
        literal or str(reach.globals.get(name, ""))
        for literal, name in CONTENT_TYPE.findall(source)
        if literal or isinstance(reach.globals.get(name), str)
    }
    if "JsonResponse(" in source:
        found.add("application/json")
    if re.search(r"render|HttpResponseRedirect|set_language", source) or not found:
        found.add("text/html")
    return tuple(sorted(kind.split(";")[0] for kind in found))


def _verbs(view: Callable[..., Any]) -> tuple[str, ...]:
    """From `require_http_methods` anywhere in the chain of wrappers, or the methods of a class."""
    each: Any = view
    while each is not None:
        code = getattr(each, "__code__", None)
        cells = dict(zip(code.co_freevars, each.__closure__ or (), strict=False)) if code else {}
        if "request_method_list" in cells:
            return tuple(sorted(cells["request_method_list"].cell_contents))
        each = getattr(each, "__wrapped__", None)
    cls = getattr(view, "view_class", None)
    if cls is not None:
        known = {verb.upper() for verb in cls.http_method_names if hasattr(cls, verb)} - {"OPTIONS"}
        return tuple(sorted(known | ({"HEAD"} if "GET" in known else set())))
    return ("GET", "POST")


def _parameters(address: str, reach: Reach) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(name, kind or "str", tuple(sorted(reach.keys)) if kind == "slug" else ())
        for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", address)
    )


# --- what a view can reach -----------------------------------------------------------------------------


def _reach(view: Callable[..., Any]) -> Reach:
    reach = Reach()
    start = getattr(view, "view_class", None) or inspect.unwrap(view)
    room = ".".join(start.__module__.split(".")[:2])
    _look(start, room, reach, set(), top=True)
    return reach


def _look(thing: Any, room: str, reach: Reach, seen: set[int], *, top: bool = False) -> None:
    """Follow one value: a form is found, a function of the room is read, a table of acts is opened."""
    if id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, type):
        if issubclass(thing, django_forms.BaseForm):
            if thing is not django_forms.Form or not top:
                reach.forms[thing.__name__] = thing
        elif top:
            for each in thing.__mro__[
                :-1
            ]:  # a page of django-allauth that we dress: what it inherits counts
                reach.source += inspect.getsource(each)
            for name in dir(thing):
                _look(getattr(thing, name), room, reach, seen)
    elif isinstance(thing, FunctionType):
        if top or _draws(thing, room):
            _look_into(thing, room, reach, seen)
    elif isinstance(thing, dict | list | tuple | set | frozenset):
        for value in thing.values() if isinstance(thing, dict) else thing:
            _look(value, room, reach, seen)
    elif is_dataclass(thing):
        for each in fields(thing):
            _look(getattr(thing, each.name, None), room, reach, seen)


def _draws(thing: FunctionType, room: str) -> bool:
    module = thing.__module__ or ""
    return module.startswith(room) and not BELOW_PAGES.search(module)


def _look_into(function: FunctionType, room: str, reach: Reach, seen: set[int]) -> None:
    function = inspect.unwrap(function)  # type: ignore[assignment]
    reach.globals.update(
        {name: value for name, value in function.__globals__.items() if isinstance(value, str)}
    )
    words = set(_words(function.__code__))
    reach.words |= words
    cells = {
        name: cell.cell_contents
        for name, cell in zip(
            function.__code__.co_freevars, function.__closure__ or (), strict=True
        )
    }
    if not reach.source:  # the view itself: `_page("help")` means that entry of a table alone
        reach.chosen = {value for value in cells.values() if isinstance(value, str)}
    reach.source += inspect.getsource(function)
    for name, value in cells.items():
        if name == "fields" and isinstance(value, tuple):
            reach.given += tuple(word for word in value if isinstance(word, str))
        _look(value, room, reach, seen)
    for name in sorted(set(_loaded(function.__code__)) & function.__globals__.keys()):
        value = function.__globals__[name]
        if isinstance(value, ModuleType):
            for part in words:
                _look(_form_or_none(value, part), room, reach, seen)
        elif isinstance(value, dict) and value and all(isinstance(key, str) for key in value):
            narrowed = reach.chosen & set(value)
            if not narrowed and _is_table_of_acts(value):
                reach.keys |= {str(key) for key in value}
            _look([value[key] for key in narrowed] if narrowed else value, room, reach, seen)
        else:
            _look(value, room, reach, seen)


def _form_or_none(module: ModuleType, name: str) -> Any:
    found = vars(module).get(name)  # asked of the module itself: some make or warn on what is asked
    return found if isinstance(found, type) and issubclass(found, django_forms.BaseForm) else None


def _is_table_of_acts(table: dict[str, Any]) -> bool:
    """Whether the values are things to do (functions, tuples with them, acts), not words."""
    first = next(iter(table.values()))
    parts = first if isinstance(first, tuple) else [first]
    return any(callable(part) or is_dataclass(part) for part in parts)


def _words(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _words(constant)


def _loaded(code: CodeType) -> Iterator[str]:
    """The globals the code takes, not attributes that happen to have their names."""
    yield from (str(each.argval) for each in get_instructions(code) if each.opname == "LOAD_GLOBAL")
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _loaded(constant)
