"""From what may be told of exposure to the bars of the chart."""

from __future__ import annotations

import math

from jumeau.app.noise_exposure.chart import Bars
from jumeau.i18n import Translator
from jumeau.model.project import Project
from jumeau.render.noise.exposing import Exposed
from jumeau.render.noise_exposure_words import (
    class_short,
    class_told,
    number_short,
    number_told,
    titles,
)
from jumeau.render.variant_words import side_colour
from jumeau.simulation.noise.exposure_told import Rounded


def bars_of(found: Exposed, project: Project, year: int, tr: Translator) -> Bars:
    """Return the residents by class, a bar a side."""
    return Bars(
        tuple(class_short(x, tr) for x in found.rows),
        titles(found, project, year, tr),
        tuple(side_colour(project, x.variant) for x in found.sides),
        tuple(
            tuple(math.nan if y.fewer else float(y.value) for y in x.residents) for x in found.rows
        ),
        tuple(tuple(_at_bar(y, tr) for y in x.residents) for x in found.rows),
        tr("noise_exposure.axis"),
    )


def bars_told(found: Exposed, project: Project, year: int, tr: Translator) -> str:
    """Return what the bars say, a line each, for those who do not see them."""
    names = titles(found, project, year, tr)
    return "\n".join(
        tr("noise_exposure.bar", name=class_told(row, tr), side=name,
           number=number_told(number, tr))
        for row in found.rows
        for name, number in zip(names, row.residents, strict=True)
    )  # fmt: skip


def _at_bar(number: Rounded, tr: Translator) -> str:
    """Return what stands at the end of a bar: ``300``, ``< 100``; nothing at none."""
    if not number.value:
        return ""
    return number_short(number, tr)
