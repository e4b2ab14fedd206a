"""Classes that people know already: published scales with bounds, colours and source.

A standard either has bounds, between which the colours of a ramp or its own lie, or values, each
with its colour. The catalogue has its title (``styling.standard.<key>``), its source
(``styling.standard_source.<key>``) and, where it is worded, its classes
(``styling.standard_class.<key>_<n>``).
"""

from __future__ import annotations

from dataclasses import dataclass

from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.roles import Role


@dataclass(frozen=True, slots=True)
class Standard:
    """A published scale.

    Attributes
    ----------
    fields : tuple of str
        Canonical quantities or columns that it is made for, in lower case.
    roles : tuple of Role
        Of layers that it is offered for; empty for all.
    bounds : tuple of float
        k + 1 bounds of k half-open classes; the outer ones are open in drawing. Empty where the
        standard has values.
    values : tuple of tuple of str
        The values of each category, as texts.
    colours : tuple of str
        ``#RRGGBB`` of each class; empty for those of ``ramp``.
    ramp : str
        The ramp that suits it.
    worded : bool
        Whether the catalogue has a sentence for each class; else it is told by its bounds.
    safe : bool
        Whether its own colours can be told apart by colour-blind eyes.
    """

    fields: tuple[str, ...]
    roles: tuple[Role, ...] = ()
    bounds: tuple[float, ...] = ()
    values: tuple[tuple[str, ...], ...] = ()
    colours: tuple[str, ...] = ()
    ramp: str = "lagoon"
    worded: bool = False
    safe: bool = True


def _codes(text: str) -> tuple[str, ...]:
    return tuple(f"#{code}" for code in text.split())


_NOISE_FIELDS = ("level", "lden", "ln", "lnight", "laeq", "db", "dba")
_YEAR_FIELDS = ("annee_construction", "annee_const", "date_construction", "annee", "year",
                "construction_year", "planted", "ffo_bat_annee_construction",
                "annee_construction_dpe")  # fmt: skip
_DPE_FIELDS = ("dpe", "classe_dpe", "etiquette_dpe", "classe_bilan_dpe", "classe_conso_energie",
               "dpe_mix_arrete_classe_bilan_dpe", "classe_energie")  # fmt: skip
_GES_FIELDS = ("ges", "etiquette_ges", "classe_emission_ges", "classe_estimation_ges")
_SLOPE_FIELDS = ("slope", "pente")

STANDARDS: dict[str, Standard] = {
    # Classes of 5 dB, directive 2002/49/EC, annex VI; decree of 4 April 2006, article 4. Colours:
    # those of the noise theme, apart under three deficiencies of colour vision.
    "noise_5db": Standard(
        _NOISE_FIELDS, (), (45, 50, 55, 60, 65, 70, 75, 80), (),
        _codes("BDE6D8 F8F4A8 FBC84A DC7A2E DE3F4E 861656 36157D"), "heat", True,
    ),
    # Heights by usual storeys of 3 m: ground floor, two, three to four, five to eight, higher.
    "height_storeys": Standard(
        ("height", "hauteur", "total_height"), (Role.BUILDING,), (0, 4, 7, 13, 25, 50), (), (),
        "lagoon", True,
    ),
    "storeys": Standard(
        ("storeys", "nombre_d_etages"), (Role.BUILDING,), (1, 2, 3, 5, 9, 16), (), (),
        "lagoon", True,
    ),
    # Thermal regulations: 1974, 1982, 1988, 2000, 2005, 2012, RE2020 (in force from 2022); before
    # 1948 as in French housing statistics (INSEE, recensement).
    "built": Standard(
        _YEAR_FIELDS, (), (1000, 1919, 1949, 1975, 1989, 2001, 2013, 2022, 2100), (),
        (), "viridis", True,
    ),
    # Arrêté du 31 mars 2021 relatif au diagnostic de performance énergétique: letters A to G; the
    # usual colours of the label.
    "dpe": Standard(
        _DPE_FIELDS, (), (), tuple((x,) for x in "ABCDEFG"),
        _codes("009C6D 52B153 78BD76 F4E70F F0B50F EB8235 D7221F"), "gnylrd", False, False,
    ),
    "ges": Standard(
        _GES_FIELDS, (), (), tuple((x,) for x in "ABCDEFG"),
        _codes("A4DBF8 8CB4D3 7792B1 606F8F 4D5271 393551 281B35"), "purples",
    ),
    # Slopes: walkable by wheelchair up to 5 % (arrêté du 15 janvier 2007), 8 %, 12 % over short
    # lengths; farming machines to about 25 %.
    "slope_percent": Standard(
        _SLOPE_FIELDS, (), (0, 2, 5, 8, 12, 25, 100), (), (), "heat", True,
    ),
    # Limits of speed: 20 (zone de rencontre), 30, 50, 70, 80, 90, 110, 130 (Code de la route,
    # R. 413-2 and following).
    "speed_limits": Standard(
        ("speed", "vitesse", "vitesse_maximale", "maxspeed", "vitesse_moyenne_vl"),
        (Role.ROAD,), (0, 21, 31, 51, 71, 91, 131), (), (), "heat", True,
    ),
    # Vehicles a day: sound classification of roads looks at 5 000 and more (arrêté du 30 mai 1996).
    "traffic_daily": Standard(
        ("daily", "tmja", "tmja_total"), (Role.ROAD, Role.TRAFFIC_COUNT),
        (0, 500, 1000, 5000, 10000, 25000, 200000), (), (), "heat",
    ),
}  # fmt: skip


def standards_for(layer: Layer, field: str) -> tuple[str, ...]:
    """Return the keys of the standards that are made for a field of a layer."""
    named = dict(layer.columns)
    names = {field.lower(), named.get(field, "").lower()}
    raster = layer.payload.kind is PayloadKind.RASTER
    found = []
    for key, standard in STANDARDS.items():
        if standard.roles and layer.role not in standard.roles:
            continue
        if names & set(standard.fields) or (
            raster and key == "noise_5db" and layer.role is Role.NOISE_MAP
        ):
            found.append(key)
    return tuple(found)
