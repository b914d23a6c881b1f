"""The forms of this room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kuea.intake.models import Batch
from kuea.intake.queries import Column, kinds_for, shown_columns
from kuea.intake.sheets import load_kind
from kuea.intake.sheets.mapping import missing_needs
from kuea.offices.models import Duty


class SendListForm(forms.Form):
    """One file and what kind of list it is."""

    kind = forms.ChoiceField(
        label=_("เป็นรายชื่ออะไร"),
        widget=forms.RadioSelect,
        error_messages={"required": _("เลือกว่าเป็นรายชื่ออะไร")},
    )
    sheet = forms.FileField(
        label=_("แฟ้มรายชื่อ"),
        help_text=_(
            "Excel (.xlsx .xls) LibreOffice (.ods) CSV หรือ Parquet ไม่เกิน 100 เมกะไบต์ ไม่ต้องจัดหน้าใหม่"
        ),
        allow_empty_file=True,
        error_messages={"required": _("ยังไม่ได้เลือกแฟ้ม")},
    )

    wishes_to_map = forms.BooleanField(
        label=_("ขอดูก่อนว่าแต่ละคอลัมน์อ่านเป็นอะไร"),
        help_text=_("เหมาะกับแฟ้มที่หัวคอลัมน์ไม่เหมือนใคร ระบบจำไว้ให้ใช้กับแฟ้มต่อไปที่หัวคอลัมน์เหมือนกัน"),
        required=False,
    )

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds_for(duty)
        self.fields["kind"].choices = [(kind.code, kind.title) for kind in self.kinds]
        self.fields["sheet"].widget.attrs["accept"] = ".xlsx,.xls,.ods,.csv,.tsv,.txt,.parquet"


class ColumnsForm(forms.Form):
    """One select a column: which of our fields it is, or none."""

    MOST_SHOWN = 300

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = load_kind(batch.kind)
        guessed = {index: name for name, index in batch.columns.get("found", {}).items()}
        choices = [("", _("ยังไม่ใช้"))]
        choices += [(field.name, field.title) for field in self.kind.fields.values()]
        self.columns = shown_columns(batch)[: self.MOST_SHOWN]
        for column in self.columns:
            self.fields[column.name] = forms.ChoiceField(
                label=column.heading,
                choices=choices,
                required=False,
                initial=guessed.get(column.index, ""),
            )

    def rows(self) -> list[tuple[Column, forms.BoundField]]:
        """(column, its select) in the order of the file."""
        return [(column, self[column.name]) for column in self.columns]

    def clean(self) -> dict[str, Any]:
        """Every needed field has a column, and no field has two."""
        told: dict[str, list[Column]] = {}
        for column in self.columns:
            if field := self.cleaned_data.get(column.name):
                told.setdefault(field, []).append(column)
        for name, columns in told.items():
            if len(columns) > 1 and not self.kind.fields[name].many:
                said = _("“%(field)s” เลือกไว้หลายคอลัมน์ (%(columns)s) เหลือไว้คอลัมน์เดียว") % {
                    "field": self.kind.fields[name].title,
                    "columns": ", ".join(column.letter for column in columns),
                }
                self.add_error(columns[-1].name, said)
        self.chosen = {name: columns[0].index for name, columns in told.items()}
        for need in missing_needs(self.kind, self.chosen):
            self.add_error(None, _("ยังไม่ได้เลือกคอลัมน์ของ %(need)s") % {"need": need.say})
        return self.cleaned_data


class WithdrawForm(forms.Form):
    """Why the whole list is taken out."""

    reason = forms.CharField(
        label=_("เหตุผลที่ถอนแฟ้มนี้"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("เช่น ส่งผิดแฟ้ม หรือเป็นรายชื่อปีเก่า"),
        error_messages={"required": _("เขียนเหตุผลสั้น ๆ เพื่อให้คนที่มาดูทีหลังเข้าใจ")},
    )


class RerunForm(ColumnsForm):
    """What each column is, as read today or put right now, and why the list is read again."""

    reason = forms.CharField(
        label=_("เหตุผลที่อ่านใหม่"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("เช่น จับคู่คอลัมน์ผิด หรือระบบอ่านวันเกิดแบบนี้ได้แล้ว"),
        error_messages={"required": _("เขียนเหตุผลสั้น ๆ เพื่อให้คนที่มาดูทีหลังเข้าใจ")},
    )


class BackForm(forms.Form):
    """Why a rerun is taken back."""

    reason = forms.CharField(
        label=_("เหตุผลที่นำการอ่านใหม่กลับ"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("เขียนเหตุผลสั้น ๆ เพื่อให้คนที่มาดูทีหลังเข้าใจ")},
    )
