"""Pages of what can be given: an organisation's own card, offers, funds."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kuea.core.words import Role
from kuea.giving import actions, forms, labels, presenters, queries
from kuea.giving.models import CapacityOffer, Fund, NetworkLink
from kuea.offices.models import Organisation
from kuea.offices.scope import find_visible, for_duty
from kuea.web.looks import Link
from kuea.web.pages import paginate
from kuea.web.posting import act_or_tell, settle, tell_errors
from kuea.web.thai_format import today

KEEP = (Role.SECRETARY, Role.HOST_COORDINATOR, Role.GIVER)
SEE_OFFERS = (*KEEP, Role.CHAIR, Role.MEMBER, Role.LOCAL_OFFICER)
SEE_FUNDS = (Role.SECRETARY, Role.HOST_COORDINATOR, Role.LOCAL_OFFICER, Role.CHAIR, Role.MEMBER)
ADD_FUNDS = (Role.SECRETARY, Role.HOST_COORDINATOR, Role.LOCAL_OFFICER)


def _organisation(request: HttpRequest, pk: int) -> Organisation:
    rows = Organisation.objects.visible_to(request.duty).select_related(
        "province__place", "address_place", "host"
    )
    return find_visible(rows, pk=pk)


def _keeps(request: HttpRequest, organisation: Organisation) -> bool:
    duty = request.duty
    if duty.role == Role.SECRETARY:
        return True
    own = duty.organisation_id in {organisation.pk, organisation.host_id}
    return duty.role in KEEP and own


@require_GET
@for_duty(*SEE_OFFERS)
def network(request: HttpRequest) -> HttpResponse:
    """Organisations on the map and in the contact list; who is woven to nobody yet (R10, R60)."""
    rows = Organisation.objects.visible_to(request.duty).annotate(
        group_count=Count("serves", distinct=True),
        link_count=Count("links_out", distinct=True) + Count("links_in", distinct=True),
        offer_count=Count("offers", filter=Q(offers__is_withdrawn=False), distinct=True),
    )
    wanted = request.GET.get("show", "")
    filters = {
        "map": (_("อยู่บนแผนที่"), Q(is_on_map=True)),
        "off": (_("รายชื่อติดต่อ"), Q(is_on_map=False)),
        "alone": (_("ยังไม่ถักทอกับใคร"), Q(link_count=0, is_on_map=True)),
    }
    shown = rows.filter(filters[wanted][1]) if wanted in filters else rows
    chips = [Link(_("ทั้งหมด"), "?", wanted not in filters)] + [
        Link(words, f"?show={code}", code == wanted) for code, (words, _rule) in filters.items()
    ]
    page = paginate(request, shown.select_related("address_place").order_by("name"))
    return render(request, "giving/network.html", {"page": page, "chips": chips})


@require_GET
@for_duty(*SEE_OFFERS)
def organisation_page(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = _organisation(request, pk)
    return render(request, "giving/organisation.html", _card(request, organisation))


def _card(request: HttpRequest, organisation: Organisation, **shown: Any) -> dict[str, Any]:
    names = dict(forms.group_choices(organisation.province))
    links = NetworkLink.objects.filter(Q(a=organisation) | Q(b=organisation))
    keeps = _keeps(request, organisation)
    return {
        "organisation": organisation,
        "facts": presenters.organisation_facts(organisation),
        "groups": [names.get(row.group_code, row.group_code) for row in organisation.serves.all()],
        "links": [
            (link, labels.link_kind_label(link.kind)) for link in links.select_related("a", "b")
        ],
        "offers": presenters.offer_rows(_offers(request).filter(organisation=organisation), names, today()),
        "keeps": keeps,
        "weaves": keeps and request.duty.role != Role.GIVER,
        "groups_form": shown.get("groups_form") or forms.GroupsForm(organisation=organisation),
        "link_form": forms.LinkForm(organisation=organisation),
    }  # fmt: skip


@require_POST
@for_duty(*KEEP)
def organisation_groups(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = _organisation(request, pk)
    form = forms.GroupsForm(request.POST, organisation=organisation)
    if settle(
        form,
        lambda: actions.declare_groups(
            by=request.duty, organisation=organisation, group_codes=form.cleaned_data["group_codes"]
        ),
    ):
        return redirect("giving:organisation", pk)
    context = _card(request, organisation, groups_form=form)
    return render(request, "giving/organisation.html", context, status=400)


@require_POST
@for_duty(Role.SECRETARY, Role.HOST_COORDINATOR)
def organisation_link(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = _organisation(request, pk)
    form = forms.LinkForm(request.POST, organisation=organisation)
    if not settle(
        form,
        lambda: actions.link_organisations(by=request.duty, a=organisation, **form.cleaned_data),
    ):
        tell_errors(request, form)
    return redirect("giving:organisation", pk)


@require_POST
@for_duty(Role.SECRETARY, Role.HOST_COORDINATOR)
def organisation_unlink(request: HttpRequest, pk: int, link_pk: int) -> HttpResponse:
    organisation = _organisation(request, pk)
    rows = NetworkLink.objects.filter(Q(a=organisation) | Q(b=organisation))
    link = find_visible(rows.select_related("a", "b"), pk=link_pk)
    act_or_tell(
        request,
        lambda: actions.unlink_organisations(by=request.duty, link=link),
        _("นำความเชื่อมโยงออกแล้ว"),
    )
    return redirect("giving:organisation", pk)


# --- offers -----------------------------------------------------------------------------------


def _offers(request: HttpRequest) -> Any:
    return (
        CapacityOffer.objects.visible_to(request.duty)
        .filter(is_withdrawn=False)
        .select_related("organisation__province")
        .prefetch_related("places__parent")
        .order_by("as_of", "pk")
    )


@require_GET
@for_duty(*SEE_OFFERS)
def offer_list(request: HttpRequest) -> HttpResponse:
    duty = request.duty
    rows = _offers(request)
    edge = queries.stale_before(duty.province, today())
    wants_stale = request.GET.get("show") == "stale"
    page = paginate(request, rows.filter(as_of__lt=edge) if wants_stale else rows)
    names = dict(forms.group_choices(duty.province))
    context = {
        "page": page,
        "rows": [
            (row, _keeps(request, row.offer.organisation))
            for row in presenters.offer_rows(page, names, today())
        ],
        "chips": [
            Link(_("ทั้งหมด"), "?", not wants_stale, rows.count()),
            Link(_("รอยืนยันอีกครั้ง"), "?show=stale", wants_stale, rows.filter(as_of__lt=edge).count()),
        ],
        "stale_days": duty.province.limits.capacity_stale_days,
        "keeps": duty.role in KEEP,
        "own": duty.organisation,
    }  # fmt: skip
    return render(request, "giving/offer_list.html", context)


@require_http_methods(["GET", "POST"])
@for_duty(*KEEP)
def offer_new(request: HttpRequest) -> HttpResponse:
    form = forms.OfferForm(request.POST or None, duty=request.duty)
    if request.method == "POST" and settle(form, lambda: _make_offer(request, form)):
        return redirect("giving:offers")
    own = request.duty.organisation
    lacks_groups = own is not None and not own.serves.exists()
    context = {"form": form, "own": own, "lacks_groups": lacks_groups}
    return render(request, "giving/offer_new.html", context, status=400 if form.errors else 200)


def _make_offer(request: HttpRequest, form: forms.OfferForm) -> CapacityOffer:
    given = dict(form.cleaned_data)
    form_key = str(given.pop("once"))
    return actions.make_offer(by=request.duty, form_key=form_key, **given)


@require_http_methods(["GET", "POST"])
@for_duty(*KEEP)
def offer_reconfirm(request: HttpRequest, pk: int) -> HttpResponse:
    offer = find_visible(_offers(request), pk=pk)
    form = forms.ReconfirmForm(request.POST or None, offer=offer)
    if request.method == "POST" and settle(
        form,
        lambda: actions.reconfirm_offer(
            by=request.duty, offer=offer, quantity=form.cleaned_data["quantity"]
        ),
    ):
        return redirect("giving:offers")
    names = dict(forms.group_choices(request.duty.province))
    context = {"row": presenters.offer_rows([offer], names, today())[0], "form": form}
    return render(
        request, "giving/offer_reconfirm.html", context, status=400 if form.errors else 200
    )


@require_POST
@for_duty(*KEEP)
def offer_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    offer = find_visible(_offers(request), pk=pk)
    act_or_tell(
        request,
        lambda: actions.withdraw_offer(by=request.duty, offer=offer),
        _("หยุดรับเรื่องใหม่แล้ว ขอบคุณที่ให้มาตลอด"),
    )
    return redirect("giving:offers")


# --- funds ------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@for_duty(*SEE_FUNDS)
def funds(request: HttpRequest) -> HttpResponse:
    duty = request.duty
    may_add = duty.role in ADD_FUNDS
    form = forms.FundForm(request.POST or None, duty=duty) if may_add else None
    if request.method == "POST" and form and settle(form, lambda: _add_fund(request, form)):
        return redirect("giving:funds")
    rows = Fund.objects.visible_to(duty).prefetch_related("places__parent").order_by("name")
    page = paginate(request, rows)
    context = {
        "page": page,
        "rows": [
            (fund, [presenters.describe_place(p) for p in fund.places.all()]) for fund in page
        ],
        "form": form,
    }
    return render(
        request, "giving/funds.html", context, status=400 if form and form.errors else 200
    )  # fmt: skip


def _add_fund(request: HttpRequest, form: forms.FundForm) -> Fund:
    given = dict(form.cleaned_data)
    form_key = str(given.pop("once"))
    return actions.add_fund(by=request.duty, form_key=form_key, **given)


@require_POST
@for_duty(*ADD_FUNDS)
def fund_switch(request: HttpRequest, pk: int) -> HttpResponse:
    fund = find_visible(Fund.objects.visible_to(request.duty), pk=pk)
    act_or_tell(
        request,
        lambda: actions.change_fund(by=request.duty, fund=fund, is_active=not fund.is_active),
        _("บันทึกสถานะกองทุนแล้ว"),
    )
    return redirect("giving:funds")
