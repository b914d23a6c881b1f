"""The OpenAPI document knows every address, verb, parameter and form of the program, and nothing else."""

import importlib
import pkgutil
import re

import pytest
from django import forms
from django.urls import URLResolver, get_resolver
from django.urls.converters import get_converters

import kuea
from kuea.project.openapi import KINDS, make_document
from kuea.project.routes import list_routes

NOT_FOR_PAGES = {
    "SubmitOnce",
    "VersionedForm",
    "CaseForm",
    "SampleForm",
    "HostForm",
    "OrganisationFields",
}
"""Bases of other forms, and the made-up one of the style guide."""


@pytest.fixture(scope="module")
def document():
    return make_document()


def walk(resolver, prefix="/"):
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(entry, address)
        else:
            yield address, entry


def test_every_address_is_there_and_no_other(document):
    ours = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address) for address, _entry in walk(get_resolver())
    }
    assert ours == set(document["paths"])


def test_every_path_parameter_has_its_converter(document):
    for address, _entry in walk(get_resolver()):
        wanted = re.findall(r"<(?:(\w+):)?(\w+)>", address)
        path = document["paths"][re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address)]
        told = {each["name"]: each["schema"] for each in path.get("parameters", [])}
        assert set(told) == {name for _kind, name in wanted}
        for kind, name in wanted:
            assert kind in get_converters() or not kind
            assert told[name]["type"] == KINDS[kind or "str"]["type"]


@pytest.mark.django_db
def test_listed_verbs_are_exactly_those_the_program_answers(document, client):
    """Asked of the program itself, signed in as nobody: every other verb is 405, the listed ones are not."""
    for route in list_routes():
        address = re.sub(r"\{\w+\}", "7", route.address)
        for verb in ("get", "head", "post", "put", "patch", "delete"):
            answer = getattr(client, verb)(address)
            assert (answer.status_code != 405) == (verb in document["paths"][route.address]), (
                verb,
                address,
            )


def test_every_form_of_the_program_is_described(document):
    for found in pkgutil.walk_packages(kuea.__path__, "kuea."):
        if "form" in found.name:
            importlib.import_module(found.name)
    classes, waiting = set(), [forms.BaseForm]
    while waiting:
        cls = waiting.pop()
        waiting += cls.__subclasses__()
        if cls.__module__.startswith("kuea.") and not cls.__name__.startswith("_"):
            classes.add(cls)
    told = set(document["components"]["schemas"]) | asked_by_get()
    missing = {
        f"{c.__module__.split('.')[1]}.{c.__name__}"
        for c in classes
        if c.__name__ not in NOT_FOR_PAGES
    }
    assert sorted(missing - told) == []


def asked_by_get():
    """Forms of searches are told as query parameters, forms drawn empty send to another address."""
    return {
        f"{form.__module__.split('.')[1]}.{form.__name__}"
        for route in list_routes()
        for form in (*route.asked_forms, *(one for _name, one in route.forms))
    }


def test_every_field_of_a_posted_form_has_its_type(document):
    for route in list_routes():
        for _name, form in route.forms:
            shape = document["components"]["schemas"][
                f"{form.__module__.split('.')[1]}.{form.__name__}"
            ]
            assert set(shape.get("properties", {})) == set(form.base_fields)
            assert shape.get("required", []) == [
                n for n, f in form.base_fields.items() if f.required
            ]


def test_every_reference_leads_somewhere(document):
    def references(part):
        if isinstance(part, dict):
            yield from ([part["$ref"]] if "$ref" in part else [])
            for value in part.values():
                yield from references(value)
        elif isinstance(part, list):
            for value in part:
                yield from references(value)

    for reference in references(document):
        found = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
