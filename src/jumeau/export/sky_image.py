"""The sky over a place as a picture that leaves the program."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from jumeau.export.credits import source_lines
from jumeau.export.image import sources_strip, write_png
from jumeau.i18n import Translator
from jumeau.model.project import Project
from jumeau.model.provenance import Certainty, worst
from jumeau.model.roles import Role
from jumeau.render.plates import wrapped
from jumeau.render.sky_plate import BUILT, INK, LEAVES, RELIEF, sky_plate
from jumeau.render.typeface import font
from jumeau.simulation.sun.diagram import Diagram

_SOURCES = (Role.BUILDING, Role.CITY_OBJECT, Role.TREE, Role.VEGETATION, Role.TERRAIN)
MOST_LINES = 14


def write_sky(
    path: Path,
    diagram: Diagram,
    project: Project,
    tr: Translator,
    *,
    said: str,
    told: str,
    before: Diagram | None = None,
    chosen: int = 0,
    projection: str = "stereographic",
    width: int = 1400,
) -> None:
    """Write a diagram with what it says, its label of certainty and its sources, as a PNG.

    Parameters
    ----------
    said, told : str
        How much of the sky is seen; what hides the sun when, a line each.
    width : int
        Of the picture [pixels].
    """
    layers = [x for x in project.layers if x.role in _SOURCES]
    label = worst((Certainty.COMPUTED, *(x.certainty for x in layers))) or Certainty.COMPUTED
    if any(x.provenance.invented for x in layers):
        label = Certainty.ILLUSTRATION
    disc = sky_plate(diagram, width, tr, before=before, chosen=chosen, projection=projection)
    em = round(width / 42)
    head, text = font(em, bold=True), font(round(em * 0.8))
    margin, step = em, round(em * 1.3)
    name = "title" if diagram.normal is None else "title_window"
    lines = [x for line in told.split("\n") for x in wrapped(line, text, width - 2 * margin, 2)]
    lines = lines[:MOST_LINES]
    page = Image.new("RGB", (width, width + 3 * step + step * (len(lines) + 2)), "#FFFFFF")
    pen = ImageDraw.Draw(page)
    pen.text((margin, margin // 2), tr(f"sun_places.diagram.{name}"), font=head, fill=INK)
    certainty = tr(f"certainty.{label}")
    left = width - margin - text.getlength(certainty)
    pen.text((left, margin // 2), certainty, font=text, fill=INK)
    pen.text((margin, margin // 2 + step), said, font=text, fill=INK)
    page.paste(Image.fromarray(disc), (0, 2 * step))
    x, y = float(margin), 2.0 * step + width
    for colour, key in ((BUILT, "building"), (LEAVES, "tree"), (RELIEF, "relief")):
        pen.rectangle([x, y + em * 0.15, x + em, y + em * 0.85], fill=colour)
        word = tr(f"sun_places.diagram.legend_{key}")
        pen.text((x + em * 1.3, y), word, font=text, fill=INK)
        x += em * 2.3 + text.getlength(word)
    for k, line in enumerate(lines):
        pen.text((margin, y + step * (k + 1.3)), line, font=text, fill=INK)
    sources = tuple(source_lines(layers, tr))
    pixels = np.asarray(page)
    strip = sources_strip(sources, (width, page.height), False, tr)
    title = f"{tr(f'sun_places.diagram.{name}')}, {project.name}"
    record = {"certainty": label.value, "sources": list(sources)}
    write_png(path, np.vstack([pixels, strip]), title, f"{said} {told}", sources, record)
