"""Heat: local climate zones, and the temperatures that stations and walkers noted."""

from __future__ import annotations

from jumeau.io.schemas.record import Names, Product, Schema
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role

OPEN_LICENCE = "Licence Ouverte 2.0 (Etalab)"
_SOURCES: Names = ("source", "sources")

GEOCLIMATE = Product(
    "", "Zones climatiques locales (GeoClimate)", "", "https://github.com/orbisgis/geoclimate",
    source_columns=_SOURCES,
)  # fmt: skip
CEREMA_LCZ = Product(
    "Cerema", "Zones climatiques locales", OPEN_LICENCE, "https://www.data.gouv.fr",
    edition_columns=("annee",), source_columns=_SOURCES,
)  # fmt: skip
ANY_LCZ = Product("", "Zones climatiques locales", "", "", source_columns=_SOURCES)
STATIONS = Product("", "", "", "", source_columns=_SOURCES)

_POLYGONS: Names = ("polygons",)
_CODE = r"(?i)(LCZ[\s_:-]*)?(10[1-7]|1[0-7]|[1-9]|[A-G])(\.0+)?"
_TEMPERATURE: Names = (
    "temperature", "temp", "t_air", "tair", "temp_air", "air_temp", "air_temperature",
    "temperature_air", "temp_c", "temperature_c", "temperature_degc", "t_degc", "t_c", "t2m",
)  # fmt: skip
_DATES: Names = ("instant", "datetime", "date_heure", "dateheure", "date_time", "horodatage",
                 "timestamp", "date_mesure", "datemesure", "date_obs", "date", "utc")  # fmt: skip
_HOURS: Names = ("heure", "hour", "time", "heure_mesure")

SCHEMAS: tuple[Schema, ...] = (
    Schema(
        Role.LOCAL_CLIMATE_ZONE, GEOCLIMATE, (), (("lcz_primary", "lcz1"),),
        {"zone": ("lcz_primary", "lcz1"), "second_zone": ("lcz_secondary", "lcz2"),
         "uniqueness": ("lcz_uniqueness_value",)},
        families=_POLYGONS, key=("id_rsu",), certainty=Certainty.COMPUTED,
    ),
    Schema(
        Role.LOCAL_CLIMATE_ZONE, CEREMA_LCZ, (), (("lcz",), ("lcz_int",)),
        {"zone": ("lcz_int", "lcz")},
        families=_POLYGONS, key=("identifian", "identifiant"), certainty=Certainty.COMPUTED,
    ),
    Schema(
        Role.LOCAL_CLIMATE_ZONE, ANY_LCZ, ("lcz",),
        (("lcz", "lcz_code", "code_lcz", "lcz_class", "classe_lcz", "lcz_type", "type_lcz"),),
        {"zone": ("lcz", "lcz_code", "code_lcz", "lcz_class", "classe_lcz", "lcz_type",
                  "type_lcz")},
        families=_POLYGONS, key=("id", "gid"), certainty=Certainty.COMPUTED,
        values=(("zone", _CODE),),
    ),
    Schema(
        Role.SENSOR, STATIONS, (), (_TEMPERATURE, (*_DATES, *_HOURS)),
        {"temperature": _TEMPERATURE, "instant": (*_DATES, "time"), "time": _HOURS,
         "name": ("name", "nom", "station", "capteur", "sensor", "site", "nom_station")},
        families=("points",), key=("id", "gid"),
    ),
)  # fmt: skip
