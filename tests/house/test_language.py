"""English is complete as the second language, and the binary catalogue says what the readable one says."""

import re
from pathlib import Path

from django.utils.translation import gettext, override

from kuea.project.catalogue import find_plurals, find_sentences, make_mo, read_po

ROOT = Path(__file__).resolve().parents[2]
PO = ROOT / "kuea" / "project" / "locale" / "en" / "LC_MESSAGES" / "django.po"
PLACE = re.compile(r"%\([\w.]+\)s|\{\w*\}")


def test_every_sentence_has_english():
    known = read_po(PO)
    missing = [sentence for sentence in find_sentences(ROOT / "kuea") if not known.get(sentence)]
    assert missing == [], "run `manage.py messages`, then translate"


def test_named_places_stay_in_the_translation():
    wrong = {
        thai: english
        for thai, english in read_po(PO).items()
        if english and set(PLACE.findall(thai)) != set(PLACE.findall(english))
    }
    assert wrong == {}


def test_binary_catalogue_is_fresh():
    assert PO.with_suffix(".mo").read_bytes() == make_mo(read_po(PO), find_plurals(ROOT / "kuea"))


def test_refusals_speak_english_too():
    from kuea.core.problems import Refusal

    with override("en"):
        assert gettext("แม่ข่าย") != "แม่ข่าย"
        assert not re.search("[\u0e00-\u0e7f]", Refusal("stale").what)
    assert re.search("[\u0e00-\u0e7f]", Refusal("stale").what)
