"""Schemathesis reads our OpenAPI document and asks every operation through the WSGI door, as three duties."""

import os

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from kuea.project.openapi import make_document
from kuea.project.wsgi import application

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]
EXAMPLES = int(os.environ.get("KUEA_EXAMPLES", "1"))
"""Of each operation; the stage «Security» of CI asks more."""
TOKEN = "a" * 32
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


def ask_all(duty, mode):
    """Every operation the duty is for (or public ones for nobody): made-up requests, each undone."""
    schema = schemathesis.openapi.from_dict(make_document())
    schema.app = application
    client = Client()
    if duty is not None:
        client.force_login(duty.user)
    cookies = "; ".join(
        [f"csrftoken={TOKEN}", *(f"{k}={v.value}" for k, v in client.cookies.items())]
    )
    headers = {"Cookie": cookies, "X-CSRFToken": TOKEN, "Host": "testserver"}
    asked, seen = 0, set()
    for found in schema.get_all_operations():
        operation = found.ok()
        roles = operation.definition.raw["x-duties"]
        if roles not in (["public"], ["any"]) and (duty is None or duty.role not in roles):
            continue
        asked += 1
        ask(operation, headers, mode, seen)
    assert seen >= {200, 302, 404}, "the requests must get past the door"
    return asked


def ask(operation, headers, mode, seen):
    @settings(
        max_examples=EXAMPLES,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case):
        with transaction.atomic():
            answer = case.call(headers=headers)
            transaction.set_rollback(True)
        seen.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS, headers=headers)

    one()


WHOLE = "KUEA_EXAMPLES" in os.environ
"""The stage «Security» of CI asks as all three duties; every other run of the tests as one, for its minutes."""


@pytest.mark.parametrize("name", ["host_coordinator", *(["secretary", None] if WHOLE else [])])
def test_every_operation_answers_as_its_document_says(world, name):
    duty = world.duty[name] if name else None
    assert ask_all(duty, GenerationMode.POSITIVE) >= (20 if name is None else 60)
