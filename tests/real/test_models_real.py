"""Real models: two houses in IFC, houses of 3D Tiles, meshes of Lyon, CityJSON of Delft."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from jumeau.io.models.converting import convert
from jumeau.io.models.found import ReadModel
from jumeau.io.store import Store
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.progress import silent
from jumeau.model.project import Project, add_layers, new_project
from jumeau.model.roles import Role
from jumeau.render.variants.model_files import loaded

pytestmark = pytest.mark.real


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def project_around(x: float, y: float) -> Project:
    ref = PayloadRef(PayloadKind.TABLE, "0" * 64, ".parquet")
    box = (x - 2000.0, y - 2000.0, x + 2000.0, y + 2000.0)
    layer = Layer("building", Role.BUILDING, ref, count=1, bounds=box)
    return add_layers(new_project("x"), (layer,))


def read(path: Path, store: Store, project: Project | None = None) -> ReadModel:
    found = convert(path, project or new_project("x"), store, silent)
    drawn = loaded(store.path(found.model.payload), found.model.payload.sha256)
    assert drawn is not None
    assert sum(len(x.triangles) for x in drawn.groups) <= found.model.triangles
    return found


def said(found: ReadModel) -> dict[str, int]:
    return {x.code: int(x.fields.get("count", 0)) for x in found.odd}


def test_the_fzk_house(real_data: Path, kept: Store) -> None:
    path = real_data / "3d" / "fzk_haus_ifc" / "AC20-FZK-Haus.ifc"
    # Its site stands in Karlsruhe, at 49.1004° N and 8.4365° E.
    found = read(path, kept, project_around(1_096_700.0, 6_902_600.0))
    assert found.size == pytest.approx((13.0, 11.0, 6.5), abs=0.05)
    assert (found.model.low, found.unit, found.unit_from) == (-0.2, "m", "file")
    assert 4_000 < found.model.triangles < 14_000  # of 21,600: stairs and rooms are inside
    assert said(found)["left.model_rooms"] == 38  # 7 rooms and 31 openings
    assert found.place is not None
    assert found.altitude == pytest.approx(110.0, abs=0.5)
    assert found.rotation == pytest.approx(-50.0 - 3.94, abs=0.5)  # true north; convergence
    away = read(path, kept, project_around(650_000.0, 6_860_000.0))
    assert away.place is None
    assert 400_000 < away.away < 500_000


def test_the_sample_house_is_in_millimetres(real_data: Path, kept: Store) -> None:
    found = read(real_data / "3d" / "ifc_samplehouse" / "SampleHouse.ifc", kept)
    assert (found.unit, found.unit_from) == ("mm", "file")
    assert found.size == pytest.approx((16.9, 8.7, 3.9), abs=0.1)
    assert said(found)["left.model_inside"] == 14  # its furniture
    assert found.model.triangles < 4_000  # of 25,000


@pytest.mark.parametrize("name", ["house-3-0", "house-4-2", "house-5-3", "house1-1"])
def test_houses_of_tiles(name: str, real_data: Path, kept: Store) -> None:
    found = read(real_data / "3d" / "gltf_house_trees" / f"{name}.glb", kept)
    assert found.unit == "m"
    assert 6.0 <= round(found.size[2], 3) <= 9.0
    assert 10.0 < found.size[0] < 14.0
    assert found.odd == ()


@pytest.mark.parametrize(
    ("name", "height", "triangles"),
    [
        ("ensemble_de_batiments_1", 15.98, 1445),
        ("extrait_2_terrain_lyon_5", 9.54, 2041),
        ("tour_part_dieu", 169.04, 1124),
    ],
)
def test_meshes_of_lyon_stand_upright(
    name: str, height: float, triangles: int, real_data: Path, kept: Store
) -> None:
    found = read(real_data / "3d" / "lyon_obj" / f"{name}.obj", kept)
    assert found.up == "z"
    assert found.size[2] == pytest.approx(height, abs=0.05)
    assert found.model.triangles == triangles
    assert found.place is None  # their coordinates have an origin of their own


def test_a_mesh_of_lyon_in_absolute_coordinates(
    tmp_path: Path, real_data: Path, kept: Store
) -> None:
    lines = []
    source = real_data / "3d" / "lyon_obj" / "tour_part_dieu.obj"
    for line in source.read_text().splitlines():
        if line.startswith("v "):
            x, y, z = map(float, line.split()[1:4])
            line = f"v {x + 1_844_000.0} {y + 5_175_500.0} {z + 170.0}"  # EPSG:3946
        lines.append(line)
    path = tmp_path / "tour.obj"
    path.write_text("\n".join(lines))
    found = read(path, kept, project_around(844_000.0, 6_520_000.0))
    assert found.place == pytest.approx((843_900.0, 6_520_000.0), abs=300.0)
    assert found.altitude == pytest.approx(158.7, abs=0.1)
    assert found.model.high == pytest.approx(169.0, abs=0.1)


def test_a_city_model_of_delft(real_data: Path, kept: Store) -> None:
    found = read(real_data / "3d" / "cityjson_delft" / "delft.json", kept)
    assert found.model.triangles > 30_000
    assert found.altitude == pytest.approx(-0.45, abs=0.1)
    ring = np.array(found.model.footprint)
    assert np.ptp(ring, axis=0) == pytest.approx((532.0, 321.0), abs=2.0)
