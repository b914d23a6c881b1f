"""What still tells who a story is about (R84)."""

from hypothesis import given
from hypothesis import strategies as st

from kuea.core.stories import Telling, find_traces


def kinds(text, names=(), places=()):
    return [(one.kind, one.words) for one in find_traces(text, names=names, places=places)]


def test_names_numbers_places_and_rare_facts_are_found_in_reading_order():
    text = "ป้าสมใจ อายุ ๗๒ ปี อยู่บ้านเลขที่ 12/3 บ้านงิ้ว โทร 081-234-5678 ย้ายมา 3 มีนาคม 2560"
    assert kinds(text, names=["สมใจ"], places=["บ้านงิ้ว"]) == [
        (Telling.NAME, "สมใจ"),
        (Telling.AGE, "อายุ ๗๒ ปี"),
        (Telling.HOUSE, "บ้านเลขที่ 12/3"),
        (Telling.PLACE, "บ้านงิ้ว"),
        (Telling.NUMBER, "081-234-5678"),
        (Telling.DAY, "3 มีนาคม 2560"),
    ]


def test_story_without_traces_is_clean():
    text = "ผู้สูงอายุคนหนึ่งอยู่คนเดียว เพื่อนบ้านช่วยกันซ่อมหลังคา ๒ วันเสร็จ"
    assert kinds(text, names=["สมใจ", ""], places=["บ้านงิ้ว"]) == []


def test_a_name_is_graver_than_the_place_of_the_same_word():
    assert kinds("เรื่องของบัวทอง", names=["บัวทอง"], places=["บัวทอง"]) == [(Telling.NAME, "บัวทอง")]


@given(
    st.text(alphabet="กขาิ่ 0123456789๐๑/.-", max_size=60),
    st.lists(st.text(alphabet="กขาิ่", max_size=4), max_size=3),
)
def test_traces_lie_in_the_text_and_never_overlap(text, names):
    end = 0
    for trace in find_traces(text, names=names, places=()):
        assert text[trace.start : trace.start + len(trace.words)] == trace.words
        assert trace.start >= end
        end = trace.start + len(trace.words)
