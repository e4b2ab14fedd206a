"""What photographs tell of themselves."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from jumeau.errors import InputError
from jumeau.i18n import Translator, phrase_error
from jumeau.io.photos import read_photo, read_pixels


def write(path, size=(40, 30), *, taken="2026:03:21 14:02:10", offset="+01:00", focal=28,
          lat=(45.0, 36.0, 48.0), lon=(3.0, 1.0, 12.0), west=False, direction=20.5, north="T",
          orientation=None, author=None):  # fmt: skip
    """Write a photograph with what a camera writes (EXIF 2.32); None leaves it out."""
    pixels = np.zeros((size[1], size[0], 3), np.uint8)
    pixels[:, : size[0] // 2] = 250
    exif = Image.Exif()
    inner, gps = exif.get_ifd(0x8769), exif.get_ifd(0x8825)
    for ifd, tag, value in (
        (inner, 0x9003, taken), (inner, 0x9011, offset), (inner, 0xA405, focal),
        (exif, 0x0112, orientation), (exif, 0x013B, author),
        (gps, 1, lat and "N"), (gps, 2, lat), (gps, 3, lon and ("W" if west else "E")),
        (gps, 4, lon), (gps, 16, direction and north), (gps, 17, direction),
    ):  # fmt: skip
        if value is not None:
            ifd[tag] = value
    Image.fromarray(pixels).save(path, exif=exif, quality=95)
    return path


def test_a_telephone_tells_everything(tmp_path):
    card = read_photo(write(tmp_path / "a.jpg", author="Anne Auteur"))
    assert card.taken == "2026-03-21T14:02:10+01:00"
    assert card.has_zone
    assert card.latitude == pytest.approx(45 + 36 / 60 + 48 / 3600)
    assert card.longitude == pytest.approx(3 + 1 / 60 + 12 / 3600)
    assert (card.direction, card.magnetic, card.focal) == (20.5, False, 28.0)
    assert (card.author, card.lacking) == ("Anne Auteur", ())
    west = read_photo(write(tmp_path / "b.jpg", west=True, north="M"))
    assert west.longitude is not None
    assert west.longitude < 0
    assert west.magnetic


@pytest.mark.parametrize(
    ("changes", "lacking"),
    [
        ({"taken": None}, ("date",)),
        ({"taken": "0000:00:00 00:00:00"}, ("date",)),
        ({"offset": None}, ("zone",)),
        ({"offset": "legal"}, ("zone",)),
        ({"lat": None}, ("place",)),
        ({"lat": (0.0, 0.0, 0.0), "lon": (0.0, 0.0, 0.0)}, ("place",)),
        ({"lat": (95.0, 0.0, 0.0)}, ("place",)),
        ({"direction": None}, ("direction",)),
        ({"focal": None}, ("focal",)),
        ({"focal": 0}, ("focal",)),
    ],
)
def test_what_is_not_told_is_lacking(tmp_path, changes, lacking):
    assert read_photo(write(tmp_path / "a.jpg", **changes)).lacking == lacking


def test_a_picture_without_anything_lacks_everything(tmp_path):
    path = tmp_path / "a.png"
    Image.new("RGB", (8, 6)).save(path)
    assert read_photo(path).lacking == ("date", "place", "direction", "focal")


def test_a_photograph_is_held_upright_and_never_written(tmp_path):
    path = write(tmp_path / "a.jpg", orientation=6)  # to be turned by 90° clockwise
    before = path.read_bytes()
    card = read_photo(path)
    assert (card.width, card.height) == (30, 40)
    pixels = read_pixels(path, (300, 400))
    assert pixels.shape == (400, 300, 3)
    assert pixels[:150].mean() > 200
    assert pixels[250:].mean() < 50
    assert path.read_bytes() == before


def test_what_is_no_photograph_is_told(tmp_path):
    text, cut = tmp_path / "a.jpg", tmp_path / "b.jpg"
    text.write_text("not a picture")
    whole = write(tmp_path / "c.jpg", (600, 400)).read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    for path, code, read in (
        (text, "photo.unreadable", read_photo),
        (tmp_path / "none.jpg", "photo.missing", read_photo),
        (cut, "photo.unreadable", lambda x: read_pixels(x, (60, 60))),
    ):
        with pytest.raises(InputError) as problem:
            read(path)
        assert problem.value.code == code
        assert "remedy" in phrase_error(problem.value, Translator("fr"))
