"""What is seen from a point: seen and hidden, told apart by their lightness too."""

from __future__ import annotations

from jumeau.geometry.viewshed import HIDDEN, SEEN
from jumeau.model.layer import Layer
from jumeau.render.look import rgb
from jumeau.render.themes.dress import Entry

ENTRIES = {SEEN: Entry("seen", rgb("#F2B701")), HIDDEN: Entry("hidden", rgb("#7D8CA8"))}


def raster_classes(_layer: Layer) -> dict[int, Entry]:
    """Return the entry of each value of a raster of what is seen."""
    return dict(ENTRIES)
