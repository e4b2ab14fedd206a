"""Write the BD TOPO delivery: one GeoPackage in IGN's folders."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pyogrio

from . import bdtopo_others as others
from .bdtopo_buildings import building_layer
from .bdtopo_roads import road_layer, sections
from .constants import BDTOPO_EDITION, DEPARTMENT, TIMESTAMP
from .geo import write_layer
from .model import Layout
from .terrain import Terrain

NAME = f"BDT_3-5_GPKG_LAMB93_D0{DEPARTMENT}-ED{BDTOPO_EDITION}"
FOLDER = Path(
    f"BDTOPO_3-5_TOUSTHEMES_GPKG_LAMB93_D0{DEPARTMENT}_{BDTOPO_EDITION}",
    "BDTOPO",
    f"1_DONNEES_LIVRAISON_{BDTOPO_EDITION[:7]}-00099",
    NAME,
)


def layers(layout: Layout, terrain: Terrain) -> dict[str, gpd.GeoDataFrame]:
    """All layers by their BD TOPO name."""
    bridge = next(piece for _, piece, on_bridge in sections(layout) if on_bridge)
    surfaces, streams = others.water_layers(layout)
    return {
        "batiment": building_layer(layout, terrain),
        "troncon_de_route": road_layer(layout, terrain),
        "troncon_de_voie_ferree": others.rail_layer(layout, terrain),
        "zone_de_vegetation": others.vegetation_layer(layout),
        "haie": others.hedge_layer(layout, terrain),
        "surface_hydrographique": surfaces,
        "troncon_hydrographique": streams,
        "commune": others.commune_layer(layout),
        "zone_d_habitation": others.place_layer(layout, terrain),
        "zone_d_activite_ou_d_interet": others.interest_layer(layout),
        **others.small_layers(layout, terrain),
        "construction_lineaire": others.structure_layer(layout, bridge, terrain),
    }


def write_bdtopo(layout: Layout, terrain: Terrain, target: Path) -> Path:
    """Write the GeoPackage and return its path."""
    folder = target / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{NAME}.gpkg"
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": TIMESTAMP})
    for name, layer in layers(layout, terrain).items():
        write_layer(
            layer.rename_geometry("geometrie"), path, layer=name, driver="GPKG",
            layer_options={"GEOMETRY_NAME": "geometrie"}, append=path.exists(),
        )  # fmt: skip
    return path
