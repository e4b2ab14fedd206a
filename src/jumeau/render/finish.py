"""A drawn picture with all that lies on it: names first, then legend, title, scale and lines."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.i18n import Translator
from jumeau.model.project import Project
from jumeau.model.view_state import ViewState
from jumeau.render.contours import contour_rows
from jumeau.render.furniture import compose, furniture
from jumeau.render.said import told_of
from jumeau.render.sun_legend import sun_said
from jumeau.render.sunlit.path import sun_path


def finished(
    scene: Any,
    image: NDArray[np.uint8],
    project: Project,
    view: ViewState,
    tr: Translator,
    *,
    px_ratio: float = 1.0,
    legend: bool = True,
    names: bool = True,
    moving: bool = False,
    leaves: bool = False,
) -> NDArray[np.uint8]:
    """Return a picture of a scene with its names and its furniture.

    Parameters
    ----------
    scene : Scene
        That drew the picture.
    image : (h, w, 3) uint8
        The picture of this view, without anything on it.
    px_ratio : float
        Device pixels per pixel.
    legend, names : bool
        Whether they are wanted: a panel may hold the legend, and a first picture waits for nothing.
    moving : bool
        The next picture follows at once.
    leaves : bool
        The picture leaves the program.
    """
    size = (image.shape[1], image.shape[0])
    more = contour_rows(scene.relief, view, tr)
    told = told_of(scene, project, view, tr)
    items = furniture(
        project, view, size, tr, px_ratio, scene.keys(), more,
        leaves=leaves, told=told, sun=sun_said(scene, project, view, tr),
    )  # fmt: skip
    plates = [x for x in items if legend or x.name != "legend"]
    how: dict[str, Any] = {"px_ratio": px_ratio, "moving": moving}
    path = sun_path(scene, project, view, size, tr, plates, **how)
    plates = [*path[1:], *plates]
    if names:
        plates = [*scene.names(project, view, size, plates, **how), *plates]
    return compose(image, [*path[:1], *plates])
