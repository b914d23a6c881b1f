"""Whatever a browser sends as a key, it is a wrong code and never a fault; found by an attack from inside."""

import json

import pytest

from tests.rooms.offices.door import enter

pytestmark = pytest.mark.django_db

BROKEN = [
    {},
    [],
    "x",
    {"id": "x", "rawId": "x", "type": "public-key", "response": {}},
    {"id": "AA", "rawId": "AA", "type": "public-key",
     "response": {"clientDataJSON": "e30", "attestationObject": "o2NmbXRkbm9uZQ"}},
    {"id": "AA", "rawId": "AA", "type": "public-key",
     "response": {"clientDataJSON": "e30", "attestationObject": "oWhhdXRoRGF0YUEA"}},
    {"id": "AA", "rawId": "AA", "type": "public-key",
     "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"}},
]  # fmt: skip
PAGES = (
    "/office/access/passkeys/add/",
    "/office/access/again/passkey/",
    "/office/sign-in/passkey/",
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("sent", BROKEN, ids=range(len(BROKEN)))
def test_broken_key_is_refused_without_a_fault(world, page, sent):
    client = enter(world.duty["volunteer"])
    client.get(page)
    answer = client.post(page, {"credential": json.dumps(sent), "name": "กุญแจ"})
    assert answer.status_code in {302, 400}
    assert client.get("/office/access/").status_code == 200
