"""The names of a scene, on any number of pictures of it."""

from __future__ import annotations

from collections.abc import Container, Hashable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from jumeau.model.project import Project
from jumeau.model.roles import Role
from jumeau.model.view_state import Camera, Look, Section, ViewState
from jumeau.render.contours import Contours
from jumeau.render.furniture import Item, letters_of
from jumeau.render.labels.anchors import anchors, on_ground
from jumeau.render.labels.candidates import along_lines, at_levels, at_points
from jumeau.render.labels.hours import at_hours
from jumeau.render.labels.names import Names
from jumeau.render.labels.placing import Candidate, Kept, Placed, Sheet
from jumeau.render.labels.ranks import Rank, named_layers
from jumeau.render.labels.screen import Screen, screen_of
from jumeau.render.labels.skyline import Skyline, skyline_of
from jumeau.render.labels.words import without_commune
from jumeau.render.site import Site

MOST_TRIED = 120
"""So many names are tried, the weightiest first."""
FAR = 6.0
"""Names of stops are told so many times as far away where nothing else is named."""
TURNS = 3
"""In motion letters are turned by multiples of this [degrees]."""
STAYS = 10.0
"""In motion, names that were there come before all others."""


class Labels:
    """Puts names on pictures.

    Where a name stands follows from the view alone while the picture is at rest; in motion names
    stay where they were as long as they can.
    """

    def __init__(self) -> None:
        self._skyline: Skyline | None = None
        self._state: Hashable = None
        self._places: dict[str, tuple[Names, NDArray[np.float64], NDArray[np.float64]]] = {}
        self._last: dict[tuple[int, int], dict[tuple[str, str], Kept]] = {}

    def placed(
        self,
        names: Mapping[str, Names],
        project: Project,
        view: ViewState,
        camera: Camera,
        size: tuple[int, int],
        site: Site,
        state: Hashable,
        plates: Sequence[Item],
        *,
        contours: Contours | None = None,
        px_ratio: float = 1.0,
        moving: bool = False,
    ) -> list[Placed]:
        """Return the names of a view.

        Parameters
        ----------
        names : dict
            By layer.
        camera : Camera
            That the picture was drawn with.
        site : Site
            The ground, and what stands on it and is shown.
        state : hashable
            Changes with what stands there.
        plates : sequence of Item
            What lies on the picture already: no name lies below it.
        contours : Contours or None
            Contour lines of the ground, whose altitudes are told.
        moving : bool
            The next picture follows at once.
        """
        layers = [x for x in named_layers(project, view) if x.id in names]
        if not layers and contours is None:
            return []
        skyline = self._skyline_of(site, state)
        screen = screen_of(camera, size)
        em = letters_of(size, px_ratio)
        sheet = Sheet(size, em, view.look is Look.ORTHOPHOTO, list(plates), TURNS if moving else 1)
        last = self._last.get(size, {}) if moving else {}
        said = f"{view.title} {project.place.name if project.place else project.name}".casefold()
        found: list[Candidate] = []
        # A network alone is a plan: its stops are told from far away too.
        hours = [x for x in layers if x.role is Role.SHADE_LINES]
        named = [x for x in layers if x not in hours]
        reach = FAR if named and all(names[x.id].rank is Rank.STOP for x in named) else 1.0
        for layer in named:
            known, places, along = self._at(layer.id, names[layer.id], site, skyline)
            found += at_points(layer.id, known, places, screen, em, reach)
            found += along_lines(layer.id, known, along, screen, em)
        found = [x for x in found if x.rank is not Rank.TOWN or x.text.casefold() not in said]
        commune = _commune(project, names)
        for x in found:
            if x.rank is Rank.LANDMARK:
                x.text = without_commune(x.text, commune)
            x.priority += STAYS if x.id in last else 0.0
        found.sort(key=lambda x: (-x.priority, x.id))
        found = found[:MOST_TRIED]
        if contours is not None:
            found += at_levels(contours, screen, view.language)
        for layer in hours:
            known, _, along = self._at(layer.id, names[layer.id], site, skyline)
            found += at_hours(layer.id, known, along, screen, view.language)
        for candidate in _seen(found, screen, skyline, last, view.section):
            sheet.put(candidate, last.get(candidate.id, Kept()))
        self._last[size] = {x.id: x.kept for x in sheet.placed}
        return sheet.placed

    def _skyline_of(self, site: Site, state: Hashable) -> Skyline:
        """Return what stands about; made again when something was shown, hidden or removed."""
        if self._skyline is None or state != self._state:
            self._skyline, self._state = skyline_of(site), state
            self._places.clear()
        return self._skyline

    def _at(
        self, layer_id: str, names: Names, site: Site, skyline: Skyline
    ) -> tuple[Names, NDArray[np.float64], NDArray[np.float64]]:
        """Return where names are put to (N, 3), and the lines that they run along (V, 3) [m]."""
        found = self._places.get(layer_id)
        if found is None or found[0] is not names:
            along = on_ground(names, site.relief)
            found = (names, anchors(names, site, skyline), along)
            self._places[layer_id] = found
        return found


def _commune(project: Project, names: Mapping[str, Names]) -> str:
    """Return the name of the commune that the project shows; empty where there are several."""
    if project.place is not None:
        return project.place.name
    communes = [x for known in names.values() if known.rank is Rank.TOWN for x in known.text]
    return communes[0] if len(communes) == 1 else ""


def _seen(
    found: list[Candidate],
    screen: Screen,
    skyline: Skyline,
    last: Container[tuple[str, str]],
    section: Section | None,
) -> list[Candidate]:
    """Return the names of which nothing is hidden behind what stands before it.

    Names of the picture before are taken as seen; of lines only the places that are seen count.
    """
    if section is not None:
        for line in (line for x in found for line in x.lines):
            line.usable &= _left_of(section, line.places)
        found = [x for x in found if x.place is None or _left_of(section, x.place).all()]
    new = [x for x in found if x.id not in last]
    parts = [x.place for x in new if x.place is not None]
    parts += [line.places[line.usable] for x in new for line in x.lines]
    if not parts:
        return found
    seen = skyline.seen(screen.eye, np.concatenate(parts))
    at = len(parts) - sum(len(x.lines) for x in new)
    alone = (x for x in new if x.place is not None)
    hidden = {id(x) for x, ok in zip(alone, seen[:at], strict=True) if not ok}
    for line in (line for x in new for line in x.lines):
        count = int(np.count_nonzero(line.usable))
        line.usable[line.usable] = seen[at : at + count]
        at += count
    return [x for x in found if id(x) not in hidden]


def _left_of(section: Section, places: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell of each place (N, 3) whether a section leaves it standing."""
    (x0, y0), (x1, y1) = section.start, section.end
    across = (x1 - x0) * (places[:, 1] - y0) - (y1 - y0) * (places[:, 0] - x0)
    return np.asarray(across >= 0)
