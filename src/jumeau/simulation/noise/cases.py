"""Reference cases of noise as JSON: a small scene, what emits in it, and what is expected.

Three kinds of files are read: the cases of ISO/TR 17534-4, random scenes, and parts of a town. In
all of them tops and altitudes are absolute. An absorption that is not told is that of a hard wall
(:data:`HARD_WALL`). The scenes and the town were computed with NoiseModelling 6.0.2, in which the
ground outside all areas becomes hard once a path has left one, and that of a source below the mean
plane is always hard: so they are read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.simulation.noise.paths.triangulation import terrain_of, with_last_corners
from jumeau.simulation.noise.scene import Scene, Sources, Terrain
from jumeau.simulation.noise.settings import Settings

ISO_DISTANCE = 1200.0
ISO_REFLECTIONS = 700.0
"""Reach of sources and of reflecting walls in the cases of ISO/TR 17534-4 [m], all smaller."""
HARD_WALL = (0.004918, 0.008088, 0.013268, 0.021685, 0.035256, 0.056884, 0.090777, 0.142586)
"""Absorption by octave band at random incidence of a wall with a flow resistivity of
20,000 kPa s/m² and the impedance of Delany and Bazley (1970, doi 10.1016/0003-682X(70)90031-9), as
in NoiseModelling where no absorption is told."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One case.

    Attributes
    ----------
    id : str
        Empty where the file has none.
    scene : Scene
    sources : Sources
    lw : (S, 8) float64
        Power of each section by octave band: dB re 1 pW, a metre for lines.
    receivers : (N, 3) float64
        x, y and altitude [m].
    settings : Settings
    told : dict
        The file as it is, with what it expects.
    """

    id: str
    scene: Scene
    sources: Sources
    lw: NDArray[np.float64]
    receivers: NDArray[np.float64]
    settings: Settings
    told: dict[str, Any]

    @property
    def power(self) -> NDArray[np.float64]:
        """Return the power (S, 3, 8) by period: the same in all of them."""
        return np.repeat(self.lw[:, None, :], 3, axis=1)


def read_case(source: Path | str | dict[str, Any]) -> Case:
    """Read a case.

    Parameters
    ----------
    source : path or dict
        A file, or what it holds.

    Returns
    -------
    Case
    """
    told = (
        source if isinstance(source, dict) else json.loads(Path(source).read_text(encoding="utf-8"))
    )
    geometry, options, weather = told["geometry"], told["options"], told["meteo"]
    sources = geometry.get("sources") or [{"geom": [geometry["source"]], "Lw": told["Lw_per_band"]}]
    receivers = geometry.get("receivers") or [geometry["receiver"]]
    lines = [np.array(x["geom"], np.float64).reshape(-1, 3) for x in sources]
    settings = Settings(
        max_distance=float(options.get("max_distance", ISO_DISTANCE)),
        reflection_distance=float(options.get("max_reflection_distance", ISO_REFLECTIONS)),
        reflection_order=int(options["reflection_order"]),
        lateral=bool(options["lateral_diffraction"]),
        temperature=float(weather["temperature_C"]),
        humidity=float(weather["relative_humidity"]),
        pressure=float(weather.get("pressure_Pa", 101_325.0)),
        favourable=((float(weather["p_favourable"]),),) * 3,
        ground_speed=float(options["c_ground_m_s"]),
        sunk_g=0.0 if "sources" in geometry else None,
    )
    return Case(
        str(told.get("id", "")),
        _scene(geometry),
        Sources(
            np.concatenate(lines),
            np.cumsum([0, *map(len, lines)]),
            np.arange(len(lines), dtype=np.int32),
            len(lines),
        ),
        np.array([x["Lw"] for x in sources], np.float64),
        np.array(receivers, np.float64).reshape(-1, 3),
        settings,
        told,
    )


def _ring(points: Sequence[Sequence[float]], *, turned: bool = True) -> NDArray[np.float64]:
    """Return a ring without the repeated point, counter-clockwise."""
    ring = np.array(points, np.float64)[:, :2]
    if (ring[0] == ring[-1]).all():
        ring = ring[:-1]
    x, y = (ring - ring[0]).T
    area = float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())
    return ring[::-1] if turned and area < 0 else ring


def _rings(
    polygons: Sequence[Sequence[Sequence[float]]],
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int32]]:
    rings = [_ring(x) for x in polygons]
    together = np.concatenate([np.empty((0, 2)), *rings])
    return together, np.cumsum([0, *map(len, rings)]), np.arange(len(rings), dtype=np.int32)


class _Materials:
    """Each absorption once; the first is rigid."""

    def __init__(self) -> None:
        self.rows: dict[tuple[float, ...], int] = {(0.0,) * 8: 0}

    def __call__(self, absorption: Sequence[float] | None) -> int:
        told = tuple(map(float, absorption)) if absorption else HARD_WALL
        return self.rows.setdefault(told, len(self.rows))


def _scene(geometry: dict[str, Any]) -> Scene:
    materials = _Materials()
    buildings = geometry["buildings"]
    rings, ring_start, ring_building = _rings([x["polygon"] for x in buildings])
    areas, area_start, area_of = _rings([x["polygon"] for x in geometry["ground_areas"]])
    barriers, of_barriers = [], []
    for wall in geometry["walls"]:
        line, tops = wall["line"], wall["top_altitude"]
        for i in range(len(line) - 1):
            barriers.append([[*line[k][:2], tops[k]] for k in (i, i + 1)])
            of_barriers.append(materials(wall.get("absorption")))
    return Scene(
        rings=rings,
        ring_start=ring_start,
        ring_building=ring_building,
        tops=np.array([x["top_altitude"] for x in buildings], np.float64),
        material=np.array([materials(x.get("absorption")) for x in buildings], np.int32),
        barriers=np.array(barriers, np.float64).reshape(-1, 2, 3),
        barrier_material=np.array(of_barriers, np.int32),
        materials=np.array(list(materials.rows), np.float64),
        areas=areas,
        area_start=area_start,
        area_of=area_of,
        area_g=np.array([x["G"] for x in geometry["ground_areas"]], np.float64),
        default_g=float(geometry["Gs"]),
        left_g=0.0 if "sources" in geometry else None,
        terrain=_terrain(geometry),
    )


def _terrain(geometry: dict[str, Any]) -> Terrain | None:
    points = [list(map(float, x)) for x in geometry.get("topo_points") or []]
    edges = []
    for line in geometry.get("topo_lines") or []:
        first = len(points)
        points += [list(map(float, x)) for x in line]
        edges += [(i, i + 1) for i in range(first, len(points) - 1)]
    found = terrain_of(
        np.array(points, np.float64).reshape(-1, 3), np.array(edges, np.int64).reshape(-1, 2)
    )
    return found if found is None or edges else with_last_corners(found)
