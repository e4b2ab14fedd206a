"""Make the shipped typeface from Atkinson Hyperlegible.

The original has proportional figures by default and no narrow no-break space, which French numbers
need. The derived files have tabular figures by default, U+2009 and U+202F, and a family name of
their own, so that an installed original never takes their place. Needs ``fonttools``.

Usage: ``python packaging/make_fonts.py FOLDER`` where FOLDER holds
``AtkinsonHyperlegible_400Regular.ttf``, ``AtkinsonHyperlegible_700Bold.ttf`` and ``LICENSE_FONT``
(the npm package ``@expo-google-fonts/atkinson-hyperlegible`` holds them).
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

FAMILY = "Jumeau Hyperlegible"
TARGET = Path(__file__).resolve().parent.parent / "src" / "jumeau" / "assets" / "fonts"
STYLES = {
    "Regular": "400Regular/AtkinsonHyperlegible_400Regular.ttf",
    "Bold": "700Bold/AtkinsonHyperlegible_700Bold.ttf",
}
NARROW_SPACES = {0x2009: "thinspace", 0x202F: "narrownbspace"}
NARROW_WIDTH = 180  # of 1000 units an em, where the space of the regular has 280


def derive(source: Path, style: str) -> TTFont:
    """Return the font of ``source`` with tabular figures, narrow spaces and its own name."""
    font = TTFont(source)
    empty = TTGlyphPen(None).glyph()
    for name in NARROW_SPACES.values():
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        font["glyf"][name] = empty
        font["hmtx"][name] = (NARROW_WIDTH, 0)
    tabular = _single_substitution(font, "tnum")
    for table in font["cmap"].tables:
        for code, glyph in list(table.cmap.items()):
            table.cmap[code] = tabular.get(glyph, glyph) if 0x30 <= code <= 0x39 else glyph
        table.cmap.update(NARROW_SPACES)
    _rename(font, style)
    return font


def _single_substitution(font: TTFont, tag: str) -> dict[str, str]:
    table = font["GSUB"].table
    mapping: dict[str, str] = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == tag:
            for index in record.Feature.LookupListIndex:
                for subtable in table.LookupList.Lookup[index].SubTable:
                    mapping.update(subtable.mapping)
    return mapping


def _rename(font: TTFont, style: str) -> None:
    names = font["name"]
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    own = {1: FAMILY, 3: f"1.006;{postscript}", 4: f"{FAMILY} {style}", 6: postscript}
    for number, text in own.items():
        for record in [r for r in names.names if r.nameID == number]:
            names.setName(text, number, record.platformID, record.platEncID, record.langID)
    names.setName(
        "Derived from Atkinson Hyperlegible 1.006: tabular figures by default, U+2009 and U+202F.",
        10,
        3,
        1,
        0x409,
    )


def main(folder: Path) -> None:
    """Write both styles and their licence."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for style, name in STYLES.items():
        source = folder / name if (folder / name).exists() else folder / Path(name).name
        derive(source, style).save(TARGET / f"{FAMILY.replace(' ', '')}-{style}.ttf")
    shutil.copyfile(folder / "LICENSE_FONT", TARGET / "LICENSE.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
