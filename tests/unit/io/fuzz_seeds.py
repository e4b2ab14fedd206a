"""Small sound files of each format, made from hand-made data: what the fuzzing begins with.

A seed is a set of files by name; the first one is what a user drops.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import fuzz_models as models
import geopandas
import io_samples
import laspy
import numpy as np
import rasterio
from affine import Affine

Seed = dict[str, bytes]
X, Y = io_samples.X, io_samples.Y


def frame(crs: str = "EPSG:2154") -> geopandas.GeoDataFrame:
    rows = [
        {"cleabs": f"B{i}", "nature": "Église", "hauteur": 6.5 + i, "etages": i, "nom": None}
        for i in range(5)
    ]
    shapes = [io_samples.square(20 * i, 5 * i, 10, 500.0) for i in range(5)]
    return io_samples.frame(rows, shapes).to_crs(crs)


def vector(folder: Path, name: str, crs: str = "EPSG:2154", **options: str) -> Seed:
    path = io_samples.write(folder / name, frame(crs), **options)
    beside = [path, *(p for p in sorted(folder.iterdir()) if p != path)]
    return {p.name: p.read_bytes() for p in beside if p.stem == path.stem}


def kml(_folder: Path) -> Seed:
    ring = "2.5,44.3,500 2.51,44.3,500 2.51,44.31,500 2.5,44.3,500"
    places = "".join(
        f"<Placemark><name>P{i}</name><ExtendedData><Data name='h'><value>{i}</value></Data>"
        "</ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        for i in range(3)
    )
    space = "http://www.opengis.net/kml/2.2"
    text = f'<?xml version="1.0"?><kml xmlns="{space}"><Document>{places}</Document></kml>'
    return {"a.kml": text.encode()}


def parquet(folder: Path) -> Seed:
    frame().to_parquet(folder / "a.parquet")
    return {"a.parquet": (folder / "a.parquet").read_bytes()}


def raster(folder: Path, name: str, driver: str, **options: str) -> Seed:
    path = folder / name
    cells = (500 + np.add.outer(np.arange(24.0), np.arange(30.0))).astype("float32")[None]
    if driver != "GTiff":
        cells = np.repeat((cells % 200).astype("uint8"), 3, axis=0)
    world = f"{2.0}\n0\n0\n-{2.0}\n{X}\n{Y}\n"
    options |= {"crs": "EPSG:2154"} if driver in ("GTiff", "JP2OpenJPEG") else {}
    with rasterio.open(
        path, "w", driver=driver, count=len(cells), height=24, width=30, dtype=cells.dtype,
        transform=Affine(2, 0, X, 0, -2, Y), **options,
    ) as file:  # fmt: skip
        file.write(cells)
    seed = {name: path.read_bytes()}
    if driver in ("PNG", "JPEG"):
        seed[f"{path.stem}.{'pgw' if driver == 'PNG' else 'jgw'}"] = world.encode()
    return seed


def asc(folder: Path) -> Seed:
    path = io_samples.asc(folder / "a.asc", 500 + np.arange(400.0).reshape(20, 20))
    return {"a.asc": path.read_bytes()}


def asc_gz(folder: Path) -> Seed:
    return {"a.asc.gz": gzip.compress(asc(folder)["a.asc"], mtime=0)}


def points(folder: Path, name: str) -> Seed:
    header = laspy.LasHeader(point_format=6, version="1.4")
    header.offsets, header.scales = [X, Y, 0], [0.01] * 3
    cloud = laspy.LasData(header)
    number = np.arange(300)
    cloud.x, cloud.y, cloud.z = X + number % 20, Y + number // 20, 500 + number * 0.01
    cloud.classification = np.where(number % 3, 2, 6)
    cloud.write(str(folder / name))
    return {name: (folder / name).read_bytes()}


def csv(_folder: Path) -> Seed:
    lines = [f"{i};{650000 + i},5;6860000,25;Tilleul;2024-05-0{i + 1};#N/A" for i in range(8)]
    text = "id;x;y;essence;date;hauteur\r\n" + "\r\n".join(lines)
    return {"arbres.csv": b"\xef\xbb\xbf" + text.encode()}


def wkt(_folder: Path) -> Seed:
    lines = [f"{i}\tPOLYGON (({i} 44, {i}.1 44, {i}.1 44.1, {i} 44))\t{i}" for i in range(4)]
    return {"a.tsv": ("nom\twkt\tvaleur\n" + "\n".join(lines)).encode()}


def zipped(members: dict[str, str | bytes]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return memory.getvalue()


def xlsx(_folder: Path) -> Seed:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    rows = [["id", "longitude", "latitude"], *[[i, 2.5 + i / 100, 44.3] for i in range(6)]]
    cells = "".join(
        "<row>"
        + "".join(
            f"<c><v>{v}</v></c>"
            if not isinstance(v, str)
            else f'<c t="inlineStr"><is><t>{v}</t></is></c>'
            for v in row
        )
        + "</row>"
        for row in rows
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        'package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="'
        f'{kinds}sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="'
        f'{kinds}worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{links}"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="a" '
        'sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{links}"><Relationship Id="rId1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData>'
        "</worksheet>",
    }
    return {"a.xlsx": zipped(parts)}


def ods(_folder: Path) -> Seed:
    rows = [["id", "longitude", "latitude"], *[[i, 2.5 + i / 100, 44.3] for i in range(6)]]
    cells = ""
    for row in rows:
        cells += "<table:table-row>"
        for v in row:
            kind = "string" if isinstance(v, str) else "float"
            value = "" if isinstance(v, str) else f' office:value="{v}"'
            cells += (
                f'<table:table-cell office:value-type="{kind}"{value}><text:p>{v}</text:p>'
                "</table:table-cell>"
            )
        cells += "</table:table-row>"
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{space}office:1.0" '
        f'xmlns:table="{space}table:1.0" xmlns:text="{space}text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="a">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content,
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{space}manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type='
        '"application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
    }
    return {"a.ods": zipped(parts)}


def dbf(folder: Path) -> Seed:
    seed = vector(folder, "a.shp")
    return {"table.dbf": seed["a.dbf"]}


def osm(_folder: Path) -> Seed:
    nodes = "".join(
        f'<node id="{i + 1}" lat="{44.3 + 0.001 * (i // 2)}" lon="{2.5 + 0.001 * (i % 3)}" '
        'version="1"/>'
        for i in range(4)
    )
    way = (
        '<way id="9" version="1"><nd ref="1"/><nd ref="2"/><nd ref="4"/><nd ref="3"/><nd ref="1"/>'
        '<tag k="building" v="yes"/><tag k="height" v="7 m"/></way>'
    )
    road = '<way id="8" version="1"><nd ref="1"/><nd ref="4"/><tag k="highway" v="service"/></way>'
    text = f'<?xml version="1.0"?><osm version="0.6" generator="hand">{nodes}{way}{road}</osm>'
    return {"a.osm": text.encode()}


def gtfs(_folder: Path) -> Seed:
    tables = {
        "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\nA,Mairie,44.30,2.50\nB,Gare,44.31,2.51",
        "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\n"
        "1,Bus,http://example.org,Europe/Paris",
        "routes.txt": "route_id,agency_id,route_short_name,route_long_name,route_type\n"
        "R,1,1,Centre,3",
        "trips.txt": "route_id,service_id,trip_id\nR,S,T",
        "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "T,24:10:00,24:10:00,A,1\nT,25:20:00,25:20:00,B,2",
        "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
        "start_date,end_date\nS,1,1,1,1,1,0,0,20260101,20261231",
    }
    return {name: text.encode() for name, text in tables.items()}


def archive(folder: Path) -> Seed:
    return {"lot.zip": zipped(dict(vector(folder, "a.shp")))}


def seven_zip(folder: Path) -> Seed:
    inner = folder / "inner"
    inner.mkdir()
    for name, content in vector(inner, "a.shp").items():
        (inner / name).write_bytes(content)
    return {"lot.7z": io_samples.packed(inner, folder / "lot.7z").read_bytes()}


SEEDS: dict[str, Callable[[Path], Seed]] = {
    "gpkg": lambda folder: vector(folder, "a.gpkg"),
    "shp": lambda folder: vector(folder, "a.shp"),
    "geojson": lambda folder: vector(folder, "a.geojson", "EPSG:4326"),
    "fgb": lambda folder: vector(folder, "a.fgb"),
    "kml": kml,
    "parquet": parquet,
    "csv": csv,
    "tsv": wkt,
    "xlsx": xlsx,
    "ods": ods,
    "dbf": dbf,
    "osm": osm,
    "gtfs": gtfs,
    "asc": asc,
    "asc.gz": asc_gz,
    "tif": lambda folder: raster(folder, "mnt.tif", "GTiff"),
    "tif-tiled": lambda folder: raster(
        folder, "mnt.tif", "GTiff", tiled="YES", blockxsize="16", blockysize="16",
        compress="DEFLATE",
    ),
    "jp2": lambda folder: raster(folder, "ortho.jp2", "JP2OpenJPEG"),
    "png": lambda folder: raster(folder, "ortho.png", "PNG"),
    "jpg": lambda folder: raster(folder, "ortho.jpg", "JPEG"),
    "gml": models.citygml,
    "city.json": models.cityjson,
    "city.jsonl": models.cityjsonseq,
    "b3dm": lambda folder: models.tileset(models.b3dm(folder)),
    "pnts": lambda folder: models.tileset(models.pnts(folder)),
    "glb": models.glb,
    "gltf": models.gltf,
    "obj": models.obj,
    "ifc": models.ifc,
    "las": lambda folder: points(folder, "a.las"),
    "laz": lambda folder: points(folder, "a.laz"),
    "zip": archive,
    "7z": seven_zip,
}  # fmt: skip

REFUSED = {
    "glb": "model.without_place",
    "gltf": "model.without_place",
    "ifc": "ifc.not_yet",
}
"""Sound files that need not be loaded all the same, and what is said of them then."""

REAL: dict[str, str] = {
    "osm.pbf": "mobility/osm_pbf/map.osm.pbf",
    "copc.laz": "terrain_pointcloud/copc_small/1.2-with-color.copc.laz",
}
"""Formats that only a real file stands for, below the folder of real data."""
