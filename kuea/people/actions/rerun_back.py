"""A rerun of a list is taken back: its moves stand no longer, its values are as before, its new rows do not count."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef

from kuea.core.words import Role
from kuea.offices.models import Duty
from kuea.offices.ports import gather_changes
from kuea.offices.scope import require_role
from kuea.people.actions.list_rows import withdraw_list_records
from kuea.people.actions.rerun_rows import mirror_again, seen_as_oldest
from kuea.people.actions.settling import one_at_a_time, settle_again
from kuea.people.models import Link, LinkQuestion, Record
from kuea.people.standing import rerun_back_rule, rerun_rule, undoing_rule


def take_back_moves(*, by: Duty, rerun_id: int, after: int, most: int) -> tuple[int, int]:
    """Undo up to `most` moves of the rerun, those after link `after`. Returns the last link looked at and how many were
    left: where a sealed person is met, two people take a move back, one by one. The last is 0 when none is left."""
    require_role(by, Role.SECRETARY)
    with transaction.atomic(), gather_changes():
        one_at_a_time(by.province_id or "")
        moves = Link.objects.filter(rule=rerun_rule(rerun_id), kind=Link.Kind.PARTED, pk__gt=after)
        some = list(moves.filter(record__province_id=by.province_id).order_by("pk")[:most])
        standing = [one for one in some if not _is_undone(one)]
        sealed = _of_sealed(standing)
        back = [one for one in standing if one.record_id not in sealed]
        seen = seen_as_oldest({one.person_id for one in back})
        for one in back:
            Link.objects.create(
                record_id=one.record_id, person_id=one.person_id, kind=Link.Kind.JOINED,
                rule=undoing_rule(one.pk), evidence={"rerun": rerun_id}, by=by,
            )  # fmt: skip
        if back:
            settle_again(by, [one.record_id for one in back], rerun_back_rule(rerun_id))
        mirror_again(seen)
    return some[-1].pk if some else 0, len(standing) - len(back)


def _is_undone(move: Link) -> bool:
    return Link.objects.filter(record=move.record_id, rule=undoing_rule(move.pk)).exists()


def _of_sealed(moves: Sequence[Link]) -> set[int]:
    """Records that ever were of somebody sealed."""
    sealed = Link.objects.filter(record=OuterRef("pk"), person__is_sealed=True)
    records = Record.objects.filter(pk__in=[one.record_id for one in moves])
    return set(records.filter(Exists(sealed)).values_list("pk", flat=True))


def ask_as_before(*, by: Duty, rerun_id: int) -> None:
    """Questions the rerun laid aside are open again; those it raised and nobody answered are not asked any more."""
    require_role(by, Role.SECRETARY)
    own = LinkQuestion.objects.filter(province_id=by.province_id, answer="", first_answer="")
    own.filter(set_aside_in=rerun_id).exclude(raised_in=rerun_id).update(set_aside_in=None)
    own.filter(raised_in=rerun_id).update(set_aside_in=rerun_id)


def uncount_rows(*, by: Duty, raw_rows: Sequence[int], reason: str) -> int:
    """Records that came to be, or counted again, with the rerun count no longer; what people built on them stays."""
    require_role(by, Role.SECRETARY)
    mine = Record.objects.filter(
        raw_row__in=raw_rows, province_id=by.province_id, is_withdrawn=False
    )
    keys = list(mine.order_by("pk").values_list("pk", flat=True))
    if keys:
        withdraw_list_records(by=by, records=keys, reason=reason)
    return len(keys)
