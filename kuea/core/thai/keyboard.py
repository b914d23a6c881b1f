"""Words typed with the keyboard still set to English: «l,=kp» is สมชาย.

Source: TIS 820-2538 (the Kedmanee layout), the keys of an American keyboard.
"""

import re

from kuea.core.thai.text import is_thai, normalise

_KEYS = (
    "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./"
    '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'
)
_SIGNS = (
    "_ๅ/-ภถ\u0e38\u0e36คตจขชๆไ\u0e33พะ\u0e31\u0e35รนยบลฃฟหกดเ\u0e49\u0e48าสวงผปแอ\u0e34\u0e37ทมใฝ"
    '%+๑๒๓๔\u0e39฿๕๖๗๘๙๐"ฎฑธ\u0e4d\u0e4aณฯญฐ,ฅฤฆฏโฌ\u0e47\u0e4bษศซ.()ฉฮ\u0e3a\u0e4c?ฒฬฦ'
)
_TO_THAI_SIGN = str.maketrans(_KEYS, _SIGNS)
# One word as Thai is spelt: a leading vowel before its consonant, marks after one, nothing else.
_A_WORD = re.compile(
    "(?:[เแโใไ]?[ก-ฮ][\u0e31\u0e34-\u0e3a\u0e47]?[\u0e48-\u0e4c]?(?:[\u0e30\u0e32\u0e33\u0e45])?)+"
)


def as_thai_keys(text: str) -> str:
    """The Thai words the same keys write, or "" when that is no Thai: then the text was meant as it stands."""
    if is_thai(text) or not re.search("[A-Za-z]", text):
        return ""
    typed = normalise(text.translate(_TO_THAI_SIGN))
    words = typed.split()
    return typed if words and all(_A_WORD.fullmatch(word) for word in words) else ""
