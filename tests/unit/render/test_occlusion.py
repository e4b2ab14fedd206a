"""Soft shade in corners: a corner is darker, open ground is not, and bands leave no seams."""

from __future__ import annotations

import math

import numpy as np
import pytest

from jumeau.render import look
from jumeau.render.occlusion import Gathered

HEIGHT, WIDTH = 180, 280
NEAR, FAR, ANGLE = 20.0, 600.0, 30.0
CLEAR = (1e6, 1e6)
FLOOR, BACK = 6.0, 100.0
"""The floor lies so far below the eye, and a wall stands so far before it [m]."""


def buffer(z: np.ndarray, oversampling: int = 1) -> np.ndarray:
    """Return the depth buffer of depths [m], its lowest row first."""
    z = np.repeat(np.repeat(z[::-1], oversampling, axis=0), oversampling, axis=1)
    inverse = 1 / z  # 0 where there is nothing
    share = (1 / NEAR - inverse) / (1 / NEAR - 1 / FAR)
    return np.where(np.isfinite(z), share, 1.0).astype(np.float32)


def rays(height: int = HEIGHT) -> np.ndarray:
    """Return how far rays through the rows of a picture fall at one metre's distance."""
    slope = math.tan(math.radians(ANGLE / 2))
    return (2 * (np.arange(height) + 0.5) / height - 1)[:, None] * slope * np.ones(WIDTH)


def floor_and_wall() -> np.ndarray:
    down = rays()
    with np.errstate(divide="ignore"):
        floor = np.where(down > 0, FLOOR / down, np.inf)
    return np.minimum(floor, BACK)


def shaded(z: np.ndarray, bands: int = 1, oversampling: int = 1, **changes) -> np.ndarray:
    """Return a grey picture after the shade."""
    rgb = np.full((*z.shape, 3), 200, np.uint8)
    gathered = Gathered(*z.shape, NEAR, FAR)
    rows = len(z) // bands
    for top in range(0, len(z), rows):
        gathered.take(buffer(z[top : top + rows], oversampling), top, oversampling)
    gathered.shade(rgb, ANGLE, changes.get("mist", CLEAR), changes.get("tone", look.OCCLUDED))
    return rgb.astype(int)


def corner_row() -> int:
    return int(np.argmax(floor_and_wall()[:, 0] < BACK))


def test_a_corner_is_darker_and_warm():
    image = shaded(floor_and_wall())
    corner = image[corner_row() - 4 : corner_row() + 5, 100:180].reshape(-1, 3)
    assert corner.mean() < 188
    assert corner.min() > 100, "never near black"
    red, green, blue = corner.mean(0)
    assert red > green + 1 > blue + 2


def test_open_ground_is_left_alone():
    down = rays() + 0.4  # a floor all over the picture
    assert np.abs(shaded(FLOOR / down) - 200).max() <= 1
    image = shaded(floor_and_wall())
    assert np.abs(image[-8:] - 200).max() <= 1  # far before the wall
    assert np.abs(image[:12] - 200).max() <= 1  # high above the floor


def test_what_stands_far_before_a_surface_throws_no_halo_on_it():
    z = np.full((HEIGHT, WIDTH), 300.0)
    z[60:120, 100:180] = 80.0
    assert np.abs(shaded(z) - 200).max() <= 1
    z[:] = np.inf
    z[60:120, 100:180] = 80.0
    image = shaded(z)
    assert (image[:58] == 200).all(), "the sky takes no shade"
    assert np.abs(image - 200).max() <= 1


def test_shade_fades_in_the_mist():
    clear, misty = shaded(floor_and_wall()), shaded(floor_and_wall(), mist=(40.0, 20.0))
    assert clear.min() < 180
    assert misty.min() > 196


def test_bands_leave_no_seam_and_pictures_repeat():
    z = floor_and_wall()
    whole = shaded(z)
    assert np.array_equal(whole, shaded(z))
    for bands in (2, 3, 5):
        assert np.array_equal(whole, shaded(z, bands))


@pytest.mark.parametrize("oversampling", [1, 2])
def test_both_halves_of_a_border_have_their_own_shade(oversampling):
    z = floor_and_wall()
    z[:130, 140:] = 40.0  # a tower before the corner
    image = shaded(z, oversampling=oversampling)
    assert np.abs(image[20:60, 144:] - 200).max() <= 1
    # Beside the tower the corner is as dark as it is elsewhere.
    row = corner_row()
    assert row < 130
    beside, away = image[row + 1, 136:139].mean(), image[row + 1, 60:100].mean()
    assert abs(beside - away) < 8


def test_the_shade_is_that_of_the_model_whatever_the_size():
    small = shaded(floor_and_wall())
    down = rays(2 * HEIGHT)
    with np.errstate(divide="ignore"):
        large = np.minimum(np.where(down > 0, FLOOR / down, np.inf), BACK)
    large = np.repeat(large, 2, axis=1)
    halved = shaded(large).reshape(HEIGHT, 2, WIDTH, 2, 3).mean((1, 3))
    assert np.abs(halved - small)[8:-8, 8:-8].mean() < 1.5
