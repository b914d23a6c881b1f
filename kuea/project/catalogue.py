"""The catalogue of English: every Thai sentence of the program, found in its source, with its translation.

Plain gettext files (.po read by people, .mo read by Django), written here so that no extra program is needed.
"""

import ast
import re
import struct
from collections.abc import Iterable
from pathlib import Path

CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "N_"}
TAG = re.compile(r"""\{%\s*translate\s+("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
BLOCK = re.compile(r"\{%\s*blocktranslate\b([^%]*)%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.S)
THAI = re.compile("[\u0e00-\u0e7f]")


def find_sentences(root: Path) -> list[str]:
    """Every Thai sentence that a reader of another language needs, in a stable order."""
    found: dict[str, None] = {}
    for path in sorted(root.rglob("*.html")):
        for sentence in _in_template(path.read_text(encoding="utf-8")):
            found[sentence] = None
    for path in sorted(root.rglob("*.py")):
        if "migrations" not in path.parts:
            for sentence in _in_python(path.read_text(encoding="utf-8")):
                found[sentence] = None
    return sorted(sentence for sentence in found if THAI.search(sentence))


def _in_template(text: str) -> list[str]:
    found = [quoted[1:-1].replace('\\"', '"') for quoted in TAG.findall(text)]
    for options, body in BLOCK.findall(text):
        found += _block_parts(options, body)
    return found


def _in_python(text: str) -> list[str]:
    """Arguments of the translation calls, of `declare`, and sentences of tables named SENTENCES."""
    found: list[str] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in CALLS | {"declare"}:
                found += [
                    a.value
                    for a in node.args
                    if isinstance(a, ast.Constant) and isinstance(a.value, str)
                ]
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            names = [
                t.id
                for t in getattr(node, "targets", [getattr(node, "target", None)])
                if isinstance(t, ast.Name)
            ]
            if "SENTENCES" in names:
                found += [
                    c.value
                    for c in ast.walk(node.value)
                    if isinstance(c, ast.Constant) and isinstance(c.value, str)
                ]
    return found


def find_plurals(root: Path) -> list[tuple[str, str]]:
    """Pairs (one, many) of counted sentences: gettext keeps them under one key."""
    found: dict[tuple[str, str], None] = {}
    for path in sorted(root.rglob("*.py")):
        if "migrations" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "").startswith(
                    "ngettext"
                ):
                    one, many = node.args[:2]
                    if isinstance(one, ast.Constant) and isinstance(many, ast.Constant):
                        found[(one.value, many.value)] = None
    for path in sorted(root.rglob("*.html")):
        for options, body in BLOCK.findall(path.read_text(encoding="utf-8")):
            parts = _block_parts(options, body)
            if len(parts) == 2:
                found[(parts[0], parts[1])] = None
    return list(found)


def _block_parts(options: str, body: str) -> list[str]:
    body = re.sub(r"\{\{\s*([\w.]+)\s*\}\}", r"%(\1)s", body)
    parts = re.split(r"\{%\s*plural\s*%\}", body)
    return [" ".join(p.split()) if "trimmed" in options else p for p in parts]


def read_po(path: Path) -> dict[str, str]:
    """Thai → English of a .po file; an absent file is empty."""
    if not path.exists():
        return {}
    entries: dict[str, str] = {}
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        parts = {"msgid": "", "msgstr": ""}
        field = ""
        for line in block.splitlines():
            match = re.match(r"(msgid|msgstr)\s+(\".*\")$", line)
            if match:
                field, quoted = match.groups()
                parts[field] = ast.literal_eval(quoted)
            elif line.startswith('"') and field:
                parts[field] += ast.literal_eval(line)
        if parts["msgid"]:
            entries[parts["msgid"]] = parts["msgstr"]
    return entries


HEADER = "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\nLanguage: en\nPlural-Forms: nplurals=2; plural=(n != 1);\n"


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def write_po(path: Path, entries: dict[str, str]) -> None:
    blocks = [f'msgid ""\nmsgstr {_quote(HEADER)}']
    blocks += [
        f"msgid {_quote(thai)}\nmsgstr {_quote(english)}"
        for thai, english in sorted(entries.items())
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def make_mo(entries: dict[str, str], plurals: Iterable[tuple[str, str]] = ()) -> bytes:
    """The binary form (GNU gettext manual, "The Format of GNU MO Files"); untranslated entries are left out."""
    counted = {
        f"{one}\0{many}": f"{entries[one]}\0{entries[many]}"
        for one, many in plurals
        if entries.get(one) and entries.get(many)
    }
    whole = {"": HEADER} | entries | counted
    pairs = sorted((k.encode(), v.encode()) for k, v in whole.items() if v)
    keys, values = b"", b""
    key_table, value_table = [], []
    for key, value in pairs:
        key_table.append((len(key), len(keys)))
        keys += key + b"\0"
        value_table.append((len(value), len(values)))
        values += value + b"\0"
    start = 28 + 16 * len(pairs)
    out = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    out += b"".join(struct.pack("<2I", size, start + at) for size, at in key_table)
    out += b"".join(struct.pack("<2I", size, start + len(keys) + at) for size, at in value_table)
    return out + keys + values
