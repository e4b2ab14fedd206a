"""Models in the real window: how long the window pauses, and the CPU time that each costs.

    xvfb-run -a python tests/benchmarks/bench_models.py [--size 20] [--json]

An IFC of 2.5 MB (the FZK house of the real data; where it is absent, a housing estate of boxes of
that size) and a GLB that is made here are opened and placed in the demonstration. A timer beats
every 5 ms; a pause is the longest time between two beats: while the file is read, from the dialog
to the tool, and from the place to the picture that holds the model. In brackets the most that the
window's own thread worked between two beats: on a machine that is busy with other things, a pause
is longer than that. CPU seconds: of the window's process, and of the one that reads.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.append(str(Path(__file__).parents[1] / "unit" / "io" / "models"))

from model_files import glb_bytes, write_ifc

BEAT, PATIENCE, LOOKED_AT = 5, 300.0, 0.3  # [ms], [s], [s] the dialog is open
REAL = Path("3d") / "fzk_haus_ifc" / "AC20-FZK-Haus.ifc"


def large_glb(path: Path, megabytes: float) -> Path:
    """Write a hall whose roof is a fine wavy surface, with a texture that hardly compresses."""
    import io

    from PIL import Image

    rng = np.random.default_rng(3)
    out = io.BytesIO()
    Image.fromarray(rng.integers(0, 255, (900, 900, 3), np.uint8)).save(out, "PNG")
    picture = out.getvalue()
    each = 12 + 8 + 2 * 3 * 4  # bytes a vertex: place, place on the texture, two triangles
    side = int(((megabytes * 1e6 - len(picture)) / each) ** 0.5)
    x, y = np.meshgrid(np.linspace(-40, 40, side), np.linspace(-25, 25, side))
    z = 9.0 + 2.0 * np.sin(x / 5) + np.cos(y / 3)
    points = np.column_stack([x.ravel(), z.ravel(), -y.ravel()]).astype("<f4")
    uv = np.column_stack([(x / 80 + 0.5).ravel(), (y / 50 + 0.5).ravel()]).astype("<f4")
    k = (np.arange(side - 1)[:, None] * side + np.arange(side - 1)).ravel()
    index = np.column_stack([k, k + 1, k + side + 1, k, k + side + 1, k + side]).astype("<u4")
    parts = [points.tobytes(), uv.tobytes(), index.tobytes(), picture]
    offsets = np.cumsum([0] + [len(p) + (-len(p) % 4) for p in parts]).tolist()
    data = b"".join(p + b"\0" * (-len(p) % 4) for p in parts)
    tree = {
        "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [
            {"attributes": {"POSITION": 0, "TEXCOORD_0": 1}, "indices": 2, "material": 0}]}],
        "materials": [{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
        "images": [{"bufferView": 3, "mimeType": "image/png"}], "textures": [{"source": 0}],
        "buffers": [{"byteLength": len(data)}],
        "bufferViews": [{"buffer": 0, "byteOffset": o, "byteLength": len(p)}
                        for o, p in zip(offsets, parts, strict=False)],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": len(points), "type": "VEC3"},
            {"bufferView": 1, "componentType": 5126, "count": len(points), "type": "VEC2"},
            {"bufferView": 2, "componentType": 5125, "count": index.size, "type": "SCALAR"}],
    }  # fmt: skip
    path.write_bytes(glb_bytes(tree, data))
    return path


def an_ifc(folder: Path) -> Path:
    """Return the real house, or an estate of boxes whose file is as large."""
    root = Path(os.environ.get("JUMEAU_REAL_DATA") or Path(__file__).parents[3] / "shared" / "data")
    if (root / REAL).is_file():
        return root / REAL
    rows = [
        ("BUILDINGELEMENTPROXY", (8.0, 6.0, 5.0), (12.0 * (k % 60), 10.0 * (k // 60), 0.0))
        for k in range(3600)
    ]
    return write_ifc(folder / "estate.ifc", rows)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=float, default=20.0, help="of the GLB [MB]")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in ("CONFIG", "DATA", "LOG"):
            os.environ[f"JUMEAU_{kind}_DIR"] = str(folder / kind.lower())
        files = {"ifc": an_ifc(folder), "glb": large_glb(folder / "hall.glb", options.size)}
        facts = measured(files)
    if options.json:
        print(json.dumps(facts))
        return
    for kind, fact in facts.items():
        print(f"{kind}: " + ", ".join(f"{k} {v}" for k, v in fact.items()))


def measured(files: dict[str, Path]) -> dict[str, dict[str, Any]]:
    """Open a window with the demonstration, and place each file in it."""
    import msgspec
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from jumeau.app import theme
    from jumeau.app.models.feature import Models
    from jumeau.app.settings import Settings
    from jumeau.app.window import Window

    app = QApplication([])
    theme.load_typeface()
    settings = Settings()
    settings.motion = False
    window = Window(app, settings)
    window.resize(1280, 720)
    window.show()

    def until(condition: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            app.processEvents()
            time.sleep(0.001)
            if time.monotonic() > end:
                raise TimeoutError

    until(lambda: window.projects is not None)
    window.projects.open_demo()
    until(lambda: window.projects.workspace is not None and window.projects.workspace.features)
    workspace = window.projects.workspace
    viewport, keeper = workspace.viewport, window.projects.keeper

    def rest() -> None:
        until(lambda: not window.tasks.busy and viewport.at_rest and keeper.complete)

    viewport.go(msgspec.structs.replace(viewport.camera, distance=300.0), moving=False)
    rest()
    models = next(x for x in workspace.features if isinstance(x, Models))
    beats: list[tuple[float, float]] = []
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append((time.perf_counter(), time.thread_time())))
    facts = {}
    for kind, path in files.items():
        for first in (True, False):  # the first time kernels and modules are loaded
            models.dialog = models.tool = None
            beats.clear()
            timer.start(BEAT)
            own, other = cpu(resource.RUSAGE_SELF), cpu(resource.RUSAGE_CHILDREN)
            started = time.perf_counter()
            marks = {"reading": started}
            models.place(path)
            until(lambda: models.dialog is not None)
            opened = marks["dialog"] = time.perf_counter()
            until(lambda: time.perf_counter() - opened > LOOKED_AT)  # noqa: B023
            models.dialog.where.setChecked(False)
            QTimer.singleShot(0, models.dialog.accept)
            until(lambda: models.tool is not None)
            until(lambda: models.tool.aiming.surroundings is not None)
            marks["picture"] = time.perf_counter()
            QTimer.singleShot(0, models.tool.place)
            until(lambda: viewport.tool is None)
            rest()
            timer.stop()
            ends = [*list(marks.values())[1:], np.inf]
            told = np.array(beats)
            whole, worked = 1000 * np.diff(told[:, 0]), 1000 * np.diff(told[:, 1])
            at = told[1:, 0]
            name = f"{kind}_{'first' if first else 'again'}"
            facts[name] = {
                "MB": round(path.stat().st_size / 1e6, 1),
                "longest_pause_ms": {
                    phase: "{:.0f} ({:.0f})".format(
                        *(float(x[(at >= begin) & (at < end)].max()) for x in (whole, worked))
                    )
                    for (phase, begin), end in zip(marks.items(), ends, strict=True)
                },
                "dialog_after_s": round(opened - started, 1),
                "window_cpu_s": round(cpu(resource.RUSAGE_SELF) - own, 2),
                "reader_cpu_s": round(cpu(resource.RUSAGE_CHILDREN) - other, 2),
            }
    window.projects.opened.session.mark_saved()
    window.close()
    until(lambda: not window.isVisible())
    app.processEvents()
    return facts


def cpu(who: int) -> float:
    """Return the CPU seconds so far of this process, or of those that ended."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
