"""Textures and colours of CityGML: which ring lies where in which picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from jumeau.io.citymodels.block import Tally
from jumeau.io.citymodels.pictures import Pictures

COLOURED = ("{*}ParameterizedTexture", "{*}X3DMaterial")
Colour = tuple[int, int, int, int]


@dataclass(slots=True)
class Appearances:
    """What appearances say of rings and of surfaces, by their ids; the first theme counts.

    Attributes
    ----------
    places : dict
        Id of a ring to its picture and the text of its texture coordinates.
    colours : dict
        Id of a surface, or of what holds surfaces, to RGBA.
    """

    places: dict[str, tuple[int, str]] = field(default_factory=dict)
    colours: dict[str, Colour] = field(default_factory=dict)

    def add(self, element: Any, pictures: Pictures, tally: Tally) -> None:
        """Take in all textures and materials below an element."""
        for data in element.iter(*COLOURED):
            if data.tag.endswith("}X3DMaterial"):
                self._add_material(data)
            else:
                self._add_texture(data, pictures, tally)

    def _add_texture(self, data: Any, pictures: Pictures, tally: Tally) -> None:
        uri = data.find("{*}imageURI")
        image = pictures.number((uri.text if uri is not None else "") or "")
        if any(True for _ in data.iter("{*}TexCoordGen")):
            tally.out("texture_projected", (uri.text or "")[:80] if uri is not None else "")
        if image < 0:
            return
        for listed in data.iter("{*}TexCoordList"):
            rings = [ring.text or "" for ring in listed.findall("{*}ring")]  # CityGML 3.0
            for number, place in enumerate(listed.iterfind("{*}textureCoordinates")):
                ring = place.get("ring") or (rings[number] if number < len(rings) else "")
                self.places.setdefault(_target(ring), (image, place.text or ""))

    def _add_material(self, data: Any) -> None:
        diffuse, clear = data.find("{*}diffuseColor"), data.find("{*}transparency")
        try:
            red, green, blue = (float(v) for v in (diffuse.text or "").split())
            alpha = 1.0 - float(clear.text or 0.0) if clear is not None else 1.0
        except (AttributeError, ValueError):
            return  # without a diffuse colour it says nothing that is drawn
        low, high = 0.0, 255.0
        scaled = [int(min(high, max(low, round(255.0 * v)))) for v in (red, green, blue, alpha)]
        colour = (scaled[0], scaled[1], scaled[2], max(1, scaled[3]))
        for target in data.iter("{*}target"):
            self.colours.setdefault(_target(target.get("uri") or target.text or ""), colour)


def _target(text: str) -> str:
    return text.strip().rpartition("#")[2]


def colour_of(element: Any, appearances: tuple[Appearances, ...], id_of: Any) -> Colour | None:
    """Return the colour of a surface, or of the nearest element around it that has one."""
    if not any(found.colours for found in appearances):
        return None
    while element is not None:
        name = id_of(element)
        if name:
            for found in appearances:
                if name in found.colours:
                    return found.colours[name]
        element = element.getparent()
    return None
