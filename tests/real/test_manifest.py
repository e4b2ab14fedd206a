"""Every real file opens as what it is, where it is, or says why not: ``manifest.json``.

The manifest was written with other programs; it says of each file the roles, counts, CRS and places
of its layers, or the error.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from jumeau.errors import InputError, JumeauError
from jumeau.geometry.crs import same
from jumeau.io.importing import adopted, import_sources
from jumeau.io.store import Store
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.project import Project
from jumeau.model.roles import Role

MANIFEST: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "manifest.json").read_text(encoding="utf-8")
)["files"]
NEAR = 1.0
"""How far a layer may lie from where the manifest says [m]."""
PADDED = 40
"""By how many cells the middle of a grid may move when it is padded to whole blocks."""
DEGREE = 111_320.0
"""Length of a degree of latitude [m]."""

LOADED = [name for name, entry in MANIFEST.items() if "layers" in entry]
REFUSED = [name for name, entry in MANIFEST.items() if "error" in entry]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return an empty store."""
    return Store(tmp_path / "store")


def test_the_manifest_lists_every_file(real_data: Path) -> None:
    there = {p.relative_to(real_data).as_posix() for p in real_data.rglob("*") if p.is_file()}
    assert there == set(MANIFEST)


def test_what_lies_beside_a_file_is_no_data_of_its_own(real_data: Path) -> None:
    from jumeau.io.reading import files_of

    beside = {real_data / name for name, entry in MANIFEST.items() if "beside" in entry}
    folders = {path.parent for path in beside}
    assert not beside & {path for folder in folders for path in files_of(folder)}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_used_says_why(name: str, real_data: Path, store: Store) -> None:
    with pytest.raises(JumeauError) as caught:
        import_sources([real_data / name], Project("1", "essai"), store)
    assert caught.value.code == MANIFEST[name]["error"]


@pytest.mark.parametrize("name", LOADED)
def test_a_file_opens_as_what_it_is_and_where_it_is(
    name: str, real_data: Path, store: Store
) -> None:
    entry = MANIFEST[name]
    asked = entry.get("asked")
    source = real_data / name
    if asked is not None:
        with pytest.raises(InputError) as question:
            import_sources([source], Project("1", "essai"), store)
        assert question.value.code == "crs.needed"
    loaded = import_sources([source], Project("1", "essai"), store, crs=asked)
    assert not loaded.problems
    project = adopted(Project("1", "essai"), loaded)
    layers = [x for x in project.layers if x.provenance.method != "estimated_ground"]
    if not entry.get("partly"):
        assert sorted(x.role for x in layers) == sorted(x["role"] for x in entry["layers"])
    for wanted in entry["layers"]:
        layer = _match(wanted, layers)
        layers.remove(layer)
        _compare(wanted, layer, project, store, asked)


def _match(wanted: dict[str, Any], layers: list[Layer]) -> Layer:
    """Return the layer of the wanted role whose count is nearest to the wanted one."""
    found = [layer for layer in layers if layer.role is Role(wanted["role"])]
    assert found, f"no {wanted['role']} among {[x.role.value for x in layers]}"
    return min(found, key=lambda layer: abs(layer.count - wanted["count"]))


def _compare(
    wanted: dict[str, Any], layer: Layer, project: Project, store: Store, asked: str | None
) -> None:
    stated = wanted["crs"] or asked
    done = [t for t in layer.provenance.transformations if not t.vertical]
    if stated is None:
        assert wanted["centre"] is None
        assert layer.count == wanted["count"]
        return
    assert same(done[0].source if done else project.crs, stated)
    if layer.payload.kind is PayloadKind.RASTER:
        _compare_cells(wanted, layer, project.crs, store)
        return
    assert layer.count == wanted["count"]
    if wanted["centre"] is not None:
        away = _away(_centre(layer, project.crs, store), wanted["centre"])
        assert away <= NEAR, f"{away:.2f} m from its place"
    if "surfaces" in wanted:
        table = store.table(layer.payload, ["geometry"])
        bodies = shapely.from_wkb(table.column("geometry").to_numpy(zero_copy_only=False))
        assert int(shapely.get_num_geometries(bodies).sum()) == wanted["surfaces"]


def _compare_cells(wanted: dict[str, Any], layer: Layer, crs: str, store: Store) -> None:
    """Compare the kept grid, which is the project's, with the source's."""
    to_project = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    west, south, east, north = layer.bounds
    x, y = to_project.transform(*wanted["centre"])
    with rasterio.open(store.path(layer.payload)) as kept:
        step = kept.res[0]
        # Grids are padded to whole blocks: the middle may move by a part of one, no further.
        assert abs(x - (west + east) / 2) <= PADDED * step
        assert abs(y - (south + north) / 2) <= PADDED * step
        if "cell" in wanted:
            least, greatest = wanted["cell"]["between"]
            (values,) = kept.sample([to_project.transform(*wanted["cell"]["at"])])
            slack = 1e-3 * max(abs(least), abs(greatest))
            assert least - slack <= values[0] <= greatest + slack


def _centre(layer: Layer, crs: str, store: Store) -> NDArray[np.float64]:
    """Return longitude and latitude of a layer's middle, as the manifest defines it [degrees]."""
    to_degrees = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    if layer.payload.kind is not PayloadKind.TABLE or layer.has_surfaces:
        west, south, east, north = layer.bounds
        return np.array(to_degrees.transform((west + east) / 2, (south + north) / 2))
    column = store.table(layer.payload, ["geometry"]).column("geometry")
    shapes = shapely.from_wkb(column.to_numpy(zero_copy_only=False))
    moved = shapely.transform(shapes, to_degrees.transform, interleaved=False)
    box = shapely.bounds(moved)
    return np.asarray((box[:, :2] + box[:, 2:]).mean(axis=0) / 2)


def _away(one: NDArray[np.float64], other: list[float]) -> float:
    """Return the distance between two places in degrees [m]."""
    difference = (one - np.array(other)) * DEGREE
    return float(np.hypot(difference[0] * np.cos(np.radians(other[1])), difference[1]))
