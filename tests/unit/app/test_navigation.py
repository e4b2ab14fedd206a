"""Camera gestures keep what they promise to keep."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumeau.app import navigation
from jumeau.model.view_state import Camera

SIZE = (800, 600)

cameras = st.builds(
    Camera,
    target=st.tuples(
        st.floats(100_000, 1_200_000), st.floats(6_000_000, 7_100_000), st.floats(-5, 4_000)
    ),
    distance=st.floats(10, 20_000),
    azimuth=st.floats(0, 359.9),
    pitch=st.floats(5, 90),
)


def separation(a, b):
    return math.dist(a, b)


@given(cameras)
def test_the_middle_of_the_picture_is_the_target(camera):
    eye, beam = navigation.ray(camera, SIZE, SIZE[0] / 2, SIZE[1] / 2)
    reached = [eye[i] + camera.distance * beam[i] for i in range(3)]
    assert separation(reached, camera.target) < 1e-3


@given(cameras, st.floats(300, 500), st.floats(300, 500))
def test_pan_keeps_the_grabbed_point_under_the_cursor(camera, x, y):
    grabbed = camera.target
    moved = navigation.pan(camera, SIZE, grabbed, x, y)
    if moved is camera:
        return
    under = navigation.on_plane(moved, SIZE, x, y, grabbed[2])
    assert under is not None
    assert separation(under, grabbed) < 1e-3 * max(1.0, camera.distance / 100)
    assert moved.eye[2] == pytest.approx(camera.eye[2], abs=1e-6)


@given(cameras, st.floats(-180, 180), st.floats(-60, 60))
def test_orbit_keeps_the_distance_to_the_pivot(camera, turn, tilt):
    pivot = (camera.target[0] + 20, camera.target[1] - 30, camera.target[2] + 2)
    moved = navigation.orbit(camera, pivot, turn, tilt)
    before, after = separation(camera.eye, pivot), separation(moved.eye, pivot)
    assert after == pytest.approx(before, rel=1e-6, abs=1e-3)
    assert navigation.LOWEST_ORBIT <= moved.pitch <= 90


@given(cameras, st.floats(-90, 90), st.floats(-60, 60))
def test_look_around_keeps_the_eye(camera, turn, tilt):
    moved = navigation.look_around(camera, turn, tilt)
    assert separation(moved.eye, camera.eye) < 1e-3


@given(cameras, st.floats(0.5, 2))
def test_zoom_keeps_the_point_on_its_ray(camera, factor):
    point = (camera.target[0] + 5, camera.target[1] + 3, camera.target[2])
    moved = navigation.zoom(camera, point, factor)
    before = [point[i] - camera.eye[i] for i in range(3)]
    after = [point[i] - moved.eye[i] for i in range(3)]
    cosine = sum(a * b for a, b in zip(before, after, strict=True)) / (
        math.hypot(*before) * math.hypot(*after)
    )
    assert cosine == pytest.approx(1, abs=1e-6)
    assert navigation.NEAREST <= moved.distance <= navigation.FARTHEST


def test_a_drag_up_to_the_sky_grabs_nothing():
    camera = Camera(target=(0.0, 0.0, 0.0), distance=500, pitch=5)
    assert navigation.on_plane(camera, SIZE, 400, 0, 0.0) is None


def test_walking_follows_the_direction_of_looking():
    camera = Camera(target=(0.0, 0.0, 0.0), azimuth=90)
    moved = navigation.walk(camera, right=0, forward=10)
    assert moved.target == pytest.approx((10, 0, 0))


def test_dragging_the_sky_to_the_right_moves_the_model_to_the_right():
    camera = Camera(target=(0.0, 0.0, 0.0), azimuth=0)
    assert navigation.slide(camera, SIZE, 10, 0).target[0] < 0


def test_a_flight_starts_and_ends_where_it_should_and_turns_the_short_way():
    start = Camera(target=(0.0, 0.0, 0.0), distance=100, azimuth=350)
    end = Camera(target=(10.0, 0.0, 0.0), distance=400, azimuth=10)
    assert navigation.between(start, end, 1) == end
    middle = navigation.between(start, end, 0.5)
    assert middle.azimuth == pytest.approx(0, abs=1e-9)
    assert middle.distance == pytest.approx(200)
    assert navigation.between(start, end, 0).target == start.target


def test_the_whole_view_holds_the_box():
    camera = navigation.whole((0, 0, 2000, 1000), 50, SIZE, Camera(target=(0.0, 0.0, 0.0)))
    assert camera.target == (1000, 500, 50)
    assert camera.distance > 1500
