"""Good stories: written from a case, read by another, told with consent, taken down with one click (R84, I20)."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.finding.models import Case
from kuea.ledger.actions import note_read
from kuea.offices.scope import find_visible, for_duty, for_everyone
from kuea.offices.sealing import pieces_of
from kuea.steering import actions, forms, presenters, queries, told
from kuea.steering.models import GoodStory
from kuea.web.posting import act_or_tell, settle

TELLERS = (Role.SECRETARY, Role.HOST_COORDINATOR)


def _fetch(request: HttpRequest, pk: int) -> GoodStory:
    rows = GoodStory.objects.visible_to(request.duty)
    loaded = (
        "case__person",
        "case__tambon",
        "case__village",
        "written_by__user",
        "reviewed_by__user",
    )
    return find_visible(rows.select_related(*loaded, "picture_consent"), pk=pk)  # fmt: skip


@require_GET
@for_everyone
def stories(request: HttpRequest) -> HttpResponse:
    """What may be read now: for whoever signed in, those of the province too; the writers' own below."""
    duty = getattr(request, "duty", None)
    own = queries.stories_of(duty) if duty is not None and duty.role in TELLERS else []
    context = {
        "told": presenters.told_rows(told.told_to(duty)),
        "own": presenters.story_rows(own),
        "is_teller": duty is not None and duty.role in TELLERS,
    }
    return render(request, "steering/stories.html", context)


@require_http_methods(["GET", "POST"])
@for_duty(*TELLERS)
def story_new(request: HttpRequest, case_pk: int) -> HttpResponse:
    found = find_visible(Case.objects.visible_to(request.duty).exclude(person=None), pk=case_pk)
    form = forms.StoryForm(request.POST or None)
    if request.method == "POST" and settle(
        form, lambda: actions.write_story(by=request.duty, case=found, **_words(form))
    ):
        messages.success(request, _("เก็บร่างแล้ว"))
        return redirect("steering:story", form.made.pk)
    context = {"form": form, "case": found}
    return render(request, "steering/story_form.html", context, status=400 if form.errors else 200)


def _words(form: forms.StoryForm) -> dict[str, Any]:
    words = dict(form.cleaned_data)
    return {"form_key": str(words.pop("once")), **words}


@require_GET
@for_duty(*TELLERS)
def story(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    note_read(request, Case, [found.case_id], what="story")
    context = {
        **presenters.story_page(found, request.duty),
        "return_form": forms.ReturnForm(),
        "picture_form": forms.StoryPictureForm(),
    }
    return render(request, "steering/story.html", context)


@require_http_methods(["GET", "POST"])
@for_duty(*TELLERS)
def story_change(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    words = {name: getattr(found, name) for name in presenters.PARTS}
    form = forms.StoryForm(request.POST or None, initial=words)

    def change() -> GoodStory:
        said = _words(form)
        del said["form_key"]
        return actions.change_story(by=request.duty, story=found, **said)

    if request.method == "POST" and settle(form, change):
        messages.success(request, _("แก้แล้ว"))
        return redirect("steering:story", pk)
    context = {"form": form, "case": found.case, "story": found}
    return render(request, "steering/story_form.html", context, status=400 if form.errors else 200)


@require_POST
@for_duty(*TELLERS)
def story_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One step: send, return, clear, publish, withdraw."""
    found, post = _fetch(request, pk), request.POST
    steps = {
        "send": (actions.send_story, {}, _("ส่งให้อ่านทวนแล้ว")),
        "return": (actions.return_story, {"words": post.get("words", "")}, _("ส่งกลับให้แก้แล้ว")),
        "clear": (actions.clear_story, {}, _("อ่านทวนแล้ว ไม่มีอะไรบอกว่าเป็นใคร")),
        "publish": (actions.publish_story, {"channel": post.get("channel", "")}, _("เผยแพร่แล้ว")),
        "withdraw": (actions.withdraw_story, {}, _("ถอนแล้ว ไม่มีใครอ่านได้อีก")),
    }
    if act not in steps:
        raise Refusal("not_found")
    do, words, done = steps[act]
    act_or_tell(request, lambda: do(by=request.duty, story=found, **words), done)
    return redirect("steering:story", pk)


@require_POST
@for_duty(*TELLERS)
def story_picture_add(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    form = forms.StoryPictureForm(request.POST, request.FILES)
    if getattr(request, "too_large", 0):
        raise Refusal("picture_large", limit=settings.MAX_PICTURE_BYTES // (1024 * 1024))
    if not form.is_valid():
        raise Refusal("missing", fields=_("ภาพ"))
    data = form.cleaned_data["picture"].read(settings.MAX_PICTURE_BYTES + 1)
    act_or_tell(
        request,
        lambda: actions.add_story_picture(by=request.duty, story=found, data=data),
        _("เก็บภาพแล้ว ตำแหน่งที่ถ่ายในแฟ้มภาพถูกลบออก"),
    )
    return redirect("steering:story", pk)


@require_GET
@for_everyone
def story_picture(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The photograph, while its own consent stands: for those who work on the story, and for its readers."""
    duty = getattr(request, "duty", None)
    kept_at = told.picture_told_to(duty, pk)
    if not kept_at and duty is not None and duty.role in TELLERS:
        found = GoodStory.objects.visible_to(duty).filter(pk=pk).first()
        kept_at = found.picture_kept_at if found and told.picture_stands(found) else ""
    if not kept_at:
        raise Refusal("not_in_your_area")
    answer = StreamingHttpResponse(
        pieces_of(Path(settings.MEDIA_ROOT) / kept_at), content_type="image/jpeg"
    )
    answer["Content-Disposition"] = f'inline; filename="story-{pk}.jpg"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
