"""Computed noise beside official maps and measurements: what keeps them apart on one picture.

Their classes have the same colours. Where a computed level is shown, an official map lies over it
as stripes and bears its name; measurements are discs, and the legend says what they are.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from jumeau.i18n import Translator
from jumeau.model.layer import Layer
from jumeau.model.roles import Role
from jumeau.render.legend_row import Row
from jumeau.render.themes.dress import HATCH, Dress, Entry, Form, Swatch
from jumeau.titles import legend_title

if TYPE_CHECKING:
    from jumeau.render.ground_layers import GroundLayer

OPACITY = 0.95
"""Of the stripes."""


def striped(dress: Dress) -> Dress:
    """Return a dress whose surfaces are stripes."""

    def one(swatch: Swatch) -> Swatch:
        if swatch.fill is None:
            return swatch
        return dataclasses.replace(swatch, opacity=OPACITY, hatch=swatch.hatch or HATCH)

    return dataclasses.replace(dress, swatches=tuple(one(x) for x in dress.swatches))


def beside_computed(layers: Sequence[GroundLayer]) -> list[GroundLayer]:
    """Return the layers of the ground, from the ground up, with official maps of noise as stripes.

    They stay as they are where no computed level is among the layers.
    """
    last = max((k for k, x in enumerate(layers) if x.layer.role is Role.NOISE_LEVEL), default=-1)
    if last < 0:
        return list(layers)
    official = [x for x in layers if x.layer.role is Role.NOISE_MAP and x.image is None]
    over = [dataclasses.replace(x, dress=striped(x.dress)) for x in official]
    below = [x for x in layers[: last + 1] if x not in official]
    return [*below, *over, *(x for x in layers[last + 1 :] if x not in official)]


def shows_level(layers: Iterable[Layer]) -> bool:
    """Tell whether a computed level is among some layers."""
    return any(x.role is Role.NOISE_LEVEL for x in layers)


def beside_words(layers: Iterable[Layer], results: Sequence[Layer], tr: Translator) -> list[Layer]:
    """Return the layers that a legend tells, official maps named so beside a computed level.

    Lines around the classes of a level that is shown need no row of their own.
    """
    if not shows_level(results):
        return list(layers)
    found = []
    for layer in layers:
        if layer.role is Role.NOISE_ZONES and layer.style.name == "standard":
            continue
        if layer.role is Role.NOISE_MAP:
            title = tr("noise_looks.official", title=legend_title(layer, tr))
            found.append(msgspec.structs.replace(layer, title=title))
            continue
        found.append(layer)
    return found


def measured_rows(headings: Sequence[str], entries: Sequence[Entry], tr: Translator) -> list[Row]:
    """Return the rows of measurements beside results: discs, in the colours told above."""
    middle = entries[len(entries) // 2]
    rows = [
        Row(tr("noise_looks.measured", title=x), middle.colour, Form.DISC, size=middle.size)
        for x in dict.fromkeys(headings)
    ]
    return [*rows, Row(tr("noise_looks.short"), None, "note")]
