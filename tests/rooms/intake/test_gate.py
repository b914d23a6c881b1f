"""The one gate of uploads: pictures drawn again, bombs and declarations refused, names that are no paths."""

import io
import os
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from kuea.core.problems import Refusal
from kuea.intake.gate import admit_picture, admit_sheet, keep_picture, safe_name
from kuea.intake.keeping import hash_file, keep_file, opened, sweep_scratch
from kuea.intake.models import Batch
from kuea.intake.sheets import SheetFault
from kuea.offices.sealing import pieces_of

SECRET_PLACE = b"N 13 59 12.34 secret"


def photo(form: str = "JPEG", size: tuple[int, int] = (64, 32), **facts) -> bytes:
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    exif = picture.getexif()
    exif[0x0112] = facts.pop("turned", 1)
    exif[0x010E] = SECRET_PLACE.decode()
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (13.0, 59.0, 12.34)
    out = io.BytesIO()
    if form == "PNG":
        told = PngImagePlugin.PngInfo()
        told.add_text("Comment", SECRET_PLACE.decode())
        facts["pnginfo"] = told
    if form == "JPEG":
        facts["comment"] = SECRET_PLACE
    picture.save(out, form, exif=exif, **facts)
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_picture_is_drawn_again_without_place_or_comment(form):
    sent = photo(form)
    assert SECRET_PLACE in sent or b"secret" in sent
    clean = admit_picture(sent + b"<?php trailing ?>")
    assert b"secret" not in clean.data and b"php" not in clean.data and b"Exif" not in clean.data
    with Image.open(io.BytesIO(clean.data)) as again:
        assert again.format == "JPEG" and not again.getexif() and set(again.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}  # fmt: skip


def test_picture_stands_upright_and_is_not_larger_than_needed():
    assert (lambda p: (p.width, p.height))(admit_picture(photo(turned=6))) == (32, 64)
    wide = admit_picture(photo(size=(4000, 1000)))
    assert (wide.width, wide.height) == (1600, 400)


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 9000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (png_that_claims(60_000, 60_000), "picture_wide"),
        (png_that_claims(8_000, 7_000), "picture_wide"),
        (photo()[:200], "picture_broken"),
        (b"\xff\xd8\xff" + b"x" * 500, "picture_broken"),
        (b"", "picture_kind"),
        (b"GIF89a" + b"x" * 90, "picture_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "picture_kind"),
        (b"%PDF-1.7", "picture_kind"),
        (b"RIFF\x00\x00\x00\x00AVI ", "picture_kind"),
        (b"\xff\xd8\xff" + b"x" * (12 * 1024 * 1024), "picture_large"),
    ],
)  # fmt: skip
def test_what_is_no_photograph_is_refused_with_a_sentence(data, code):
    with pytest.raises(Refusal, match=code):
        admit_picture(data)


@pytest.mark.filterwarnings("ignore::UserWarning")
@given(st.integers(min_value=0, max_value=400), st.binary(min_size=1, max_size=40))
def test_damaged_picture_is_drawn_or_refused_never_a_crash(place, noise):
    sent = photo()
    try:
        admit_picture(sent[:place] + noise + sent[place + len(noise) :])
    except Refusal as refusal:
        assert refusal.code.startswith("picture_")


def test_picture_is_kept_sealed(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    clean = admit_picture(photo())
    kept = Path(tmp_path) / keep_picture(clean, "pictures/13/1")
    assert b"JFIF" not in kept.read_bytes() and b"".join(pieces_of(kept)) == clean.data


@pytest.mark.parametrize("name", ["../../etc/passwd.xlsx", "..\\..\\boot.xlsx", "/abs/รายชื่อ.xlsx", "รายชื่อ\u202exslx.exe", "a\r\nSet-Cookie: x.csv", "....", "", "x" * 400 + ".xlsx"])  # fmt: skip
def test_name_of_a_file_is_no_path_and_no_header(name):
    safe = safe_name(name)
    assert (
        safe
        and not set(safe) & set('/\\\r\n<>:"|?*\u202e')
        and not safe.startswith(".")
        and len(safe) <= 120
    )
    assert safe.endswith(".xlsx") or not name.endswith(".xlsx")


@given(st.text())
def test_every_name_becomes_one_that_is_safe(name):
    safe = safe_name(name)
    assert safe == Path(safe).name and safe_name(safe) == safe


@pytest.mark.parametrize("letters", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("before", [0, 9_000])
def test_workbook_that_declares_entities_is_refused_wherever_it_says_so(tmp_path, letters, before):
    text = f"<?xml version='1.0'?><!--{' ' * before}--><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>"
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", text.encode(letters))
    with pytest.raises(SheetFault):
        admit_sheet(path, "general")


def test_a_list_stands_in_clear_in_the_scratch_folder_alone_and_what_a_dead_reader_left_is_swept(
    settings, tmp_path
):
    settings.MEDIA_ROOT, settings.SCRATCH = tmp_path / "files", tmp_path / "scratch"
    settings.SCRATCH.mkdir()
    sent = tmp_path / "list.csv"
    sent.write_text("ชื่อ\nบุญมี", encoding="utf-8")
    batch = Batch(file_name="list.csv", kept_at=keep_file(sent, hash_file(sent), "13"))
    with opened(batch) as path:
        assert settings.SCRATCH in path.parents and "บุญมี" in path.read_text(encoding="utf-8")
        assert sweep_scratch() == 0, "somebody reads it now"
        yesterday = time.time() - 25 * 3600
        os.utime(path.parent, (yesterday, yesterday))
        assert sweep_scratch() == 1
    assert not list(settings.SCRATCH.iterdir())
