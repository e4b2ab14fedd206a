"""Hours of sun: known sums, tiles and edits equal to a whole run bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jumeau.errors import Cancelled
from jumeau.simulation.sun import batches
from jumeau.simulation.sun import hours as hours_of_sun
from jumeau.simulation.sun.far import far_relief
from jumeau.simulation.sun.hours import changed_box, hours_in_tiles, reach_of, renewed, sun_hours
from jumeau.simulation.sun.position import Suns
from jumeau.simulation.sun.shade import lit, passes_of, shade_of
from jumeau.simulation.surface import Surface

WEST, NORTH, SIDE = 652_013.0, 6_861_207.0, 190


def suns_of(azimuth, elevation) -> Suns:
    a, e = np.asarray(azimuth, float), np.asarray(elevation, float)
    return Suns(a, e, a, e)


SUNS = suns_of(
    [101.0, 118.0, 140.0, 165.0, 182.0, 210.0, 233.0, 251.0, 268.0, 330.0],
    [1.5, 14.0, 31.0, 52.0, 61.0, 40.0, 27.0, 8.0, 3.0, -5.0],
)
WEIGHTS = np.linspace(0.25, 1.0, 10)
PASSES = np.linspace(0.0, 0.5, 10)


def heights(seed=1, edit=None, side=SIDE) -> dict[str, np.ndarray]:
    """Return a hilly town with trees; an edit takes out or puts up a block or a tree."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:side, :side]
    ground = 20 + 6 * np.sin(x / 31.0) + 5 * np.cos(y / 23.0)
    top = ground.copy()
    low, high = np.full(ground.shape, np.inf), np.full(ground.shape, -np.inf)
    trunk = np.zeros(ground.shape)

    def house(r, c, h):
        top[r : r + 9, c : c + 12] = ground[r : r + 9, c : c + 12].max() + h

    def tree(r, c, h):
        half = max(int(0.3 * h), 1)
        area = np.s_[max(r - half, 0) : r + half + 1, max(c - half, 0) : c + half + 1]
        low[area] = np.minimum(low[area], ground[r, c] + 0.2 * h)
        high[area] = np.maximum(high[area], ground[r, c] + h)
        trunk[r, c] = 0.4

    for _ in range(40):
        house(*random.integers(0, side - 14, 2), random.uniform(3, 14))
    for _ in range(120):
        tree(*random.integers(0, side, 2), random.uniform(3, 15))
    if edit is not None:
        kind, r, c, h = edit
        (house if kind == "house" else tree)(r, c, h)
    return {
        "ground": ground, "top": top, "crown_low": low, "crown_high": high, "trunk": trunk
    }  # fmt: skip


def surface(cells, trees=True) -> Surface:
    kept = {k: np.ascontiguousarray(v, np.float32) for k, v in cells.items()}
    if not trees:
        kept = {k: kept[k] for k in ("ground", "top")}
    return Surface(WEST, NORTH, 1.0, **kept)


def small_windows(monkeypatch) -> None:
    """Let margins be as narrow as they may be on a small raster."""
    monkeypatch.setattr(batches, "BLOCK", 16)
    monkeypatch.setattr(hours_of_sun, "MOST_OF_IT", 2.0)


def hill(x, y):
    away = np.hypot(x - WEST - 900.0, y - NORTH + 500.0)
    return 20.0 + 160.0 * np.exp(-((away / 300.0) ** 2))


def test_one_sun_gives_the_light_of_its_instant():
    made = surface(heights(), trees=False)
    for k in range(9):
        one = SUNS.only(np.array([k]))
        hours = sun_hours(made, one, np.array([1.0]), 0.0)
        shade = shade_of(made, float(one.azimuth[0]), float(one.elevation[0]))
        assert (hours == lit(made, shade, 0.0)).all()
        assert 0.0 < hours.mean() < 1.0


def test_hours_of_open_ground_are_all_there_are():
    flat = np.full((30, 40), 12.0, np.float32)
    hours = sun_hours(Surface(WEST, NORTH, 1.0, flat, flat), SUNS, WEIGHTS, 0.0)
    assert hours == pytest.approx(WEIGHTS[:9].sum())  # the last sun is below the horizon
    none = sun_hours(Surface(WEST, NORTH, 1.0, flat, flat), SUNS.only(np.array([9])), [1.0], 0.0)
    assert (none == 0.0).all()


def test_leaves_let_their_share_through():
    cells = heights()
    made, bare = surface(cells), surface(cells, trees=False)
    without = sun_hours(bare, SUNS, WEIGHTS, 0.0)
    opaque = sun_hours(made, SUNS, WEIGHTS, 0.0)
    half = sun_hours(made, SUNS, WEIGHTS, 0.5)
    clear = sun_hours(made, SUNS, WEIGHTS, 1.0)
    assert (opaque <= half).all()
    assert (half <= clear).all()
    assert (clear <= without + 1e-6).all()
    trunks = clear < without - 1e-6  # nothing but trunks
    assert 0.0 < trunks.mean() < 0.2
    assert opaque.mean() < 0.9 * without.mean()
    np.testing.assert_allclose(half[~trunks], (opaque + clear)[~trunks] / 2, atol=0.2)


@pytest.mark.parametrize("sector", [None, 7.0])
@pytest.mark.parametrize("trees", [True, False])
@pytest.mark.parametrize("far", [True, False])
def test_tiles_and_boxes_equal_the_whole(monkeypatch, trees, far, sector):
    small_windows(monkeypatch)
    cut, sizes = hours_of_sun.cut, []

    def counted(one, window):
        part = cut(one, window)
        sizes.append(part.top.size)
        return part

    monkeypatch.setattr(hours_of_sun, "cut", counted)
    cells = heights(3)
    whole = surface(cells, trees)

    def part(box):
        c0, c1 = round(box[0] - WEST), round(box[2] - WEST)
        r0, r1 = round(NORTH - box[3]), round(NORTH - box[1])
        assert 0 <= r0 < r1 <= SIDE
        assert 0 <= c0 < c1 <= SIDE
        names = cells if trees else ("ground", "top")
        kept = {k: np.ascontiguousarray(cells[k][r0:r1, c0:c1], np.float32) for k in names}
        return Surface(box[0], box[3], 1.0, **kept)

    relief = None
    if far:
        around = (WEST - 1500, NORTH - 1800, WEST + 1800, NORTH + 1500)
        relief = far_relief(hill, around, whole.bounds)
    high = SUNS.only(np.arange(1, 8))
    for suns, weights, passes in ((SUNS, WEIGHTS, PASSES), (high, WEIGHTS[1:8], PASSES[1:8])):
        wanted = sun_hours(whole, suns, weights, passes, far=relief, sector=sector)
        found = hours_in_tiles(
            part, whole.bounds, 1.0, suns, weights, passes, far=relief, tile=70, sector=sector
        )
        assert (found == wanted).all()
        box = (WEST + 60, NORTH - 120, WEST + 90, NORTH - 70)
        some = sun_hours(whole, suns, weights, passes, far=relief, box=box, sector=sector)
        assert (some == wanted[70:120, 60:90]).all()
    assert min(sizes) < SIDE * SIDE / 4


def test_far_relief_takes_sun_and_none_of_it_within_its_box():
    flat = np.full((40, 40), 20.0, np.float32)
    made = Surface(WEST, NORTH, 1.0, flat, flat)
    around = (WEST - 1500, NORTH - 1800, WEST + 1800, NORTH + 1500)
    relief = far_relief(hill, around, made.bounds)
    towards = np.degrees(np.arctan2(880.0, -480.0))  # the hill, from the middle
    low, high = shade_of(made, towards, 4.0, far=relief), shade_of(made, towards, 14.0, far=relief)
    assert (low.below > 20.0).all()
    assert (high.below < 20.0).all()
    # The ray over the top of the hill, on flat Earth: 1002 m away, 160 m above.
    wanted = 180.0 - 1002.0 * np.tan(np.radians(4.0))
    assert low.below[20, 20] == pytest.approx(wanted, abs=4.0)
    assert (shade_of(made, towards + 180.0, 4.0, far=relief).below < 20.0).all()
    hours = sun_hours(made, suns_of([towards, towards], [4.0, 14.0]), [1.0, 1.0], 0.0, far=relief)
    assert (hours == 1.0).all()


edits = st.tuples(
    st.sampled_from(["house", "tree"]), st.integers(0, 175), st.integers(0, 175),
    st.floats(0.5, 30.0),
)  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(first=edits, second=edits, trees=st.booleans(), low=st.booleans())
def test_an_edit_computed_again_equals_all_computed_again(first, second, trees, low):
    suns = SUNS if low else SUNS.only(np.arange(1, 7))
    weights, passes = WEIGHTS[: len(suns)], PASSES[: len(suns)]
    old, new = (surface(heights(5, edit), trees) for edit in (first, second))
    before = sun_hours(old, suns, weights, passes)
    wanted = sun_hours(new, suns, weights, passes)
    with pytest.MonkeyPatch.context() as patched:
        small_windows(patched)
        found = renewed(before, old, new, suns, weights, passes)
    assert (found == wanted).all()
    change = changed_box(old, new)
    if change is None:
        assert (before == wanted).all()
        return
    box = reach_of(*change, float(old.ground.min()), suns, 1.0)
    r, c = np.mgrid[:SIDE, :SIDE]
    x, y = WEST + c + 0.5, NORTH - r - 0.5
    outside = (x < box[0]) | (x > box[2]) | (y < box[1]) | (y > box[3])
    assert (before == wanted)[outside].all()


def test_reach_is_that_of_the_lowest_sun():
    box = reach_of((100, 200, 110, 210), 30.0, 20.0, suns_of([180.0, 90.0], [45.0, 26.565]), 1.0)
    assert box == pytest.approx((100 - 20 - 3, 200 - 3, 110 + 3, 210 + 10 + 3), abs=0.01)


def test_a_run_can_be_stopped():
    def stop(fraction, step=""):
        raise Cancelled

    with pytest.raises(Cancelled):
        sun_hours(surface(heights()), SUNS, WEIGHTS, 0.0, progress=stop)


def test_shared_azimuths_err_little():
    made = surface(heights(), trees=False)
    azimuth = np.linspace(95.0, 265.0, 300)
    suns = suns_of(azimuth, 8.0 + 50.0 * np.sin(np.linspace(0.05, 3.09, 300)))
    weights = np.full(300, 0.05)
    exact = sun_hours(made, suns, weights, 0.0)
    shared = sun_hours(made, suns, weights, 0.0, sector=2.0)
    assert np.abs(exact - shared).mean() < 0.02 * exact.mean()


def test_seasons_of_leaves():
    import datetime

    summer, winter = datetime.date(2025, 7, 1), datetime.date(2025, 1, 10)
    assert 0.013 <= passes_of(summer) <= 0.053  # Konarska et al. 2014
    assert 0.402 <= passes_of(winter) <= 0.519
    assert passes_of(summer, -45.0) == passes_of(winter, 45.0)
    assert passes_of(winter, -21.1) == passes_of(summer, -21.1) == passes_of(summer)
    assert passes_of(winter, foliage="leaves") == passes_of(summer)
    assert passes_of(summer, foliage="bare") == passes_of(winter)
