"""The committed invented commune: schemas, counts and coherence of the written files."""

import gzip
import json
import re
from pathlib import Path

import numpy as np
import py7zr
import pyogrio
import pytest
import rasterio
import shapely
from PIL import Image
from scipy import ndimage

ROOT = Path(__file__).parents[2] / "sample_data" / "montreval"
X0, Y0 = 700_000.0, 6_500_000.0
INVENTED = "Donnée inventée – commune fictive de démonstration Jumeau"

BUILDING_FIELDS = [
    "cleabs",
    "nature",
    "usage_1",
    "usage_2",
    "construction_legere",
    "etat_de_l_objet",
    "date_creation",
    "date_modification",
    "date_d_apparition",
    "date_de_confirmation",
    "sources",
    "identifiants_sources",
    "methode_d_acquisition_planimetrique",
    "methode_d_acquisition_altimetrique",
    "precision_planimetrique",
    "precision_altimetrique",
    "nombre_de_logements",
    "nombre_d_etages",
    "materiaux_des_murs",
    "materiaux_de_la_toiture",
    "hauteur",
    "altitude_minimale_sol",
    "altitude_minimale_toit",
    "altitude_maximale_toit",
    "altitude_maximale_sol",
    "origine_du_batiment",
    "appariement_fichiers_fonciers",
    "identifiants_rnb",
]
ROAD_FIELDS = [
    "cleabs",
    "nature",
    "nom_collaboratif_gauche",
    "nom_collaboratif_droite",
    "importance",
    "fictif",
    "position_par_rapport_au_sol",
    "etat_de_l_objet",
    "nombre_de_voies",
    "largeur_de_chaussee",
    "sens_de_circulation",
    "vitesse_moyenne_vl",
    "acces_vehicule_leger",
    "urbain",
    "cpx_numero",
    "cpx_classement_administratif",
    "insee_commune_gauche",
    "insee_commune_droite",
]
LAYERS = {
    "batiment", "troncon_de_route", "troncon_de_voie_ferree", "zone_de_vegetation", "haie",
    "surface_hydrographique", "troncon_hydrographique", "commune", "zone_d_habitation",
    "zone_d_activite_ou_d_interet", "terrain_de_sport", "cimetiere", "equipement_de_transport",
    "construction_lineaire",
}  # fmt: skip
NOISE_FIELDS = [
    "IDZONBRUIT",
    "IDCBS",
    "UUEID",
    "ANNEE",
    "CODEDEPT",
    "TYPETERR",
    "PRODUCTEUR",
    "CODINFRA",
    "TYPESOURCE",
    "CBSTYPE",
    "ZONEDEF",
    "LEGENDE",
    "INDICETYPE",
    "VALIDEDEB",
    "VALIDEFIN",
]


@pytest.fixture(scope="module")
def bdtopo():
    (path,) = ROOT.glob("BDTOPO_3-*/**/*.gpkg")
    return path


@pytest.fixture(scope="module")
def buildings(bdtopo):
    return pyogrio.read_dataframe(bdtopo, layer="batiment")


def _tiles(cell):
    """Grids of the ASC tiles by upper-left kilometre, with their header."""
    (path,) = (ROOT / "RGEALTI").glob(f"RGEALTI_2-0_{cell}M_*.7z")
    found = {}
    factory = py7zr.io.BytesIOFactory(64_000_000)
    with py7zr.SevenZipFile(path) as archive:
        names = [n for n in archive.getnames() if n.endswith(".asc")]
        archive.extract(targets=names, factory=factory)
    for name in names:
        stream = factory.get(name)
        stream.seek(0)
        lines = stream.read().decode().splitlines()
        head = dict(line.split() for line in lines[:6])
        count = int(head["ncols"])
        values = np.array(" ".join(lines[6:]).split(), float).reshape(count, count)
        km = re.search(r"FXX_(\d{4})_(\d{4})_MNT_LAMB93_IGN69", name).groups()
        found[tuple(map(int, km))] = head, values
    return found


@pytest.fixture(scope="module")
def coarse():
    return _tiles(5)


@pytest.fixture(scope="module")
def relief(coarse):
    rows = [np.hstack([coarse[700 + x, 6500 + y][1] for x in range(3)]) for y in (3, 2, 1)]
    return np.vstack(rows)


def _altitude(relief, x, y):
    rows, cols = (Y0 + 3000 - np.asarray(y)) / 5, (np.asarray(x) - X0) / 5
    return ndimage.map_coordinates(relief, [rows, cols], order=1, mode="nearest")


def test_size():
    assert sum(p.stat().st_size for p in ROOT.rglob("*") if p.is_file()) < 10_000_000


def test_layers_and_fields(bdtopo):
    assert {name for name, _ in pyogrio.list_layers(bdtopo)} == LAYERS
    info = pyogrio.read_info(bdtopo, layer="batiment")
    assert list(info["fields"]) == BUILDING_FIELDS
    assert info["geometry_type"] == "MultiPolygon Z"
    assert info["geometry_name"] == "geometrie"
    assert info["crs"] == "EPSG:2154"
    assert set(ROAD_FIELDS) <= set(pyogrio.read_info(bdtopo, layer="troncon_de_route")["fields"])


def test_every_layer_says_that_it_is_invented(bdtopo):
    for layer in LAYERS - {"commune"}:
        table = pyogrio.read_dataframe(bdtopo, layer=layer, read_geometry=False)
        assert len(table) > 0
        assert table["cleabs"].is_unique
        assert (table["sources"] == INVENTED).all()


def test_building_counts(buildings):
    assert 1700 <= len(buildings) <= 2100
    assert 0.05 < buildings["hauteur"].isna().mean() < 0.11
    assert (buildings["hauteur"] == 0).any()
    assert 0.5 < buildings["nombre_d_etages"].notna().mean() < 0.75
    assert sum(len(g.interiors) > 0 for m in buildings.geometry for g in m.geoms) >= 4
    assert {"Eglise", "Indifférenciée", "Industriel, agricole ou commercial"} <= set(
        buildings["nature"]
    )


def test_buildings_do_not_overlap(buildings):
    shapes = shapely.force_2d(buildings.geometry.to_numpy())
    assert shapely.is_valid(shapes).all()
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = left < right
    shared = shapely.area(shapely.intersection(shapes[left[once]], shapes[right[once]]))
    assert shared.max() < 0.1


def test_buildings_are_dry_and_off_the_road(bdtopo, buildings):
    water = shapely.union_all(
        shapely.force_2d(
            pyogrio.read_dataframe(bdtopo, layer="surface_hydrographique").geometry.to_numpy()
        )
    )
    roads = pyogrio.read_dataframe(bdtopo, layer="troncon_de_route")
    lines = shapely.force_2d(roads.geometry.to_numpy())
    paved = shapely.buffer(lines, roads["largeur_de_chaussee"].fillna(2.0).to_numpy() / 2 - 0.3)
    shapes = shapely.force_2d(buildings.geometry.to_numpy())
    assert not shapely.intersects(shapes, water).any()
    left, _ = shapely.STRtree(shapes).query(paved, predicate="intersects")
    assert len(left) == 0


def test_building_altitudes_follow_the_relief(buildings, relief):
    known = buildings[buildings["altitude_minimale_toit"].notna()]
    gutter = known["altitude_minimale_sol"] + known["hauteur"]
    assert np.allclose(gutter, known["altitude_minimale_toit"], atol=0.11)
    assert (known["altitude_maximale_toit"] >= known["altitude_minimale_toit"]).all()
    z = shapely.get_coordinates(known.geometry.to_numpy(), include_z=True)[:, 2]
    assert z.min() > 100
    ground = buildings[buildings["altitude_minimale_sol"].notna()]
    centre = ground.geometry.centroid
    altitude = _altitude(relief, centre.x, centre.y)
    assert (altitude > ground["altitude_minimale_sol"] - 0.6).all()
    assert (altitude < ground["altitude_maximale_sol"] + 0.6).all()


def test_commune_and_margin(bdtopo, buildings):
    communes = pyogrio.read_dataframe(bdtopo, layer="commune").set_index("code_insee")
    assert communes.loc["99901", "nom_officiel"] == "Montreval-sur-Lise"
    assert len(communes) == 4
    inside = shapely.contains(communes.loc["99901"].geometry, buildings.geometry.centroid)
    assert 30 <= (~inside).sum() <= 120


def test_bridge_and_main_road(bdtopo):
    roads = pyogrio.read_dataframe(bdtopo, layer="troncon_de_route")
    assert (roads["position_par_rapport_au_sol"] == "1").sum() == 1
    main = roads[roads["cpx_numero"] == "D99"]
    assert main.geometry.length.sum() > 3000
    assert (roads["nature"] == "Rond-point").any()
    pieces = pyogrio.read_dataframe(bdtopo, layer="construction_lineaire")
    assert "Pont" in set(pieces["nature"])


def test_relief_tiles(coarse, relief):
    assert set(coarse) == {(700 + x, 6500 + y) for x in range(3) for y in (1, 2, 3)}
    head, values = coarse[700, 6501]
    assert values.shape == (200, 200)
    assert (float(head["xllcorner"]), float(head["yllcorner"])) == (X0 - 2.5, Y0 + 2.5)
    assert head["NODATA_value"] == "-99999.00"
    assert 95 < relief.min() < relief.max() < 185
    steps = np.abs(np.diff(relief, axis=0)).max(), np.abs(np.diff(relief, axis=1)).max()
    assert max(steps) < 2.5


def test_fine_tile_agrees(coarse):
    ((key, (head, values)),) = _tiles(1).items()
    assert key == (701, 6502)
    assert float(head["xllcorner"]) == X0 + 999.5
    assert np.allclose(values[::5, ::5], coarse[key][1], atol=0.011)


def test_river_falls_downstream(bdtopo):
    rivers = pyogrio.read_dataframe(bdtopo, layer="troncon_hydrographique")
    river = rivers[rivers["cpx_toponyme_de_cours_d_eau"] == "la Lise"].geometry.iloc[0]
    z = shapely.get_coordinates(river, include_z=True)[:, 2]
    assert (np.diff(z) <= 0.0).all()


def test_orthophoto():
    (path,) = (ROOT / "BDORTHO").glob("*.tif")
    assert path.stat().st_size < 3_000_000
    with rasterio.open(path) as image:
        assert (image.width, image.height, image.count) == (3000, 3000, 3)
        assert image.bounds == (X0, Y0, X0 + 3000, Y0 + 3000)
        assert image.profile["compress"] == "jpeg"
        assert image.profile["photometric"] == "ycbcr"
        assert image.profile["tiled"]
        assert image.overviews(1) == [2, 4, 8, 16]
        assert image.tags()["TIFFTAG_IMAGEDESCRIPTION"] == INVENTED
        small = image.read(out_shape=(3, 188, 188))
    assert Image.fromarray(small[1]).getextrema()[1] > 150


@pytest.mark.parametrize("kind", ["parcelles", "batiments"])
def test_cadastre(kind):
    with gzip.open(ROOT / "cadastre" / f"cadastre-99901-{kind}.json.gz", "rt") as file:
        features = json.load(file)["features"]
    assert len(features) > 1500
    first = features[0]["properties"]
    assert first["commune"] == "99901"
    if kind == "parcelles":
        assert list(first) == ["id", "commune", "prefixe", "section", "numero", "contenance",
                               "arpente", "created", "updated"]  # fmt: skip
        ids = [f["properties"]["id"] for f in features]
        assert len(set(ids)) == len(ids)
        assert all(re.fullmatch(r"99901000[A-Z]{2}\d{4}", i) for i in ids)


def test_plan():
    folder = ROOT / "99901_PLU_20240312"
    zones = pyogrio.read_dataframe(
        folder / "Donnees_geographiques" / "99901_ZONE_URBA_20240312.shp"
    )
    assert set(zones["TYPEZONE"]) == {"U", "AUc", "AUs", "A", "N"}
    shapes = zones.geometry.to_numpy()
    assert abs(shapely.area(shapes).sum() - shapely.area(shapely.union_all(shapes))) < 50
    document = pyogrio.read_dataframe(folder / "99901_DOC_URBA_20240312.dbf")
    assert document.loc[0, "IDURBA"] == "99901_PLU_20240312"
    rules = pyogrio.read_dataframe(
        folder / "Donnees_geographiques" / "99901_PRESCRIPTION_SURF_20240312.shp"
    )
    assert {"01", "05", "18"} <= set(rules["TYPEPSC"])


@pytest.mark.parametrize(("kind", "index"), [("R", "LD"), ("R", "LN"), ("F", "LD")])
def test_noise_maps(kind, index):
    path = ROOT / "bruit" / f"N_BRUIT_ZBRD_INFRA_{kind}_A_{index}_S_099.shp"
    assert list(pyogrio.read_info(path)["fields"]) == NOISE_FIELDS
    zones = pyogrio.read_dataframe(path)
    lowest = "55" if index == "LD" else "50"
    assert min(zones["LEGENDE"]) == lowest
    assert len(set(zones["LEGENDE"])) >= 4
    assert set(zones["TYPESOURCE"]) == {kind}


def test_climate_zones():
    zones = pyogrio.read_dataframe(ROOT / "lcz" / "rsu_lcz.geojson")
    assert zones.crs.to_epsg() == 2154
    assert {"ID_RSU", "LCZ_PRIMARY", "LCZ_SECONDARY", "MIN_DISTANCE", "LCZ_UNIQUENESS_VALUE",
            "LCZ_EQUALITY_VALUE"} <= set(zones.columns)  # fmt: skip
    assert {6, 8, 101, 104, 107} <= set(zones["LCZ_PRIMARY"])


def test_street_trees():
    trees = pyogrio.read_dataframe(ROOT / "arbres" / "arbres_alignement.geojson")
    assert len(trees) > 200
    assert trees["hauteur_m"].between(3, 25).all()
    assert trees["diametre_couronne_m"].between(2, 14).all()


def test_addresses():
    (path,) = (ROOT / "adresses").glob("adresses-*.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    head = lines[0].split(";")
    rows = [dict(zip(head, line.split(";"), strict=True)) for line in lines[1:]]
    assert len(rows) > 1000
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["code_insee"] for row in rows} == {"99901"}
    assert all(X0 <= float(row["x"]) <= X0 + 3000 for row in rows)
    assert all(Y0 <= float(row["y"]) <= Y0 + 3000 for row in rows)


def test_houses_are_numbered_on_streets_that_are_there(bdtopo):
    (path,) = (ROOT / "adresses").glob("adresses-*.csv")
    roads = pyogrio.read_dataframe(bdtopo, layer="troncon_de_route")
    known = set(roads["nom_collaboratif_gauche"].dropna())
    lines = path.read_text(encoding="utf-8").splitlines()
    streets = {line.split(";")[4] for line in lines[1:]}
    assert len(streets) > 50
    assert not streets - known - {"Route départementale 99"}
