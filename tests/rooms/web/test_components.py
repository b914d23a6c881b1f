"""Components as they are drawn: words beside shapes, links kept, nothing by colour alone."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from kuea.core import coverage_states, states
from kuea.web import icons, looks

TEMPLATES = sorted(Path(looks.__file__).parents[1].glob("*/templates/**/*.html"))


def draw(source: str, **context: object) -> str:
    return Template("{% load kuea %}" + source).render(Context(context))


def list_state_codes() -> list[str]:
    machines = [found for found in vars(states).values() if isinstance(found, states.Machine)]
    codes = {state for machine in machines for state in machine.states}
    codes |= {str(state) for state in coverage_states.VillageState}
    codes |= {str(state) for state in coverage_states.TambonState}
    return sorted(codes)


@pytest.mark.parametrize("code", list_state_codes())
def test_every_state_of_the_work_has_a_chosen_look(code: str) -> None:
    assert code in looks.LOOKS


@pytest.mark.parametrize("look", sorted(set(looks.LOOKS.values())))
def test_every_look_has_a_tone_and_an_icon_that_exist(look: looks.Look) -> None:
    assert look.tone in looks.TONES
    assert look.icon in icons.SHAPES


def test_tones_differ_by_icon_as_well_as_colour() -> None:
    five_k = {looks.look_of(code).icon for code in ("yes", "partly", "no")}
    assert len(five_k) == 3
    main = {looks.HAND, looks.WAIT, looks.GOING, looks.GOOD, looks.GRAVE, looks.REST}
    assert len({look.icon for look in main}) == len(main)


def test_badge_takes_its_words_from_the_state_when_it_has_any() -> None:
    @dataclass
    class State:
        value: str
        label: str

    html = draw("{% badge state %}", state=State("in_care", "อยู่ในการดูแล"))
    assert "tone-good" in html and "อยู่ในการดูแล" in html and "<svg" in html


def test_badge_of_an_unknown_state_is_neutral() -> None:
    assert "tone-rest" in draw('{% badge "never_heard_of" label="อื่น ๆ" %}')


def test_badge_escapes_its_words() -> None:
    assert "<b>" not in draw("{% badge 'lead' label=label %}", label="<b>")


@pytest.mark.parametrize(("number", "shown"), [(1284, "1,284"), (0, "0"), (None, "–")])
def test_tile_shows_a_number_or_a_dash(number: int | None, shown: str) -> None:
    html = draw('{% tile "รอเยี่ยม" number url="/leads/" %}', number=number)
    assert f"<span>{shown}</span>" in html
    assert '<a href="/leads/">รอเยี่ยม</a>' in html


def test_progress_of_nothing_has_no_bar() -> None:
    html = draw('{% progress "หมู่บ้าน" 0 0 %}')
    assert "<progress" not in html
    assert "%" not in html


def test_progress_bar_is_the_true_share() -> None:
    html = draw('{% progress "หมู่บ้าน" 1200 4800 %}')
    assert 'value="1200" max="4800"' in html
    assert "1,200 จาก 4,800" in html
    assert "25.0%" in html


def test_pagination_keeps_the_query() -> None:
    request = RequestFactory().get("/?q=สมพร&tag=a&tag=b&page=2")
    page = Paginator(range(120), 50).page(2)
    html = draw("{% pagination page unit='คน' %}", page=page, request=request)
    assert "51–100 จาก 120" in html
    links = re.findall(r'href="\?([^"]+)"', html)
    assert [link.rsplit("page=")[-1] for link in links] == ["1", "3"]
    assert all("tag=a&amp;tag=b" in link and "q=%E0" in link for link in links)
    assert all(link.count("page=") == 1 for link in links)


def test_search_box_keeps_other_filters_and_starts_at_the_first_page() -> None:
    request = RequestFactory().get("/?q=สมพร&tag=a&page=4")
    html = draw('{% search_box "ค้นหา" %}', request=request)
    assert 'value="สมพร"' in html
    assert '<input type="hidden" name="tag" value="a">' in html
    assert 'name="page"' not in html


def test_five_k_strip_says_each_cell_in_words() -> None:
    html = draw("{% five_k cells %}", cells=("yes", "partly", "no", None, "yes"))
    assert [html.count(word) for word in ("มีแล้ว", "มีบางส่วน", "ยังไม่มีข้อมูล")] == [2, 1, 1]
    assert html.count("ก.") == 5


def test_five_k_strip_of_four_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        draw("{% five_k cells %}", cells=("yes", "partly", "no", "no"))


def test_steps_mark_where_we_are() -> None:
    html = draw("{% steps 3 %}")
    assert html.count("is-done") == 2
    assert html.count('aria-current="step"') == 1
    assert html.index("ค้นหาเพื่อนบ้าน") < html.index('aria-current="step"') < html.index("เวที")


def test_navigation_too_wide_for_a_phone_folds_its_last_entries() -> None:
    words = ("วันนี้", "ค้นหา", "ดูแล", "โอบอุ้ม", "เวทีประชาคม", "กระดานครอบคลุม")
    links = [(word, f"/{word}/", word == words[-1], None) for word in words]
    html = draw("{% navigation links %}", links=links)
    assert html.count("wide-only") == 2, "the three verbs of a host stay in the row"
    assert "has-here" in html
    assert "phone-only" not in draw("{% navigation links %}", links=links[:4])


def test_breadcrumb_ends_where_we_are() -> None:
    html = draw('{% breadcrumb "ค้นหา" "/find/" "เบาะแส L-12" %}')
    assert '<a href="/find/">ค้นหา</a>' in html
    assert '<li aria-current="page">เบาะแส L-12</li>' in html


def test_confirm_box_posts_with_a_token_and_its_hidden_fields() -> None:
    html = draw(
        '{% confirm_box "ปิดเรื่อง" "จะไม่มีนัดต่อ" "ปิด" url="/x/" hidden=fields %}',
        fields={"reason": "moved"},
        csrf_token="t" * 64,
    )
    assert 'method="post"' in html and 'action="/x/"' in html
    assert "csrfmiddlewaretoken" in html
    assert '<input type="hidden" name="reason" value="moved">' in html


def test_timeline_reads_rows_of_either_kind() -> None:
    @dataclass
    class Row:
        title: str
        at: date
        state: str = "visited"

    rows = [Row("เยี่ยมแล้ว", date(2026, 11, 24)), {"title": "รับเบาะแส", "at": None, "by": "พมจ."}]
    html = draw("{% timeline rows %}", rows=rows)
    assert "24 พ.ย. 2569" in html and "– · พมจ." in html


def test_person_card_shows_urgency_in_words() -> None:
    person = {"name": "ยายมี", "url": "/p/1/", "urgent": True, "state": "waiting"}
    html = draw("{% person_card person %}", person=person)
    assert "เร่งด่วน" in html and 'href="/p/1/"' in html


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-3:]))
def test_template_keeps_to_the_content_policy(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text), "the policy refuses inline styles"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "the policy refuses inline scripts"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "the policy refuses event attributes"
    assert not re.search(r"(src|href)=[\"'](https?:)?//", text.replace("www.w3.org", "")), (
        "pages take nothing from other hosts"
    )
