"""What the things are called that hide the sun from a place."""

from __future__ import annotations

from jumeau.i18n import Translator
from jumeau.io import canonical
from jumeau.io.store import Payloads
from jumeau.model.project import Project
from jumeau.render.site import Site
from jumeau.render.sun_places import owner_at
from jumeau.simulation.sun.diagram import Diagram, Hides, hidden_of

PLAIN = ("", "none", "nan", "indifférenciée", "indifferenciee", "yes")
"""Natures that tell nothing."""


def names_of(
    project: Project, payloads: Payloads, site: Site, diagram: Diagram, tr: Translator
) -> dict[tuple[float, float], str]:
    """Return names by the places that :func:`~jumeau.simulation.sun.diagram.hidden_of` tells.

    A building is called by its name or nature where the source tells one; an element of a variant
    is one of the project. Names of people and addresses are never read.
    """
    found = {}
    for path in diagram.paths:
        for one in hidden_of(path):
            if one.by is Hides.BUILDING and one.where not in found:
                found[one.where] = _name(project, payloads, site, *one.where, tr)
    return found


def _name(
    project: Project, payloads: Payloads, site: Site, x: float, y: float, tr: Translator
) -> str:
    layer_id, row = owner_at(site, x, y)
    if not layer_id:
        return tr("sun_places.hides.project") if row >= 0 else tr("sun_places.hides.building")
    layer = next((x for x in project.layers if x.id == layer_id), None)
    if layer is None:
        return tr("sun_places.hides.building")
    for quantity in ("name", "nature"):
        if quantity not in dict(layer.columns):
            continue
        column = canonical.column(payloads, layer, quantity)
        told = "" if column is None or row >= len(column) else str(column[row] or "").strip()
        if told.lower() not in PLAIN:
            return told[:1].lower() + told[1:] if quantity == "nature" else told
    return tr("sun_places.hides.building")
