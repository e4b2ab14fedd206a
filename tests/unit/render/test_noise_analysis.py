"""A question about noise, from the project to its layers, on a small street drawn here."""

from __future__ import annotations

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import rasterio
import shapely

from jumeau.errors import InputError
from jumeau.io.samples.keeping import read_samples
from jumeau.io.store import Store
from jumeau.model.analysis import Analysis
from jumeau.model.changes import AddBuilding, RemoveFeature
from jumeau.model.inputs import Outdated, outdated
from jumeau.model.layer import FeatureRef, Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import add_layers, change_layer, new_project
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role
from jumeau.model.variants import add_edits, add_variant, new_edit, new_variant
from jumeau.model.view_state import ViewState
from jumeau.render.analysed import added_to, renewed_in, shown_with, with_run
from jumeau.render.analysing import Asked, answered, asked_of, checked_question
from jumeau.simulation.analyses.params import Noise
from jumeau.simulation.noise import keeping

X, Y = 652_000.0, 6_862_000.0
AREA = (X, Y, X + 160.0, Y + 100.0)
PARAMS = Noise(resolution=20.0, cell=20.0, reach=100.0, sources=("road",))


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, tmp_path):
    keeping.forget()
    monkeypatch.setattr("jumeau.render.noise.asking.user_cache", lambda: tmp_path)
    yield
    keeping.forget()


@pytest.fixture(scope="module")
def street(tmp_path_factory):
    """Return a store and a project: a road, three houses, and a variant with one more."""
    store = Store(tmp_path_factory.mktemp("store"))

    def layer(name, role, shapes, **columns):
        table = pa.table({"geometry": list(shapely.to_wkb(shapes)), **columns})
        ref = store.add_table(table, "EPSG:2154")
        names = tuple((k, k) for k in columns)
        return Layer(name, role, ref, count=len(shapes), bounds=AREA, columns=names)

    houses = [shapely.box(X + w, Y + 40, X + w + 14, Y + 54) for w in (20, 60, 100)]
    roads = [shapely.linestrings([(X, Y + 20, 40.0), (X + 160, Y + 20, 40.0)])]
    project = add_layers(new_project("Rue"), (
        layer("maisons", Role.BUILDING, houses, height=[8.0] * 3, ground_altitude_min=[40.0] * 3),
        layer("rues", Role.ROAD, roads, nature=["Route à 1 chaussée"], width=[6.0],
              daily_traffic=[4000.0], speed=[50.0]),
    ))  # fmt: skip
    project = change_layer(project, "maisons", certainty=Certainty.MEASURED)
    variant = new_variant(project, "Un immeuble")
    project = add_variant(project, variant)
    ring = ((X + 30, Y + 26), (X + 130, Y + 26), (X + 130, Y + 34), (X + 30, Y + 34))
    edit = new_edit(project, AddBuilding(ring, height=12.0))
    return store, add_edits(project, variant.id, edit), variant.id


def cells(store, layer):
    with rasterio.open(store.path(layer.payload)) as raster:
        return raster.read(1)


def of_kind(layers, kind):
    return next(x for x in layers if x.payload.kind is kind)


def test_a_question_gives_ground_facades_and_zones(street) -> None:
    store, project, _ = street
    layers, results = answered(project, Asked("noise", PARAMS, AREA), store)
    assert [x.payload.kind for x in layers] == [
        PayloadKind.TABLE, PayloadKind.SAMPLES, PayloadKind.RASTER
    ]  # fmt: skip
    zones, walls, ground = layers
    assert (ground.role, walls.role, zones.role) == (
        Role.NOISE_LEVEL, Role.NOISE_LEVEL, Role.NOISE_ZONES
    )  # fmt: skip
    values = cells(store, ground)
    assert values.shape == (50, 80)
    near, far = np.nanmean(values[38:42]), np.nanmean(values[:4])  # rows from the north
    assert 55.0 < near < 80.0
    assert near > far + 5.0
    assert np.isnan(values[25:28, 12:16]).all()  # within a house
    samples = read_samples(store, walls.payload)
    assert set(samples.storey.tolist()) == {0, 1, 2}
    front, back = (samples.values[0][samples.normal[:, 1] == y].mean() for y in (-1.0, 1.0))
    assert front > back + 8.0
    table = pq.read_table(store.path(zones.payload))
    levels = table.column("level").to_numpy()
    shapes = shapely.from_wkb(table.column("geometry").to_pylist())
    assert (np.diff(levels) == 5.0).all()
    for level, shape in zip(levels, shapes, strict=True):
        place = shape.representative_point()
        row, col = int((Y + 100 - place.y) / 2), int((place.x - X) / 2)
        assert level - 2.0 <= values[row, col] <= level + 7.0
    assert ground.certainty is Certainty.UNCERTAIN  # no relief is given
    facts = dict(results.facts)
    assert facts["noise_quality"] == "preview"
    assert facts["noise_without"] in ("rail", "industry")
    assert int(facts["noise_deviation_points"]) == 20
    assert float(facts["noise_deviation_low"]) <= float(facts["noise_deviation_high"])
    assert 0.0 < dict(results.shares)["ground_least_50"] <= 1.0
    assert "trees" not in dict(ground.provenance.parameters)


def test_a_variant_is_an_illustration_and_its_difference_is_told(street) -> None:
    store, project, variant = street
    layers, results = answered(project, Asked("noise", PARAMS, AREA, variant, ("",)), store)
    walls, ground = layers
    assert ground.role is walls.role is Role.NOISE_LEVEL_CHANGE
    assert ground.certainty is Certainty.ILLUSTRATION
    change = cells(store, ground)
    assert np.nanmedian(change[22:30, 30:50]) < -5.0  # behind the new building
    assert np.isnan(change[34:36, 20:60]).all()  # in it
    assert abs(np.nanmedian(change[45:])) < 2.0  # across the street, a little more
    shares = dict(results.shares)
    assert shares["ground_less"] > 0.1
    assert int(dict(results.facts)["noise_left_out"]) > 0
    samples = read_samples(store, walls.payload)
    new = (samples.points[:, 1] > Y + 25.9) & (samples.points[:, 1] < Y + 34.1)
    assert not new.any()  # its walls were not there before


def test_a_first_picture_is_coarse_and_says_so(street) -> None:
    store, project, variant = street
    asked = Asked("noise", PARAMS, AREA)
    (first,), results = answered(project, asked, store, coarse=True)
    assert dict(results.facts)["noise_quality"] == "coarse"
    assert "noise_deviation_points" not in dict(results.facts)
    grown = added_to(project, (first,))
    fine, _ = answered(project, asked, store, run=first.analysis.run)
    after = with_run(grown, first.analysis.run, fine)
    ground = after.layer(next(x.id for x in grown.layers if x.analysis is not None))
    assert ground.payload == of_kind(fine, PayloadKind.RASTER).payload
    assert len(after.layers) == len(project.layers) + 3
    coarse, exact = cells(store, first), cells(store, of_kind(fine, PayloadKind.RASTER))
    assert abs(np.nanmedian(coarse) - np.nanmedian(exact)) < 4.0
    (change,), _ = answered(project, Asked("noise", PARAMS, AREA, variant, ("",)), store,
                            coarse=True)  # fmt: skip
    assert change.role is Role.NOISE_LEVEL_CHANGE
    assert np.nanmin(cells(store, change)) < -5.0


def test_a_result_goes_out_of_date_and_is_computed_again(street) -> None:
    store, project, variant = street
    layers, _ = answered(project, Asked("noise", PARAMS, AREA, variant), store)
    project = added_to(project, layers)
    ground = next(x for x in project.layers if x.analysis and x.payload.kind is PayloadKind.RASTER)
    assert outdated(project, ground) is None
    assert asked_of(ground.analysis).params == PARAMS
    edit = new_edit(project, RemoveFeature(FeatureRef("maisons", "", 0)))
    edited = add_edits(project, variant, edit)
    assert outdated(edited, edited.layer(ground.id)) is Outdated.VARIANT
    other = change_layer(project, "rues", columns=(("nature", "nature"), ("width", "width")))
    assert outdated(other, other.layer(ground.id)) is Outdated.DATA
    put, names = renewed_in(edited, (ground.analysis,), store)
    renewed = put(edited)
    assert names == (ground.analysis.run,)
    assert outdated(renewed, renewed.layer(ground.id)) is None
    assert renewed.layer(ground.id).payload != ground.payload


def test_nothing_is_computed_of_nothing(street) -> None:
    store, project, _ = street
    bare = msgspec.structs.replace(PARAMS, sources=())
    with pytest.raises(InputError, match="no_noise_source"):
        checked_question(project, Asked("noise", bare, AREA))
    trains = msgspec.structs.replace(PARAMS, sources=("rail",))
    with pytest.raises(InputError, match="no_sources"):
        answered(project, Asked("noise", trains, AREA), store)


def test_a_result_is_not_laid_over_surfaces_of_other_data() -> None:
    ref = PayloadRef(PayloadKind.TABLE, "0" * 64, ".parquet")
    cover, plots, roads = (
        Layer(name, role, ref)
        for name, role in (
            ("sols", Role.LAND_COVER), ("cultures", Role.CROP), ("rues", Role.ROAD),
        )
    )  # fmt: skip
    result = Layer(
        "bruit", Role.NOISE_LEVEL, PayloadRef(PayloadKind.RASTER, "1" * 64, ".tif"),
        analysis=Analysis("noise", "run"),
    )  # fmt: skip
    project = add_layers(new_project("x"), (cover, plots, roads, result))
    assert set(shown_with(project, ViewState(), (result,)).hidden) == {"sols", "cultures"}
    assert shown_with(project, ViewState(), (cover,)).hidden == ()
