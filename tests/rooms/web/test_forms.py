"""The manners of forms: Thai dates, one-time tokens, versions, fields as they are drawn."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django import forms
from django.template import Context, Template
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from kuea.web.forms import SubmitOnce, ThaiDateField, VersionedForm


class VisitForm(SubmitOnce):
    visited_on = ThaiDateField(label="วันที่เยี่ยม", latest=date(2026, 11, 24))
    note = forms.CharField(label="บันทึก", help_text="สั้น ๆ ก็พอ")
    wish = forms.ChoiceField(
        label="ความประสงค์", widget=forms.RadioSelect, choices=[("yes", "ยินดี"), ("no", "ยังไม่")]
    )


class PhoneForm(VersionedForm):
    phone = forms.CharField(label="โทรศัพท์", required=False)


def render_field(bound: forms.BoundField) -> str:
    return Template("{% load kuea %}{% field bound %}").render(Context({"bound": bound}))


@pytest.mark.parametrize(
    "typed",
    [
        "24/11/2569",
        "24-11-2569",
        " ๒๔ พ.ย. ๒๕๖๙ ",
        "24 พฤศจิกายน พ.ศ. 2569",
        "วันอังคารที่ 24 พฤศจิกายน 2569",
        "2026-11-24",
        "24/11/2026",
    ],
)
def test_date_field_accepts_what_people_type(typed: str) -> None:
    assert ThaiDateField().clean(typed) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "required"),
        ("   ", "required"),
        ("31/2/2569", "no_such_day"),
        ("24/11/69", "short_year"),
        ("11/24/2569", "swapped"),
        ("24/11/9999", "year"),
        ("พ.ย. 2569", "form"),
        ("45000", "form"),
        ("พรุ่งนี้", "form"),
        ("25/11/2569", "too_late"),
        ("1/1/2500", "too_early"),
    ],
)
def test_date_field_says_what_is_wrong_and_what_to_type(typed: str, code: str) -> None:
    field = ThaiDateField(earliest=date(2000, 1, 1), latest=lambda: date(2026, 11, 24))
    with pytest.raises(forms.ValidationError) as fault:
        field.clean(typed)
    assert fault.value.code == code
    assert "%(" not in fault.value.messages[0]


@given(st.dates(date(1900, 1, 1), date(2090, 12, 31)))
def test_date_field_reads_back_every_day_it_shows(day: date) -> None:
    field = ThaiDateField()
    shown = field.widget.format_value(day)
    assert shown.endswith(str(day.year + 543))
    assert field.clean(shown) == day
    assert not field.has_changed(day, shown)


@given(st.text(max_size=60))
def test_date_field_never_breaks_on_any_text(text: str) -> None:
    try:
        ThaiDateField(required=False).clean(text)
    except forms.ValidationError as fault:
        assert fault.messages


def test_wrong_date_is_kept_as_typed_and_explained_beside_the_box() -> None:
    form = VisitForm({"visited_on": "31/2/2569"})
    html = render_field(form["visited_on"])
    assert 'value="31/2/2569"' in html
    assert "ไม่มีวันที่ “31/2/2569” ในปฏิทิน" in html
    assert 'aria-invalid="true"' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described
    for target in described[1].split():
        assert f'id="{target}"' in html


def test_field_is_labelled_and_helped() -> None:
    html = render_field(VisitForm()["note"])
    assert '<label class="field__label" for="id_note">บันทึก</label>' in html
    assert "สั้น ๆ ก็พอ" in html
    assert "เว้นว่างได้" not in html


def test_choices_stand_in_a_fieldset_with_a_legend() -> None:
    html = render_field(VisitForm()["wish"])
    assert html.count("<fieldset") == 1
    assert re.search(r"<legend>\s*ความประสงค์", html)
    assert html.count('type="radio"') == 2


def test_error_list_links_to_each_faulty_field_and_carries_hidden_ones() -> None:
    form = VisitForm({"note": "ไปแล้ว"})
    head = Template("{% load kuea %}{% form_head form %}").render(Context({"form": form}))
    linked = re.findall(r'href="#([^"]+)"', head)
    drawn = "".join(render_field(bound) for bound in form.visible_fields())
    assert len(linked) == 2
    for target in linked:
        assert f'id="{target}"' in drawn
    assert "หน้านี้ไม่สมบูรณ์" in head


def test_markup_in_a_typed_value_stays_text() -> None:
    html = render_field(VisitForm({"visited_on": "<script>1</script>"})["visited_on"])
    assert "<script>" not in html


def test_two_drawings_of_one_form_have_different_tokens() -> None:
    assert VisitForm()["once"].value() != VisitForm()["once"].value()


def test_form_sent_again_answers_what_the_first_made() -> None:
    token = uuid4()
    made = {token: "visit 7"}
    sent = {"once": str(token), "note": "x", "visited_on": "1/11/2569", "wish": "yes"}
    again = VisitForm(sent, find_sent=made.get)
    fresh = VisitForm({**sent, "once": str(uuid4())}, find_sent=made.get)
    assert again.is_valid() and again.sent_before == "visit 7"
    assert fresh.is_valid() and fresh.sent_before is None


@pytest.mark.parametrize("token", ["", "not-a-token"])
def test_form_without_its_token_is_refused(token: str) -> None:
    form = VisitForm({"once": token, "note": "x", "visited_on": "1/11/2569", "wish": "yes"})
    assert not form.is_valid()
    assert set(form.errors) == {"once"}


def test_form_of_an_overtaken_tab_is_stale_and_keeps_what_was_typed() -> None:
    form = PhoneForm({"version": "3", "phone": "081"}, current_version=4)
    assert not form.is_valid()
    assert form.is_stale
    assert form.list_written() == [("โทรศัพท์", "081")]


def test_form_of_the_current_version_is_not_stale() -> None:
    drawn = PhoneForm(current_version=4)["version"].value()
    form = PhoneForm({"version": drawn, "phone": "081"}, current_version=4)
    assert form.is_valid()
    assert not form.is_stale


def test_form_without_any_version_is_stale() -> None:
    form = PhoneForm({"phone": "081"}, current_version=4)
    assert not form.is_valid()
    assert form.is_stale


def test_required_error_names_the_next_step_in_any_form() -> None:
    class Plain(forms.Form):
        sheet = forms.FileField()
        kind = forms.ChoiceField(choices=[("a", "ก")])
        name = forms.CharField()

    form = Plain({}, MultiValueDict())
    assert "เลือกแฟ้ม" in form.errors["sheet"][0]
    assert "เลือกหนึ่งข้อ" in form.errors["kind"][0]
    assert "กรอกแล้วส่งอีกครั้ง" in form.errors["name"][0]
