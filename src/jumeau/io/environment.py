"""GDAL and PROJ as this program brings them: nothing inherited, nothing written beside a source.

Imported before pyogrio and rasterio, each of which carries its own copy of GDAL.
"""

from __future__ import annotations

import os

for _name in ("PROJ_LIB", "PROJ_DATA", "GDAL_DATA", "GDAL_DRIVER_PATH", "PROJ_NETWORK"):
    os.environ.pop(_name, None)  # another installation's data silently break transformations

GDAL_OPTIONS: dict[str, str | bool] = {
    "GDAL_PAM_ENABLED": "NO",  # no .aux.xml
    "CPL_VSIL_GZIP_WRITE_PROPERTIES": "NO",  # no .properties
    "OGR_GPKG_FOREIGN_KEY_CHECK": "NO",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "OGR_GEOJSON_MAX_OBJ_SIZE": "2000",
    "GTIFF_POINT_GEO_IGNORE": "NO",
}
