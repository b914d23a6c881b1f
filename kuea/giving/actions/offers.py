"""What can be given: groups declared, offers made and confirmed anew, funds, links between organisations."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.core.thai import normalise
from kuea.core.words import HelpKind, Role
from kuea.giving.models import CapacityOffer, Fund, NetworkLink, OrganisationGroup
from kuea.giving.queries import groups_in_use
from kuea.ledger.actions import record
from kuea.offices.models import Duty, Organisation, Place
from kuea.offices.ports import tambon_changed
from kuea.offices.scope import lock_fresh, require_province, require_role

KEEPERS = (Role.SECRETARY, Role.HOST_COORDINATOR, Role.GIVER)
FUND_KEEPERS = (Role.SECRETARY, Role.HOST_COORDINATOR, Role.LOCAL_OFFICER)


def declare_groups(
    *, by: Duty, organisation: Organisation, group_codes: Iterable[str]
) -> Organisation:
    """Whom the organisation serves; with the four fields filled it then stands on the map (I9, R60).

    Raises `Refusal`: groups_needed, group_unknown (not in the set in force).
    """
    _require_own(by, organisation)
    wanted = set(group_codes)
    if not wanted:
        raise Refusal("groups_needed")
    with transaction.atomic():
        fresh = lock_fresh(organisation)
        had = set(fresh.serves.values_list("group_code", flat=True))
        known = {group.code for group in groups_in_use(fresh.province)}
        strange = sorted(wanted - known - had)
        if strange:
            raise Refusal("group_unknown", group=" · ".join(strange))
        OrganisationGroup.objects.bulk_create(
            OrganisationGroup(organisation=fresh, group_code=code) for code in sorted(wanted - had)
        )
        fresh.serves.exclude(group_code__in=wanted).delete()
        if not fresh.is_on_map and _has_four_fields(fresh):
            fresh.is_on_map = True
            fresh.save()
        _tell("organisation.groups", fresh, by, fresh.province_id, groups=sorted(wanted))
    return fresh


def make_offer(
    *,
    by: Duty,
    organisation: Organisation,
    kind: str,
    what: str,
    quantity: int,
    places: Sequence[Place],
    groups: Iterable[str] = (),
    unit: str = CapacityOffer.Unit.PEOPLE,
    as_of: date | None = None,
    form_key: str | None = None,
) -> CapacityOffer:
    """What kind of help, for whom, for how many, where, as of when (R37).

    Groups are among those the organisation declared; none named means all of them.
    """
    _require_own(by, organisation)
    declared = set(organisation.serves.values_list("group_code", flat=True))
    if not declared:
        raise Refusal("groups_needed")
    strange = sorted(set(groups) - declared)
    if strange:
        raise Refusal("outside_groups", fields=" · ".join(strange))
    _require_filled(
        ("ชนิดความช่วยเหลือ", kind in set(HelpKind)),
        ("ช่วยอะไร", bool(normalise(what))),
        ("จำนวน", quantity > 0 and unit in set(CapacityOffer.Unit)),
        ("พื้นที่", bool(places)),
    )
    _require_here(places, organisation.province_id)
    day = as_of or timezone.localdate()
    if day > timezone.localdate():
        raise Refusal("day_not_come")
    with transaction.atomic():
        if form_key and (before := CapacityOffer.objects.filter(form_key=form_key).first()):
            return before
        offer = CapacityOffer.objects.create(
            organisation=organisation,
            kind=kind,
            what=normalise(what)[:200],
            groups=sorted(set(groups)),
            unit=unit,
            quantity=quantity,
            as_of=day,
            made_by=by,
            form_key=form_key or None,
        )
        offer.places.set(places)
        _tell("offer.make", offer, by, organisation.province_id, kind=kind)
        tambon_changed(*_tambon_in(places))
    return offer


def reconfirm_offer(
    *, by: Duty, offer: CapacityOffer, quantity: int | None = None, as_of: date | None = None
) -> CapacityOffer:
    """Still there, perhaps for more or fewer; never fewer than are promised already (I10, I31)."""
    _require_own(by, offer.organisation)
    day = as_of or timezone.localdate()
    if day > timezone.localdate():
        raise Refusal("day_not_come")
    with transaction.atomic():
        fresh = lock_fresh(offer)
        if fresh.is_withdrawn:
            raise Refusal("not_in_this_state")
        if quantity is not None and quantity <= 0:
            raise Refusal("missing", fields="จำนวน")
        fresh.quantity, fresh.as_of = quantity or fresh.quantity, day
        try:
            with transaction.atomic():
                fresh.save()
        except IntegrityError as kept:
            raise Refusal("offer_promised") from kept
        _tell("offer.reconfirm", fresh, by, fresh.organisation.province_id)
        tambon_changed(*_tambon_in(fresh.places.all()))
    return fresh


def withdraw_offer(*, by: Duty, offer: CapacityOffer) -> CapacityOffer:
    """No new promises from this offer; what was promised stays until its match ends."""
    _require_own(by, offer.organisation)
    with transaction.atomic():
        fresh = lock_fresh(offer)
        if not fresh.is_withdrawn:
            fresh.is_withdrawn = True
            fresh.save()
            _tell("offer.withdraw", fresh, by, fresh.organisation.province_id)
            tambon_changed(*_tambon_in(fresh.places.all()))
    return fresh


def add_fund(
    *,
    by: Duty,
    name: str,
    kind_th: str,
    places: Sequence[Place],
    rules: str = "",
    organisation: Organisation | None = None,
    existing_since_be: int | None = None,
    form_key: str | None = None,
) -> Fund:
    """That a local fund is there, where, and by which rules it pays (R24); no money is kept here."""
    require_role(by, *FUND_KEEPERS)
    if organisation is not None:
        require_province(by, organisation.province_id)
    _require_filled(
        ("ชื่อกองทุน", bool(normalise(name))),
        ("ประเภทกองทุน", bool(normalise(kind_th))),
        ("พื้นที่", bool(places)),
    )
    _require_here(places, by.province_id)
    with transaction.atomic():
        if form_key and (before := Fund.objects.filter(form_key=form_key).first()):
            return before
        fund = Fund.objects.create(
            province=by.province,
            organisation=organisation,
            name=normalise(name)[:200],
            kind_th=normalise(kind_th)[:60],
            rules=normalise(rules, keep_lines=True),
            existing_since_be=existing_since_be,
            form_key=form_key or None,
        )
        fund.places.set(places)
        _tell("fund.add", fund, by, fund.province_id)
        tambon_changed(*_tambon_in(places))
    return fund


def change_fund(*, by: Duty, fund: Fund, is_active: bool) -> Fund:
    """Whether the fund still pays."""
    require_role(by, *FUND_KEEPERS)
    require_province(by, fund.province_id)
    with transaction.atomic():
        fresh = lock_fresh(fund)
        fresh.is_active = is_active
        fresh.save()
        _tell("fund.change", fresh, by, fresh.province_id, active=is_active)
        tambon_changed(*_tambon_in(fresh.places.all()))
    return fresh


def link_organisations(*, by: Duty, a: Organisation, b: Organisation, kind: str) -> NetworkLink:
    """Weave two organisations together (R10); the same link twice is one."""
    require_role(by, Role.SECRETARY, Role.HOST_COORDINATOR)
    require_province(by, a.province_id)
    require_province(by, b.province_id)
    if by.role == Role.HOST_COORDINATOR and by.organisation_id not in {a.pk, b.pk}:
        raise Refusal("not_in_your_area")
    if a.pk == b.pk or kind not in set(NetworkLink.Kind):
        raise Refusal("missing", fields="องค์กรอีกแห่งและลักษณะความร่วมมือ")
    with transaction.atomic():
        link, is_new = NetworkLink.objects.get_or_create(a=a, b=b, kind=kind)
        if is_new:
            _tell("link.add", link, by, a.province_id)
    return link


def unlink_organisations(*, by: Duty, link: NetworkLink) -> None:
    """They no longer work together this way."""
    require_role(by, Role.SECRETARY, Role.HOST_COORDINATOR)
    require_province(by, link.a.province_id)
    if by.role == Role.HOST_COORDINATOR and by.organisation_id not in {link.a_id, link.b_id}:
        raise Refusal("not_in_your_area")
    with transaction.atomic():
        _tell("link.remove", link, by, link.a.province_id)
        link.delete()


def _require_own(by: Duty, organisation: Organisation) -> None:
    """The secretariat for its province; hosts and givers for themselves, hosts also for their members."""
    require_role(by, *KEEPERS)
    require_province(by, organisation.province_id)
    if by.role == Role.SECRETARY or by.organisation_id == organisation.pk:
        return
    if by.role == Role.HOST_COORDINATOR and organisation.host_id == by.organisation_id:
        return
    raise Refusal("not_in_your_area")


def _has_four_fields(organisation: Organisation) -> bool:
    return bool(
        organisation.leader_name
        and (organisation.is_own_host or organisation.host_id)
        and organisation.address_place_id
        and organisation.volunteer_count is not None
        and organisation.counted_on
    )


def _require_filled(*facts: tuple[str, bool]) -> None:
    lacking = [words for words, there in facts if not there]
    if lacking:
        raise Refusal("missing", fields=" · ".join(lacking))


def _require_here(places: Iterable[Place], province_code: str | None) -> None:
    if any(place.valid_to or place.code[:2] != province_code for place in places):
        raise Refusal("place_not_here")


def _tambon_in(places: Iterable[Place]) -> set[str]:
    """The tambon these places lie in or hold."""
    found: set[str] = set()
    for place in places:
        if len(place.code) >= 6:
            found.add(place.code[:6])
        else:
            found.update(
                Place.objects.filter(
                    level=Place.Level.TAMBON, code__startswith=place.code, valid_to=None
                ).values_list("code", flat=True)
            )
    return found


def _tell(verb: str, subject: object, by: Duty, province_code: str, **data: object) -> None:
    record(verb, subject, duty_id=by.pk, province_code=province_code, **data)
