"""What a password must be: long and not known to others. No composition rule, no periodic change."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kuea.core.access import PASSWORD_LONGEST, needs_second_factor, password_length
from kuea.core.thai import comparison_key

OWN_WORDS = ("kuea", "เกื้อ", "สังคมไม่ทอดทิ้งกัน", "password", "รหัสผ่าน")
"""Guessed first here; a password may hold them but not consist of them."""
FEWEST_OTHER_LETTERS = 8


def as_typed_anywhere(password: str) -> str:
    """One form of the same letters: phones and office keyboards write ำ and ํา differently (NFKC)."""
    return unicodedata.normalize("NFKC", password)


class LengthByFactors:
    """15 characters alone; 12 when a second factor stands beside it or the duty demands one."""

    def validate(self, password: str, user: Any = None) -> None:
        fewest = password_length(has_second_factor=_has_second_factor(user))
        if len(as_typed_anywhere(password)) < fewest:
            raise ValidationError(
                _("รหัสผ่านต้องยาวอย่างน้อย %(fewest)d ตัวอักษร วลีหลายคำที่จำง่ายใช้ได้ดี เว้นวรรคได้")
                % {"fewest": fewest},
                code="password_too_short",
            )
        if len(password) > PASSWORD_LONGEST:
            raise ValidationError(
                _("รหัสผ่านยาวเกิน %(most)d ตัวอักษร ตัดให้สั้นลง") % {"most": PASSWORD_LONGEST},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return _("ยิ่งยาวยิ่งดี วลีหลายคำที่จำง่ายใช้ได้ดี วางจากที่จดไว้ได้ ไม่บังคับตัวเลขหรือเครื่องหมาย")


class NotTheirOwnWords:
    """Not the user name, own name, province or name of this system with a few letters added."""

    def validate(self, password: str, user: Any = None) -> None:
        whole = comparison_key(as_typed_anywhere(password).lower())
        for word in _words_of(user):
            if (
                len(word) >= 3
                and word in whole
                and len(whole.replace(word, "")) < FEWEST_OTHER_LETTERS
            ):
                raise ValidationError(
                    _("รหัสผ่านเดาง่ายเพราะเป็นชื่อของท่าน จังหวัด หรือระบบนี้ ใช้คำอื่นหลายคำต่อกัน"),
                    code="password_of_own_words",
                )

    def get_help_text(self) -> str:
        return _("ไม่ใช้ชื่อตนเอง ชื่อจังหวัด หรือชื่อระบบเป็นรหัสผ่าน")


def _has_second_factor(user: Any) -> bool:
    if user is None or user.pk is None:
        return False
    roles = user.duties.current().values_list("role", flat=True)
    return any(needs_second_factor(role) for role in roles) or user.has_second_factor


def _words_of(user: Any) -> set[str]:
    words = {*OWN_WORDS}
    if user is not None:
        words |= {user.username, user.display_name, *user.display_name.split()}
        if user.pk is not None:
            provinces = (
                user.duties.current().exclude(province=None).select_related("province__place")
            )
            for duty in provinces:
                words |= {duty.province.place.name_th, duty.province.place.name_en}
    return {comparison_key(word.lower()) for word in words if word.strip()}
