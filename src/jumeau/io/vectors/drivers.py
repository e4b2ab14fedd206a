"""GDAL for features, with the drivers that are named here and no other.

GDAL recognises files by their content: left alone, it would take a text that was named
``.geojson`` for a request to a server, or for a command to run.
"""

from __future__ import annotations

import os
import tempfile

import pyarrow as pa

from jumeau.io.environment import GDAL_OPTIONS

ALLOWED = frozenset(
    {"MEM", "ESRI Shapefile", "GPKG", "GeoJSON", "GeoJSONSeq", "FlatGeobuf", "LIBKML", "OSM"}
)
_OTHERS = (
    "PCIDSK", "PDS4", "VICAR", "PDF", "MBTiles", "EEDA", "OGCAPI", "GDALG", "MapInfo File",
    "LVBAG", "S57", "DGN", "OGR_VRT", "CSV", "GML", "GPX", "KML", "ESRIJSON", "TopoJSON",
    "OGR_GMT", "SQLite", "WAsP", "OpenFileGDB", "DXF", "GeoRSS", "VFK", "PGDUMP", "GPSBabel",
    "OGR_PDS", "WFS", "OAPIF", "EDIGEO", "Idrisi", "ODS", "XLSX", "Elasticsearch", "Carto",
    "AmigoCloud", "SXF", "Selafin", "JML", "PLSCENES", "CSW", "VDV", "MVT", "NGW", "MapML",
    "GTFS", "PMTiles", "JSONFG", "MiraMonVector", "ADBC", "AVCBin", "AVCE00", "AIVector", "HTTP",
)  # fmt: skip

# Read once, when the library registers its drivers; rasterio's GDAL must not see it.
os.environ["OGR_SKIP"] = ",".join(_OTHERS)
try:
    import pyogrio
    import pyogrio.errors
    import pyogrio.raw
finally:
    os.environ.pop("OGR_SKIP", None)

pyogrio.set_gdal_config_options({**GDAL_OPTIONS, "CPL_TMPDIR": tempfile.gettempdir()})


def reason_of(error: BaseException) -> str:
    """Return the first line of what GDAL says, without its advice on its own options."""
    text = (str(error) or type(error).__name__).splitlines()[0]
    return text.split("; It might help")[0][:200]


GdalErrors = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.GeometryError,
    pyogrio.errors.FeatureError,
    pa.ArrowException,
    OSError,
    UnicodeDecodeError,  # names of fields that are no text
)
