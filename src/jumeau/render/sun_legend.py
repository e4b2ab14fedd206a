"""What the legend and the line of certainty say of the shade of the sun."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from jumeau.geometry.heights import HeightSource
from jumeau.geometry.profile import Standing
from jumeau.i18n import Translator
from jumeau.model.layer import is_estimated_ground
from jumeau.model.project import Project, visible_layers
from jumeau.model.provenance import Certainty, worst
from jumeau.model.view_state import ViewState
from jumeau.render import look
from jumeau.render.legend_row import Row
from jumeau.render.look import Rgb
from jumeau.render.sun_words import is_up, known_place, shows_shade, shows_sun
from jumeau.render.themes.dress import Form


def _shaded(share: float) -> Rgb:
    """Return the ground in so much of the full shade, as it looks on the legend."""
    red, green, blue = (
        c * (1.0 - share * (1.0 - left)) for c, left in zip(look.GROUND, look.SHADE, strict=True)
    )
    return (red, green, blue)


SHADE, LEAVES = _shaded(1.0), _shaded(0.5)
"""The ground in full shade; below a crown that lets some light through."""


class SunSaid(NamedTuple):
    """What is said of the shade of a view.

    Attributes
    ----------
    rows : tuple of Row
        Of the legend.
    guessed : bool
        Whether something that casts shade has an estimated height.
    """

    rows: tuple[Row, ...] = ()
    guessed: bool = False


UNSAID = SunSaid()


def sun_said(scene: Any, project: Project, view: ViewState, tr: Translator) -> SunSaid:
    """Return what is said of the sun on a view that a scene draws.

    At night there is no shade to be told apart; the line of the hour says so.
    """
    if not shows_sun(view):
        return UNSAID
    path = [Row(tr("sunning.legend.path"), look.SUN_PATH, Form.LINE)]
    rows = path if view.switches.sun_path else []
    if not view.switches.shade:
        return SunSaid(tuple(rows))
    sites = sites_of(scene, view)
    guessed = any(is_guessed(x) for site in sites for x in site.standing)
    place = known_place(project)
    if place is None or not is_up(place, view.instant):
        return SunSaid(tuple(rows), guessed)
    shade = [Row(tr("sunning.legend.shade"), SHADE)]
    if any(len(trees.height) for site in sites for _, trees in site.trees):
        shade.append(Row(tr("sunning.legend.leaves"), LEAVES))
    if guessed:
        shade.append(Row(tr("sunning.legend.estimated"), SHADE, Form.HATCH))
    return SunSaid((*shade, *rows), guessed)


def sites_of(scene: Any, view: ViewState) -> tuple[Any, ...]:
    """Return the model of each side of a view, as far as it is there."""
    found = (scene.site(side) for side in view.sides)
    return tuple(x for x in found if x is not None)


def is_guessed(standing: Standing) -> bool:
    """Tell whether a layer holds buildings whose height is estimated."""
    if standing.source is None or not len(standing.source):
        return False
    return bool(np.max(standing.source) >= HeightSource.STOREYS)


def with_shade(
    label: Certainty | None, project: Project, view: ViewState, *, guessed: bool = False
) -> Certainty | None:
    """Return the label of a view with its shade: computed at best, uncertain where it is guessed.

    Parameters
    ----------
    label : Certainty or None
        Of the layers; None where nothing is drawn.
    guessed : bool
        Something that casts shade has an estimated height.
    """
    if label is None or not shows_shade(view):
        return label
    guessed |= any(is_estimated_ground(x) for x in visible_layers(project, view))
    return worst((label, Certainty.UNCERTAIN if guessed else Certainty.COMPUTED))
