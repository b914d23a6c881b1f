"""The steps of a search: which records are brought forward, the surest first, by which tokens and how many.

Every step is one condition over keyed tokens that an index answers; what it brings is opened and compared, so a
step may be wide, but never says by itself that somebody was found.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Q
from django.db.models.lookups import In

from kuea.core.likeness import one_letter_off
from kuea.core.search_words import is_latin
from kuea.core.thai import read_citizen_number, read_telephone, sound_key
from kuea.core.thai.sketching import SKETCH_LETTERS, sketch_key
from kuea.core.thai.sounding import skeleton_of
from kuea.offices.sealing import digest_text
from kuea.people.comparing import (
    NUMBER_END,
    NUMBER_START,
    TELEPHONE_START,
    house_short,
    nickname_token,
    part_token,
    skeleton_token,
    sketch_token,
    sound_token,
    start_token,
    start_tokens,
    telephone_token,
    whole_roman_token,
    whole_sound_token,
)
from kuea.people.search_areas import Area

_FEW, _MANY, _WHOLE_PLACE, _FEW_VILLAGES = 200, 600, 2500, 3


@dataclass(frozen=True)
class Step:
    """Records to open: those of `condition`, at most `most`. Nicknames stand in brackets behind the name."""

    condition: Q
    most: int = _FEW
    by_nickname: bool = False


@dataclass(frozen=True)
class Wanted:
    """One reading of the question, as tokens of one province."""

    province: str
    words: tuple[str, ...]
    area: Area
    digits: tuple[str, ...] = ()
    house_no: str = ""

    @property
    def here(self) -> Q:
        """The places meant; the whole province when none is."""
        if self.area.villages or self.area.tambons:
            return Q(village__in=self.area.villages) | Q(tambon__in=self.area.tambons)
        return Q(province=self.province)

    @property
    def there(self) -> Q:
        return Q(province=self.province)

    @property
    def first(self) -> str:
        return self.words[0]

    @property
    def last(self) -> str:
        return self.words[-1] if len(self.words) > 1 else ""

    @property
    def whole(self) -> str:
        return "".join(self.words)

    def given(self, word: str) -> Q:
        return Q(given_sound=sound_token(self.province, word))

    def family(self, word: str) -> Q:
        return Q(family_sound=sound_token(self.province, word))

    @cached_property
    def first_nearly(self) -> list[int]:
        """Sound tokens of the first word with one consonant missing, more or another."""
        return [skeleton_token(self.province, one) for one in one_letter_off(sound_key(self.first))]

    @cached_property
    def last_nearly(self) -> list[int]:
        return [skeleton_token(self.province, one) for one in one_letter_off(sound_key(self.last))]


def number_steps(wanted: Wanted) -> Iterator[Step]:
    """A whole number by its digest; a part by the token of its end or beginning."""
    of = wanted.province
    for digits in wanted.digits:
        number, called = read_citizen_number(digits), read_telephone(digits)
        if number.is_valid and number.digits:
            yield Step(Q(citizen_digest=digest_text(number.digits)))
        if called.is_valid and called.number:
            yield Step(Q(telephone_token=telephone_token(of, called.number)))
        if len(digits) < NUMBER_END:
            continue
        end = digits[-NUMBER_END:]
        for kind, column in (("number", "number_end"), ("telephone", "telephone_end")):
            token = part_token(of, kind, f"0{end}", -NUMBER_END)
            yield Step(wanted.there & Q(**{column: token}), _WHOLE_PLACE)
        if len(digits) >= NUMBER_START:
            token = part_token(of, "number", f"{digits}0", NUMBER_START)
            yield Step(wanted.there & Q(number_start=token), _WHOLE_PLACE)
        if len(digits) >= TELEPHONE_START and digits[0] == "0":
            token = part_token(of, "telephone", f"{digits}0", TELEPHONE_START)
            yield Step(wanted.there & Q(telephone_start=token), _WHOLE_PLACE)


def place_steps(wanted: Wanted) -> Iterator[Step]:
    """Nobody was named: who lives in the house, else in the village."""
    if wanted.house_no:
        house = Q(
            province=wanted.province, house_short=house_short(wanted.province, wanted.house_no)
        )
        yield Step(house & wanted.here, _MANY)
    elif wanted.area.villages:
        yield Step(wanted.here, _FEW)


def _same_whole(wanted: Wanted) -> Iterator[Step]:
    """The sound of the whole name in either order, wherever its spaces stand; in Latin letters too. Everybody of a
    village, when one was named: one question instead of ten."""
    villages = Q(village__in=wanted.area.villages)
    if 0 < len(wanted.area.villages) <= _FEW_VILLAGES:
        yield Step(villages, _WHOLE_PLACE, by_nickname=True)
    elif wanted.area.villages:  # one name of many villages
        near = wanted.first_nearly
        called = nickname_token(wanted.province, wanted.first)
        yield Step(wanted.there & Q(nickname_sound=called) & villages, by_nickname=True)
        yield Step(villages & (Q(given_sound__in=near) | Q(family_sound__in=near)), _MANY)
    of, whole = wanted.province, wanted.whole
    turned = "".join(reversed(wanted.words))
    if is_latin(wanted.words):
        tokens = [whole_roman_token(of, one) for one in (whole, turned)]
        yield Step(Q(whole_roman__in=tokens), _MANY)
    elif len(wanted.words) > 1 or len(whole) > 4:
        tokens = [whole_sound_token(of, skeleton_of(one)) for one in (whole, turned)]
        yield Step(Q(whole_sound__in=tokens), _MANY)


def _begun(wanted: Wanted) -> Iterator[Step]:
    """One word: somebody's given, family or nickname, whole or begun. Two: the second begun, or a nickname."""
    of, first, last = wanted.province, wanted.first, wanted.last
    nick = Q(nickname_sound=nickname_token(of, first))
    if not last:
        if len(first) == 1:  # too many beginnings to ask: some people of whom one may be called so
            yield Step(wanted.here, _WHOLE_PLACE)
        starts = start_tokens(of, first)
        whole = start_token(of, first)
        yield Step(wanted.there & wanted.given(first) & Q(given_start=whole) & wanted.here)
        yield Step(wanted.there & wanted.family(first) & Q(family_start=whole) & wanted.here)
        yield Step(wanted.there & nick & wanted.here, _FEW, by_nickname=True)
        yield Step(wanted.there & Q(given_start__in=starts) & wanted.here, _FEW)
        yield Step(wanted.there & Q(family_start__in=starts) & wanted.here)
        yield from _narrowed(wanted)
        return
    yield Step(
        wanted.there & wanted.given(first) & Q(family_start__in=start_tokens(of, last)), _FEW
    )
    beside = (
        wanted.given(last)
        | Q(family_sound__in=wanted.last_nearly)
        | Q(family_start=start_token(of, last))
    )
    yield Step(wanted.there & nick & beside, by_nickname=True)
    other = Q(nickname_sound=nickname_token(of, last))
    yield Step(wanted.there & other & wanted.given(first), by_nickname=True)


def _narrowed(wanted: Wanted) -> Iterator[Step]:
    """A common name with its หมู่ or house, where no place was named."""
    if wanted.area.is_named:
        return
    if wanted.house_no:
        near = wanted.first_nearly
        name = (
            Q(given_sound__in=near)
            | Q(family_sound__in=near)
            | Q(given_start=start_token(wanted.province, wanted.first))
        )
        yield Step(
            wanted.there & Q(house_short=house_short(wanted.province, wanted.house_no)) & name
        )
    if wanted.area.moo is not None:
        moo = Q(village__code__endswith=f"{wanted.area.moo:02d}")
        yield Step(wanted.there & wanted.given(wanted.first) & moo)


def _sounding(wanted: Wanted) -> Iterator[Step]:
    """Given names of one sound; whole names one consonant away."""
    of, first, last = wanted.province, wanted.first, wanted.last
    if not last:
        yield Step(wanted.there & wanted.given(first) & wanted.here, _MANY)
        yield Step(wanted.there & wanted.family(first) & wanted.here)
    if is_latin(wanted.words):
        return
    if last or len(wanted.whole) > 5:
        near = one_letter_off(skeleton_of(wanted.whole))
        yield Step(Q(whole_sound__in=[whole_sound_token(of, one) for one in near]), _MANY)


def _in_place(wanted: Wanted) -> Iterator[Step]:
    """Of a tambon: whose given or family name is one consonant away."""
    if not wanted.area.tambons:
        return
    if is_latin(wanted.words):
        yield Step(Q(tambon__in=wanted.area.tambons), _WHOLE_PLACE)
        return
    tambons = Q(tambon__in=wanted.area.tambons)
    yield Step(tambons & Q(given_sound__in=wanted.first_nearly), _MANY)
    starts = start_token(wanted.province, wanted.first)
    yield Step(tambons & wanted.there & Q(given_start=starts), _MANY)


def _one_part_kept(wanted: Wanted) -> Iterator[Step]:
    """One word kept its sound or beginning, whatever happened to the other."""
    of, first, last = wanted.province, wanted.first, wanted.last
    if is_latin(wanted.words):
        return
    if not last:
        yield Step(wanted.there & Q(given_sound__in=wanted.first_nearly), _MANY)
        yield Step(wanted.there & Q(family_sound__in=wanted.first_nearly), _FEW)
        return
    for one, other in ((first, last), (last, first)):
        begins, begins_other = (
            Q(given_start=start_token(of, one)),
            Q(family_start=start_token(of, other)),
        )
        yield Step(wanted.there & begins & begins_other, _MANY)
        yield Step(wanted.there & begins & wanted.family(other), _MANY)
        yield Step(wanted.there & wanted.given(one) & begins_other, _MANY)
    yield Step(wanted.there & wanted.family(last) & Q(family_start=start_token(of, last)), _MANY)


def _both_parts_off(wanted: Wanted) -> Iterator[Step]:
    """A consonant off in each word; the classes of all consonants, or one of them off; last of all, one
    name of the same sound with any other."""
    of, first, last = wanted.province, wanted.first, wanted.last
    if len(wanted.whole) > 4:
        near = one_letter_off(sketch_key(wanted.whole), SKETCH_LETTERS)
        yield Step(Q(whole_roman__in=[sketch_token(of, one) for one in near]), _WHOLE_PLACE)
    if is_latin(wanted.words) or not last:
        return
    near_first, near_last = (
        Q(given_sound__in=wanted.first_nearly),
        Q(family_sound__in=wanted.last_nearly),
    )
    # A plain second list would be looked up pair by pair, sixty thousand times: it only filters what the first brings.
    filtered = Q(In(F("family_sound") + 0, wanted.last_nearly))
    yield Step(wanted.there & near_first & filtered, _MANY)
    yield Step(wanted.there & near_first & Q(family_start=start_token(of, last)), _MANY)
    yield Step(wanted.there & near_last & Q(given_start=start_token(of, first)), _MANY)
    yield Step(wanted.there & wanted.given(first) & wanted.here, _MANY)
    yield Step(wanted.there & wanted.family(last) & wanted.here, _MANY)


NAME_STEPS: tuple[Callable[[Wanted], Iterator[Step]], ...] = (
    _same_whole, _begun, _in_place, _sounding, _one_part_kept, _both_parts_off,
)  # fmt: skip
