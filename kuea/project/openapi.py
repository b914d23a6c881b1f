"""The OpenAPI 3.1 document of our own pages: what each address takes and how it may answer."""

from typing import Any

import yaml
from django import forms
from django.utils.translation import override

from kuea.project.routes import Parameter, Route, list_routes

MOST_CHOICES = 60
KINDS: dict[str, dict[str, Any]] = {
    "int": {"type": "integer", "minimum": 0},
    "str": {"type": "string", "minLength": 1},
    "slug": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"},
    "uuid": {"type": "string", "format": "uuid"},
}
WORDS = {
    "200": "The page",
    "204": "The language is chosen, and the page to go back to is not known",
    "302": "Done, or sign in first: the address to go on with is in Location",
    "400": "What was sent cannot be read, or a field is missing or wrong: the page says which",
    "403": "Not this duty's, or a form without its token",
    "404": "Not there, or not yours: the same answer for both",
    "405": "Another verb than those listed",
    "409": "Not now: the state of things does not allow it, or somebody was faster",
    "413": "Larger than a form or a list may be",
    "415": "Not a form",
}
WITHOUT_PAGE = ("204", "302")


def make_document() -> dict[str, Any]:
    """The document as a dictionary, in the order it is printed."""
    with override("th"):
        routes = list_routes()
        paths = {route.address: _path(route) for route in routes}
        shapes = {_name(form): _shape(form) for route in routes for _key, form in route.forms}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kuea",
            "version": "1",
            "summary": "Every address of the program; pages in Thai, English with the language button.",
            "description": "Printed by `manage.py print_docs` from the addresses, views and forms. A verb that is "
            "not listed is answered with 405. Choices that depend on the province stand on the page, not here.",
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
                "form": {"type": "apiKey", "in": "header", "name": "X-CSRFToken"},
            },
            "responses": {
                code: {
                    "description": words,
                    "content": {"text/html": {"schema": {"type": "string"}}},
                }
                for code, words in WORDS.items()
                if code not in WITHOUT_PAGE
            }
            | {code: {"description": WORDS[code]} for code in WITHOUT_PAGE},
            "schemas": dict(sorted(shapes.items())),
        },
    }


def print_document() -> str:
    """docs/openapi.yaml."""
    head = "# Printed by `manage.py print_docs`; a test compares it with the code.\n"
    return head + yaml.dump(
        make_document(),
        Dumper=_Plain,
        default_flow_style=None,
        sort_keys=False,
        allow_unicode=True,
        width=160,
    )


class _Plain(yaml.SafeDumper):
    """Every part is written out where it stands: no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _path(route: Route) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if route.parameters:
        found["parameters"] = [_parameter(each) for each in route.parameters]
    for verb in route.verbs:
        found[verb.lower()] = _operation(route, verb)
    return found


def _parameter(each: Parameter) -> dict[str, Any]:
    schema = dict(KINDS[each.kind])
    if each.choices:
        schema = {"type": "string", "enum": list(each.choices)}
    return {"name": each.name, "in": "path", "required": True, "schema": schema}


def _operation(route: Route, verb: str) -> dict[str, Any]:
    reads = verb in {"GET", "HEAD"}
    found: dict[str, Any] = {
        "operationId": f"{route.name}.{verb.lower()}",
        "tags": [route.name.split(":", maxsplit=1)[0]],
        "x-duties": list(route.roles) or ["any"],
    }
    security: list[dict[str, list[str]]] = [{} if route.is_public else {"session": []}]
    found["security"] = security if reads else [{**security[0], "form": []}]
    queries = _queries(route)
    if queries and reads:
        found["parameters"] = queries
    if not reads:
        found["requestBody"] = _body(route)
    found["responses"] = _responses(route, reads)
    return found


def statuses(route: Route, verb: str) -> set[int]:
    """How this address may answer this verb; the fuzzer holds the program to it."""
    return {int(code) for code in _codes(route, verb in {"GET", "HEAD"})}


def _codes(route: Route, reads: bool) -> list[str]:
    found = {"400"}
    if route.renders or reads:
        found.add("200")
    if route.redirects or not route.is_public:
        found.add("302")
    if route.name == "web:set_language":  # Django's own view, when no page asked
        found.add("204")
    if not route.is_public:
        found |= {"403", "404", "409"}
    if route.parameters or (route.is_public and reads):
        found.add("404")
    if not reads:
        found |= {"403", "413", "415"}
    return sorted(found)


def _responses(route: Route, reads: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for code in _codes(route, reads):
        if code == "200" and route.content_types != ("text/html",):
            content = {kind: {"schema": {"type": "string"}} for kind in route.content_types}
            if "application/json" in content:
                content["application/json"] = {"schema": {"type": "object"}}
            found[code] = {"description": WORDS[code], "content": content}
        else:
            found[code] = {"$ref": f"#/components/responses/{code}"}
    return found


def _queries(route: Route) -> list[dict[str, Any]]:
    found = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in route.asked]
    known = {each["name"] for each in found}
    for form in route.asked_forms:
        for name, one in form.base_fields.items():
            if name not in known:
                found.append({"name": name, "in": "query", "schema": _schema(one)})
    return found


def _body(route: Route) -> dict[str, Any]:
    shapes: list[dict[str, Any]] = [
        {"$ref": f"#/components/schemas/{_name(form)}"} for _key, form in route.forms
    ]
    if route.posted:
        more = {"type": "object", "properties": {name: {"type": "string"} for name in route.posted}}
        shapes = [{"allOf": [shape, more]} for shape in shapes] or [more]
    schema = (
        {"type": "object"} if not shapes else shapes[0] if len(shapes) == 1 else {"anyOf": shapes}
    )
    has_file = any(
        isinstance(one, forms.FileField)
        for _key, form in route.forms
        for one in form.base_fields.values()
    )
    kinds = ["multipart/form-data"] if has_file else ["application/x-www-form-urlencoded"]
    return {"content": {kind: {"schema": schema} for kind in kinds}}


def _name(form: type[forms.Form]) -> str:
    """Two rooms may each have a «ReasonForm»."""
    parts = form.__module__.split(".")
    return f"{parts[1]}.{form.__name__}"


def _shape(form: type[forms.Form]) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "object"}
    if form.base_fields:
        found["properties"] = {name: _schema(one) for name, one in form.base_fields.items()}
    required = [name for name, one in form.base_fields.items() if one.required]
    if required:
        found["required"] = required
    return found


def _schema(one: forms.Field) -> dict[str, Any]:
    """The type of one field as a form sends it: text, with what is known of it."""
    found = _type(one)
    label = str(one.label or "")
    if label:
        found["description"] = label
    return found


def _type(one: forms.Field) -> dict[str, Any]:
    if isinstance(one, forms.FileField):
        return {"type": "string", "format": "binary"}
    if isinstance(one, forms.ModelMultipleChoiceField):
        return {"type": "array", "items": {"type": "string"}}
    if isinstance(one, forms.MultipleChoiceField):
        return {"type": "array", "items": {"type": "string", **_choices(one)}}
    if isinstance(one, forms.ModelChoiceField):
        return {"type": "string"}
    if isinstance(one, forms.ChoiceField):
        return {"type": "string", **_choices(one)}
    if isinstance(one, forms.NullBooleanField):
        return {"type": "string"}
    if isinstance(one, forms.BooleanField):
        return {"type": "string", "enum": ["on"]}
    if isinstance(one, forms.UUIDField):
        return {"type": "string", "format": "uuid"}
    if isinstance(one, forms.IntegerField):
        limits = {"minimum": one.min_value, "maximum": one.max_value}
        return {"type": "integer"} | {
            key: value for key, value in limits.items() if isinstance(value, int)
        }
    if isinstance(one, forms.CharField):
        return {"type": "string"} | ({"maxLength": one.max_length} if one.max_length else {})
    return {"type": "string"}


def _choices(one: forms.ChoiceField) -> dict[str, Any]:
    known = one.choices
    if not isinstance(known, list | tuple):
        return {}  # asked of the database when the page is drawn
    words = [str(value) for value, label in known if not isinstance(label, list | tuple)]
    return {"enum": words} if 0 < len(words) <= MOST_CHOICES else {}
