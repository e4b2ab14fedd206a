"""One question to a project: coordinates that are typed, else names."""

from __future__ import annotations

from jumeau.io.gazetteer.coordinates import typed_place
from jumeau.io.gazetteer.index import SHOWN, Found, Gazetteer
from jumeau.model.project import Project

COORDINATES = "coordinates"
"""The kind of a place that was typed as coordinates; its detail is the CRS they are in."""


def ask(text: str, project: Project, index: Gazetteer, most: int = SHOWN) -> list[Found]:
    """Return what a text means in a project, the likeliest first.

    Parameters
    ----------
    text : str
        A name, an address, a parcel or coordinates.
    project : Project
        Whose CRS and extent tell what coordinates mean.
    index : Gazetteer
        Its names.
    most : int
        Answers at most.
    """
    place = typed_place(text, project.crs, extent(project))
    if place is None:
        return index.search(text, most)
    title = " ".join(text.split())
    box = (place.x, place.y, place.x, place.y)
    return [Found(COORDINATES, title, place.crs, box, (place.x, place.y))]


def extent(project: Project) -> tuple[float, float, float, float] | None:
    """Return the box of all layers [m]; None where there are none."""
    boxes = [layer.bounds for layer in project.layers if layer.bounds[2] > layer.bounds[0]]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)
