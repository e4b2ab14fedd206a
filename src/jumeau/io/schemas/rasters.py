"""Raster products known by the names that their producer gives to files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from jumeau.model.provenance import Certainty, Provenance
from jumeau.model.roles import Role

_OPEN = "Licence Ouverte 2.0 (Etalab)"


@dataclass(frozen=True, slots=True)
class RasterProduct:
    """A product: what its files are called, what they are."""

    pattern: re.Pattern[str]
    role: Role
    producer: str
    name: str
    url: str
    certainty: Certainty = Certainty.MEASURED
    licence: str = _OPEN


def _named(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


PRODUCTS: tuple[RasterProduct, ...] = (
    RasterProduct(
        _named(r"^RGEALTI_.*_MNT_"), Role.TERRAIN, "IGN", "RGE ALTI®",
        "https://geoservices.ign.fr/rgealti",
    ),
    RasterProduct(
        _named(r"^BDALTI"), Role.TERRAIN, "IGN", "BD ALTI®",
        "https://geoservices.ign.fr/bdalti",
    ),
    RasterProduct(
        _named(r"^(LHD|LIDARHD)_.*_MNT_"), Role.TERRAIN, "IGN", "LiDAR HD",
        "https://geoservices.ign.fr/lidarhd",
    ),
    RasterProduct(
        _named(r"^(LHD|LIDARHD)_.*_MNS_|^RGEALTI_.*_MNS_"), Role.SURFACE_MODEL, "IGN", "LiDAR HD",
        "https://geoservices.ign.fr/lidarhd",
    ),
    RasterProduct(
        _named(r"^(LHD|LIDARHD)_.*_MNH_"), Role.CANOPY, "IGN", "LiDAR HD",
        "https://geoservices.ign.fr/lidarhd",
    ),
    RasterProduct(
        # <sensor>_L2SP_<path and row>_<day of the picture>_<day of processing>_..._ST_B10
        # (USGS, LSDS-1618, Landsat 8-9 Collection 2 Level 2 Science Product Guide).
        _named(r"^L[CTEO]0\d_L2SP_\d{6}_(?P<day>\d{8})_.*_ST_B(6|10)(?![0-9])"),
        Role.SURFACE_TEMPERATURE, "USGS/NASA", "Landsat Collection 2 Level-2",
        "https://www.usgs.gov/landsat-missions/landsat-collection-2-surface-temperature",
        Certainty.COMPUTED, licence="domaine public (USGS)",
    ),
    RasterProduct(
        _named(r"WUDAPT|EU_LCZ_map|lcz_filter"), Role.LOCAL_CLIMATE_ZONE, "WUDAPT",
        "European LCZ map", "https://www.wudapt.org", Certainty.COMPUTED, licence="CC BY 4.0",
    ),
    RasterProduct(
        _named(r"^\d[\dAB]\d?-(?P<edition>(?:19|20)\d\d)-\d{4}-\d{4}-[A-Z0-9]+-|^BDORTHO"),
        Role.ORTHOPHOTO, "IGN", "BD ORTHO®", "https://geoservices.ign.fr/bdortho",
    ),
)  # fmt: skip

# What the producer's names state; the CRS is taken at its word and noted on the card.
CRS_IN_NAME: tuple[tuple[re.Pattern[str], str], ...] = (
    (_named(r"(?<![A-Z0-9])(LAMB93|LA93)(?![A-Z0-9])"), "EPSG:2154"),
    *((_named(rf"(?<![A-Z0-9])CC{zone}(?![A-Z0-9])"), f"EPSG:39{zone}") for zone in range(42, 51)),
    (_named(r"RGAF09[_ ]?UTM20"), "EPSG:5490"),
    (_named(r"RGFG95[_ ]?UTM22"), "EPSG:2972"),
    (_named(r"RGR92[_ ]?UTM40"), "EPSG:2975"),
    (_named(r"RGM04[_ ]?UTM38"), "EPSG:4471"),
    (_named(r"RGSPM06[_ ]?UTM21"), "EPSG:4467"),
)
VERTICAL_IN_NAME: tuple[tuple[str, str], ...] = (
    ("IGN69", "EPSG:5720"), ("IGN78", "EPSG:5721"), ("GUAD88", "EPSG:5757"),
    ("MART87", "EPSG:5756"), ("NGG77", "EPSG:5755"), ("REUN89", "EPSG:5758"),
    ("SHOM53", "EPSG:5793"),
)  # fmt: skip

# A raster is what its name says, if its cells could be that.
GROUND_WORDS = _named(r"(?<![A-Z])(MNT|RGEALTI|BDALTI|DEM|DTM|ALTI|RELIEF|TERRAIN)(?![A-Z])")
SURFACE_WORDS = _named(r"(?<![A-Z])(MNS|MNE|DSM)(?![A-Z])")
CANOPY_WORDS = _named(r"(?<![A-Z])(MNH|MHC|CDSM|NDSM|CHM|CANOPY|CANOPEE)(?![A-Z])")
COVER_WORDS = _named(
    r"(?<![A-Z])(LAND ?COVER|LULC|OCCUPATION|OCS|OCSGE|OCCSOL|CLC|COSIA|OSO|WORLDCOVER)(?![A-Z])"
)
CLIMATE_WORDS = _named(r"(?<![A-Z])(LCZ|WUDAPT|ZCL)|WUDAPT|LCZ(?![A-Z])")
TEMPERATURE_WORDS = _named(
    r"(?<![A-Z])(LST|ST B(6|10)|TEMPERATURES?|TEMP SURF|TEMPERATURE SURFACE)(?![A-Z0-9])"
)
NOT_GROUND_WORDS = _named(
    r"(?<![A-Z])(NDVI|NDBI|SVF|ALBEDO|DST|SRC|MSK|SLOPE|PENTE|ASPECT|HILLSHADE|OMBRAGE|SCAN|MASK|"
    r"TDSM|TRUNK|WALL|WALLS)(?![A-Z])"
)
SUPPLEMENTS = _named(r"_(SRC|DST|MSK)_|SUPPLEMENTS_LIVRAISON")
"""Grids of sources and distances that IGN ships beside altitudes."""

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d-[01]\d-[0-3]\d)(?!\d)")


def product_of(path: Path) -> RasterProduct | None:
    """Return the product that a file's name tells of."""
    return next((p for p in PRODUCTS if p.pattern.search(path.name)), None)


def crs_of_name(path: Path) -> tuple[str, str]:
    """Return horizontal and vertical CRS stated by a product's file name; empty where none is."""
    if product_of(path) is None:
        return "", ""
    plane = next((code for p, code in CRS_IN_NAME if p.search(path.name.replace("_", " "))), "")
    upper = path.name.upper()
    return plane, next((code for word, code in VERTICAL_IN_NAME if word in upper), "")


def provenance_of(path: Path, product: RasterProduct | None) -> Provenance:
    """Return the card of a file: the product's, with the edition that names of folders give."""
    if product is None:
        return Provenance()
    found = product.pattern.search(path.name)
    edition = (found.groupdict().get("edition") or "") if found else ""
    head = re.split(r"[^A-Z]", product.name.upper())[0]
    for parent in list(path.parents)[:5]:
        if not edition and head in parent.name.upper():
            dated = _DATE.search(parent.name)
            edition = dated.group(1) if dated else ""
    return Provenance(
        producer=product.producer, product=product.name, edition=edition,
        licence=product.licence, url=product.url,
    )  # fmt: skip
