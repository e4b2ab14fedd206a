"""What a first picture needs, and what it must not wait for."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("lxml", "laspy", "numba", "PIL", "pyarrow", "pyogrio", "pyproj", "rasterio", "scipy")


def test_the_scene_loads_no_reader() -> None:
    code = (
        "import sys, jumeau.render.scene\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
