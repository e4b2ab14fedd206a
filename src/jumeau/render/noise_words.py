"""What is said of computed noise: titles, plain words for decibels, what is not included."""

from __future__ import annotations

import numpy as np

from jumeau.i18n import Translator
from jumeau.model.layer import Layer
from jumeau.model.project import Project, visible_layers
from jumeau.model.results import NOISE, is_noise
from jumeau.model.roles import Role
from jumeau.model.view_state import ViewState
from jumeau.render.themes import noise, noise_levels


def noise_title(layer: Layer, tr: Translator) -> str:
    """Return the heading of a result in the legend: ``Bruit calculé, la nuit``."""
    title = tr(f"picture.legend.{layer.role}")
    return tr(f"noise_looks.title.{noise_levels.indicator_of(layer)}", title=title)


def notes_above(layer: Layer, tr: Translator) -> tuple[str, ...]:
    """Return what the legend says below the heading of a result: what kind of mean it is."""
    if layer.role not in NOISE:
        return ()
    return (tr(f"noise_looks.mean.{noise_levels.indicator_of(layer)}"),)


def notes_below(layer: Layer, tr: Translator, *, bare: bool) -> tuple[str, ...]:
    """Return what the legend says below the classes of a result.

    Parameters
    ----------
    bare : bool
        Whether some of its cells have no value.
    """
    if layer.role not in NOISE:
        return ()
    uncertain = (tr("noise_looks.uncertain"),)
    if layer.role is Role.NOISE_LEVEL and bare:
        return (tr("noise_looks.bare"), *uncertain)
    return uncertain


def picture_line(project: Project, view: ViewState, tr: Translator) -> tuple[str, str]:
    """Return what a picture with computed noise says: that it is no strategic map, what it lacks.

    Both texts are empty where a view shows no computed noise.
    """
    if any(is_noise(x) for x in visible_layers(project, view)):
        return tr("noise_looks.local"), tr("noise_looks.left_out")
    return "", ""


def level_words(layer: Layer, value: float, tr: Translator) -> str:
    """Return a computed level, or a difference, in plain words: ``environ 63 dB (rue animée)``."""
    if layer.role is Role.NOISE_LEVEL_CHANGE:
        return change_words(value, tr)
    return told_level(value, tr)


def told_level(value: float, tr: Translator) -> str:
    """Return a level [dB(A)] in whole decibels, and what is about as loud."""
    if value < noise.BOUNDS[0]:
        return tr("noise_looks.quiet", number=tr.number(noise.BOUNDS[0]))
    bound = noise.BOUNDS[int(np.searchsorted(noise.BOUNDS, value, side="right")) - 1]
    told = tr(f"noise_looks.like.{bound}")
    return tr("noise_looks.about", number=tr.number(round(value)), like=told)


def change_words(value: float, tr: Translator) -> str:
    """Return a difference of levels [dB] in plain words; below 2 dB it is hardly perceived."""
    least = noise_levels.CHANGES[0]
    if abs(value) < least:
        return tr("noise_looks.unnoticed", number=tr.number(round(least)))
    key = "more" if value > 0 else "less"
    return tr(f"noise_looks.{key}", number=tr.number(round(abs(value))))
