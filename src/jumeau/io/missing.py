"""The data sets that a commune's twin still lacks: why they matter, where they are published."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from jumeau.model.layer import is_estimated_ground
from jumeau.model.project import Project
from jumeau.model.roles import Role


@dataclass(frozen=True, slots=True)
class MissingData:
    """A data set that is not there yet.

    Its sentences stand in the catalogue: ``missing.<id>.title``, ``.why`` and ``.where``.
    """

    id: str
    role: Role
    url: str


DATA_SETS: tuple[MissingData, ...] = (
    MissingData("bdtopo", Role.BUILDING, "https://geoservices.ign.fr/bdtopo"),
    MissingData("terrain", Role.TERRAIN, "https://geoservices.ign.fr/rgealti"),
    MissingData("orthophoto", Role.ORTHOPHOTO, "https://geoservices.ign.fr/bdortho"),
    MissingData("parcels", Role.PARCEL, "https://cadastre.data.gouv.fr/datasets/cadastre-etalab"),
    MissingData("zoning", Role.ZONING, "https://www.geoportail-urbanisme.gouv.fr"),
    MissingData(
        "noise_map", Role.NOISE_MAP,
        "https://www.data.gouv.fr/fr/datasets/?q=cartes+de+bruit+strat%C3%A9giques",
    ),
    MissingData(
        "local_climate_zones", Role.LOCAL_CLIMATE_ZONE,
        "https://www.data.gouv.fr/fr/datasets/?q=zones+climatiques+locales+cerema",
    ),
    MissingData("trees", Role.TREE, "https://www.data.gouv.fr/fr/datasets/?q=arbres"),
)  # fmt: skip


def missing_roles(present: Collection[Role]) -> tuple[str, ...]:
    """Return the ids of the data sets whose role no layer has."""
    return tuple(data.id for data in DATA_SETS if data.role not in present)


def missing_data(project: Project) -> list[MissingData]:
    """Return the data sets that a project lacks; an estimated ground does not count as terrain."""
    present = {x.role for x in project.layers if not is_estimated_ground(x)}
    absent = missing_roles(present)
    return [data for data in DATA_SETS if data.id in absent]
