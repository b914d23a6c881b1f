"""What every form shares: Thai dates, one-time tokens, versions against stale tabs."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.forms import renderers
from django.forms.renderers import DjangoTemplates
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kuea.web import thai_format


def teach_next_steps() -> None:
    """Give Django's commonest form errors a next step, in every form of the house."""
    forms.Field.default_error_messages["required"] = _("ยังไม่ได้กรอกข้อนี้ กรอกแล้วส่งอีกครั้ง")
    for kind in (forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField):
        kind.default_error_messages["required"] = _("ยังไม่ได้เลือก เลือกหนึ่งข้อแล้วส่งอีกครั้ง")
    forms.FileField.default_error_messages["required"] = _("ยังไม่ได้เลือกแฟ้ม เลือกแฟ้มแล้วส่งอีกครั้ง")
    forms.IntegerField.default_error_messages["invalid"] = _("พิมพ์เป็นตัวเลข เช่น 12")


class KueaRenderer(DjangoTemplates):
    """Set as FORM_RENDERER: `{{ form.name.as_field_group }}` then looks like `{% field %}`."""

    field_template_name = "web/parts/field_group.html"

    @cached_property
    def engine(self) -> Any:
        """Our own widgets before Django's: the empty choice of a select says «เลือก…», not dashes."""
        places = [
            Path(__file__).parent / "templates",
            Path(renderers.__file__).parent / "templates",
        ]
        return self.backend({"APP_DIRS": True, "DIRS": places, "NAME": "kuea-forms", "OPTIONS": {}})


class ThaiDateInput(forms.TextInput):
    """A text box, because browsers' date pickers know no Buddhist era."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "input--date", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, date):
            day = thai_format.as_day(value)
            return f"{day.day}/{day.month}/{day.year + thai_format.ERA}"
        return super().format_value(value)


class ThaiDateField(forms.Field):
    """One certain day: «24/11/2569», «๒๔ พ.ย. ๒๕๖๙», ISO. Shown in Buddhist era."""

    widget = ThaiDateInput
    default_error_messages = {
        "required": _("ยังไม่ได้กรอกวันที่ พิมพ์ เช่น 24/11/2569"),
        "form": _("อ่านวันที่ “%(value)s” ไม่ได้ พิมพ์ วัน/เดือน/ปี เช่น 24/11/2569 หรือ 24 พ.ย. 2569"),
        "short_year": _("ปีใน “%(value)s” สั้นไป พิมพ์ปีสี่หลัก เช่น 2569"),
        "year": _("ปีใน “%(value)s” ไม่น่าจะถูก ตรวจปี พ.ศ. อีกครั้ง เช่น 2569"),
        "no_such_day": _("ไม่มีวันที่ “%(value)s” ในปฏิทิน ตรวจวันและเดือนอีกครั้ง"),
        "swapped": _("เดือนใน “%(value)s” เกิน 12 พิมพ์วันก่อนเดือน เช่น 24/11/2569"),
        "too_early": _("วันที่ต้องไม่ก่อน %(limit)s"),
        "too_late": _("วันที่ต้องไม่หลัง %(limit)s"),
    }

    def __init__(
        self,
        *,
        earliest: Callable[[], date] | date | None = None,
        latest: Callable[[], date] | date | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("help_text", _("วัน/เดือน/ปี พ.ศ. เช่น 24/11/2569"))
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return thai_format.as_day(value)
        if not str(value).strip():
            return None
        try:
            return thai_format.read_day(str(value))
        except thai_format.UnreadableDate as fault:
            shown = str(value).strip()[:40]
            raise forms.ValidationError(
                self.error_messages[fault.reason], fault.reason, {"value": shown}
            ) from fault

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        for code, limit, wrong in (
            ("too_early", self.earliest, lambda edge: value < edge),
            ("too_late", self.latest, lambda edge: value > edge),
        ):
            edge = limit() if callable(limit) else limit
            if edge is not None and wrong(edge):
                raise forms.ValidationError(
                    self.error_messages[code], code, {"limit": thai_format.format_date(edge)}
                )

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except forms.ValidationError:
            return True


class SubmitOnce(forms.Form):
    """A form that counts once however often it is sent.

    The hidden `once` is made when the page is drawn. The room keeps it beside what it wrote (a unique
    column: that, not this form, stops two copies arriving together) and gives `find_sent`, which
    answers what an earlier copy made. The view then shows that instead of writing again:

        if form.is_valid():
            lead = form.sent_before or open_lead(by=duty, once=form.cleaned_data["once"], …)
    """

    once = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid4,
        error_messages={
            "required": _("หน้านี้ไม่สมบูรณ์ เปิดหน้านี้ใหม่ แล้วกรอกอีกครั้ง"),
            "invalid": _("หน้านี้ไม่สมบูรณ์ เปิดหน้านี้ใหม่ แล้วกรอกอีกครั้ง"),
        },
    )

    def __init__(
        self, *args: Any, find_sent: Callable[[UUID], Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.find_sent = find_sent
        self.sent_before: Any = None

    def clean_once(self) -> UUID:
        token: UUID = self.cleaned_data["once"]
        if self.find_sent is not None:
            self.sent_before = self.find_sent(token)
        return token


class VersionedForm(forms.Form):
    """A form that notices that what it shows was changed meanwhile.

    `current_version` is any value that changes with the object (a counter, a time as text). When the
    page was drawn from another version the form is invalid and `is_stale` is true; the view answers
    with `pages.render_stale`. The action checks again under its lock.
    """

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, current_version: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.current_version = str(current_version)
        self.fields["version"].initial = self.current_version
        self.is_stale = False

    def clean_version(self) -> str:
        opened_at = str(self.cleaned_data["version"])
        if opened_at != self.current_version:
            self.is_stale = True
            raise forms.ValidationError(
                _("มีผู้อื่นแก้ไขรายการนี้หลังจากท่านเปิดหน้า เปิดหน้านี้ใหม่แล้วตรวจค่าล่าสุด"), "stale"
            )
        return opened_at

    def list_written(self) -> list[tuple[str, str]]:
        """What the person typed, for the stale page: nothing typed is lost."""
        return [
            (str(bound.label), str(bound.value()))
            for bound in self.visible_fields()
            if bound.value() not in (None, "", [])
        ]
