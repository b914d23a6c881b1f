"""Random days of work: what was computed step by step equals what is computed from nothing; capacity holds (I10)."""

from contextlib import suppress
from random import Random

import pytest
from django.utils import timezone

from kuea.care.actions import close_case, give_help, log_visit, start_care
from kuea.care.models import CarePlan
from kuea.core.gap_rules import wanted_gaps
from kuea.core.problems import Refusal
from kuea.core.states import HOLDING_STATES
from kuea.coverage import actions
from kuea.coverage.models import Gap, Match, TambonCoverage, VillageCoverage
from kuea.coverage.queries.evidence import gather_evidence
from kuea.coverage.queries.gaps import LIVING
from kuea.finding.actions import close_search, decline_case, open_search
from kuea.finding.models import Case, SearchRound
from kuea.giving.models import CapacityOffer, HostNetwork
from kuea.offices.ports import tambon_changed
from kuea.offices.queries import system_duty
from kuea.people.models import Need
from tests.cases import make_case, make_lead, make_need, make_offer


class Day:
    """Things that may happen, each through the action a person would use; refusals are part of the day."""

    def __init__(self, world, seed):
        self.world, self.random = world, Random(seed)
        self.host, self.giver = world.duty["host_coordinator"], world.duty["giver"]

    def happen(self):
        acts = [name for name in dir(self) if name.startswith("on_")]
        with suppress(Refusal, IndexError):  # not possible today
            getattr(self, self.random.choice(acts))()

    def pick(self, rows):
        return self.random.choice(list(rows))

    def on_worry(self):
        tambon_changed(make_lead(self.world, self.random.choice(self.world.villages)).tambon_id)

    def on_verified(self):
        state = self.random.choice(["verified", "registered", "waiting"])
        if HostNetwork.objects.get(pk=self.world.host.pk).state != "active":
            return  # a resting host takes nobody on
        case = make_case(self.world, state)
        if self.random.random() < 0.8:
            make_need(self.world, case, quantity=self.random.randint(1, 2))
        tambon_changed(case.tambon_id)

    def on_offer(self):
        offer = make_offer(self.world, quantity=self.random.randint(1, 3))
        tambon_changed(*offer.places.values_list("code", flat=True))

    def on_search(self):
        village = self.random.choice(self.world.villages)
        found = SearchRound.objects.filter(village=village, state="open").first()
        if found is None:
            open_search(by=self.host, village=village)
        else:
            close_search(
                by=self.host, search_round=found, method="เดินทุกบ้าน", households_considered=9,
                searchers=["ก", "ข"],
            )  # fmt: skip

    def on_suggest(self):
        need, offer = self.pick(Need.objects.all()), self.pick(CapacityOffer.objects.all())
        match = actions.suggest_match(
            need=need, offer=offer, by=self.host, quantity=self.random.randint(1, 2)
        )
        actions.offer_match(match=match, by=self.host)

    def on_accept(self):
        actions.accept_match(match=self.pick(Match.objects.filter(state="offered")), by=self.giver)

    def on_agree(self):
        held = Match.objects.filter(state="giver_accepted")
        actions.agree_match(match=self.pick(held), by=self.host)

    def on_start(self):
        actions.start_match(match=self.pick(Match.objects.all()), by=self.host)

    def on_end(self):
        match = self.pick(Match.objects.filter(state__in=HOLDING_STATES))
        act = self.random.choice([actions.fulfil_match, actions.end_match_early])
        facts = {} if act is actions.fulfil_match else {"reason": "ย้าย"}
        act(match=match, by=self.host, **facts)

    def on_lapse(self):
        Match.objects.filter(state="giver_accepted").update(hold_until=timezone.now())
        actions.lapse_holds(by=system_duty(self.world.province.code), province=self.world.province)

    def on_care(self):
        today = timezone.localdate()
        start_care(
            case=self.pick(Case.objects.filter(state__in=["registered", "waiting", "matched"])),
            by=self.host, goal="อยู่บ้านตนเอง", what="ไปเยี่ยม",
            given_on=today, next_visit_on=today,
        )  # fmt: skip

    def on_help(self):
        give_help(
            case=self.pick(Case.objects.all()), by=self.world.duty["secretary"], kind="food",
            source="volunteer", what="ข้าว", given_on=timezone.localdate(),
        )  # fmt: skip

    def on_visit(self):
        today = timezone.localdate()
        log_visit(
            case=self.pick(Case.objects.filter(state="in_care")),
            by=self.host,
            visited_on=today,
            next_on=today,
        )

    def on_refusal(self):
        decline_case(
            by=self.host, case=self.pick(Case.objects.filter(state__in=["waiting", "matched"]))
        )

    def on_close(self):
        close_case(
            case=self.pick(Case.objects.all()), by=self.world.duty["secretary"], reason="died"
        )

    def on_host(self):
        host = HostNetwork.objects.get(pk=self.world.host.pk)
        if host.state == "active" and self.random.random() < 0.3:
            actions.pause_host(
                host=host, by=self.host, reason="พัก", interim_owner=self.world.duty["secretary"]
            )
        else:
            actions.resume_host(host=host, by=self.host, reason="กลับมา")

    def on_accept_gap(self):
        gap = self.pick(Gap.objects.filter(state__in=["open", "being_plugged"]))
        actions.accept_gap(
            gap=gap, by=self.world.duty["chair"], resolution=self.world.resolution, reason="รองบ"
        )

    def on_take_up_gap(self):
        actions.take_up_gap(
            gap=self.pick(Gap.objects.filter(state="open")),
            by=self.world.duty["secretary"],
            action="ไปคุย",
        )


def picture(province):
    """Everything computed, without times and ids."""
    return (
        sorted(VillageCoverage.objects.values_list("village_id", "state")),
        [
            (row.pk, row.state, row.accepted_gaps, row.counts, row.five_k)
            for row in TambonCoverage.objects.order_by("pk")
        ],
        sorted(Gap.objects.filter(state__in=LIVING).values_list("key", flat=True)),
    )


def check_capacity():
    for offer in CapacityOffer.objects.all():
        held = Match.objects.filter(offer=offer, state__in=HOLDING_STATES)
        assert sum(held.values_list("quantity", flat=True)) <= offer.quantity


@pytest.mark.parametrize("seed", range(6))
def test_recompute_step_by_step_equals_recompute_from_nothing(world, seed):
    actions.recompute_province(world.province)
    day = Day(world, seed)
    for _ in range(45):
        day.happen()
        check_capacity()
    kept = picture(world.province)
    TambonCoverage.objects.all().delete()
    VillageCoverage.objects.update(state="no_host")
    accepted = Gap.objects.filter(state="accepted")
    Gap.objects.exclude(pk__in=accepted).delete()
    actions.recompute_province(world.province)
    assert picture(world.province) == kept
    told = gather_evidence(world.province, ["130101", "130102"])
    wanted = [gap.key for found in told.values() for gap in wanted_gaps(found.evidence)]
    assert sorted(wanted) == kept[2]


def test_random_days_do_get_somewhere(world):
    """The days above are not all refusals: matches are held, care starts, gaps are plugged."""
    actions.recompute_province(world.province)
    day = Day(world, 3)
    for _ in range(100):
        day.happen()
    assert Match.objects.exclude(state__in=["suggested", "offered"]).exists()
    assert CarePlan.objects.exists()
    assert Gap.objects.filter(state="plugged").exists()
