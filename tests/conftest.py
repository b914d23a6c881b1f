"""The strict world of the tests: one small province, no network, made-up input that can be made again."""

import os

import pytest
from hypothesis import settings

# The browser tests run beside an event loop.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# The same made-up input at every run, so that a red test is red for everybody; KUEA_EXPLORE=1 looks for new
# input. No deadline: a busy machine is not a fault of a rule.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile("explore" if os.environ.get("KUEA_EXPLORE") else "steady")


@pytest.fixture
def world(db):
    from tests.world import make_world

    return make_world()
