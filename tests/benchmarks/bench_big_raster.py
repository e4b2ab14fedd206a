"""A dense raster of 40,000 x 40,000 cells without overviews: imported, then draped at street level.

    python tests/benchmarks/bench_big_raster.py [--side 40000] [--json] [--only NAME]

Two sources are made: three bands of bytes in strips of one row (as a plain converter leaves them),
and one band of bytes in tiles. Each is imported in a process of its own, with the longest time
between two looks at whether the user has stopped; another process then paints street-level tiles
from what was stored and compares them with the source cell for cell. Memory is the peak of the
process [MB], over one that only imports the same modules.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from measure import python

MAKE = """
import sys
import numpy as np
import rasterio
from affine import Affine

path, kind, side = sys.argv[1], sys.argv[2], int(sys.argv[3])
profile = {"driver": "GTiff", "width": side, "height": side, "dtype": "uint8", "crs": "EPSG:2154",
           "transform": Affine(0.2, 0, 650_000, 0, -0.2, 6_870_000), "bigtiff": "yes"}
if kind == "strips":
    profile |= {"count": 3, "photometric": "rgb", "interleave": "pixel", "blockysize": 1}
else:
    profile |= {"count": 1, "tiled": True, "blockxsize": 256, "blockysize": 256,
                "compress": "deflate", "zlevel": 1}
rows = 512
noise = np.random.default_rng(5).integers(0, 100, (rows, side), dtype=np.uint8)
x = np.arange(side)
with rasterio.open(path, "w", **profile) as file:
    for top in range(0, side, rows):
        y = np.arange(top, min(top + rows, side))[:, None]
        base = (100 + 60 * np.sin(x / 37.0) + 40 * np.cos(y / 53.0)).astype(np.uint8)
        block = np.repeat((noise[: len(y)] // 2 + base)[None], profile["count"], axis=0)
        file.write(block, window=rasterio.windows.Window(0, top, side, len(y)))
"""

IMPORTS = """
import sys, time
from pathlib import Path
from jumeau.io.loading import grow, load
from jumeau.io.store import Store
from jumeau.io.rasters import mosaic
from jumeau.geometry import resample
from jumeau.model.project import new_project
"""

KEEP = (
    IMPORTS
    + """
last, longest, where = time.perf_counter(), 0.0, ""
def watch(fraction, step=""):
    global last, longest, where
    now = time.perf_counter()
    if now - last > longest:
        longest, where = now - last, f"{step} {fraction:.3f}"
    last = now
store = Store(Path(sys.argv[2]))
begun = time.perf_counter()
(layer,) = load([Path(sys.argv[1])], new_project("x"), store, progress=watch).layers
print(time.perf_counter() - begun, longest, store.path(layer.payload), where, sep="|")
"""
)

DRAPE = """
import sys
from pathlib import Path
import numpy as np
import rasterio
from rasterio.windows import Window
from jumeau.render.imagery import paint_image
from jumeau.render.sheet import Sheet

stored, source, texels = Path(sys.argv[1]), Path(sys.argv[2]), 254
with rasterio.open(source) as file:
    side, step, west, north = file.width, file.transform.a, file.transform.c, file.transform.f
    places = [(k * side // 9, (8 - k) * side // 9) for k in range(1, 9)]
    with rasterio.Env(GDAL_CACHEMAX=32):
        expected = [file.read(window=Window(c, r, texels, texels)) for c, r in places]
worst = 0.0
for (col, row), cells in zip(places, expected, strict=True):
    if len(cells) == 3:
        rgb = np.zeros((texels, texels, 3), np.float32)
        acc = np.zeros((texels, texels + 1), np.float32)
        sheet = Sheet(rgb, acc, west + col * step, north - row * step, step, 0)
        assert paint_image(sheet, stored)
        got = np.moveaxis(rgb, -1, 0)
    else:
        with rasterio.open(stored) as file:
            got = file.read(window=Window(col, row, texels, texels))
    worst = max(worst, float(np.abs(got - cells).mean()))
    far, acc = np.zeros((texels, texels, 3), np.float32), np.zeros((texels, texels + 1), np.float32)
    paint_image(Sheet(far, acc, west, north, side * step / texels, 0), stored)
print(worst)
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--side", type=int, default=40_000)
    parser.add_argument("--only", choices=["strips", "tiles"])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    facts: dict[str, float] = {}
    baseline = python(IMPORTS).peak
    drape_baseline = python(DRAPE.split("stored, source")[0]).peak
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        for kind in [options.only] if options.only else ["strips", "tiles"]:
            source = folder / f"{kind}.tif"
            python(MAKE, str(source), kind, str(options.side))
            run = python(KEEP, str(source), str(folder / f"store_{kind}"))
            wall, longest, stored, where = run.output.strip().split("|")
            drape = python(DRAPE, stored, str(source))
            facts |= {
                f"{kind}: import, CPU s": run.cpu,
                f"{kind}: import, s": float(wall),
                f"{kind}: import, MB over the baseline": run.peak - baseline,
                f"{kind}: longest silence, s ({where})": float(longest),
                f"{kind}: stored, MB": Path(stored).stat().st_size / 1e6,
                f"{kind}: source, MB": source.stat().st_size / 1e6,
                f"{kind}: street level, MB over the baseline": drape.peak - drape_baseline,
                f"{kind}: mean error at street level, grey levels": float(drape.output),
            }
            source.unlink()
            Path(stored).unlink()
    if options.json:
        print(json.dumps(facts))
        return
    for what, value in facts.items():
        print(f"{what:60} {value:10.2f}")


if __name__ == "__main__":
    main()
