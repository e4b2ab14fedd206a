import numpy as np
import pytest

from jumeau.model.payload import (
    Instances,
    Network,
    Payload,
    PayloadKind,
    SurfaceSamples,
    TimedPoints,
)


def test_every_kind_has_its_form_in_memory() -> None:
    assert len(PayloadKind) == len(Payload.__args__)


def test_surface_samples_hold_times_by_points() -> None:
    points = np.zeros((3, 3))
    samples = SurfaceSamples(
        points,
        np.zeros(3, np.int32),
        np.zeros(3, np.int16),
        np.zeros((3, 2), np.float32),
        np.zeros((24, 3), np.float32),
        normal=np.zeros((3, 3), np.float32),
        size=np.ones((3, 2), np.float32),
    )
    assert samples.values.shape == (24, 3)
    with pytest.raises(ValueError, match="times, points"):
        SurfaceSamples(
            points, samples.feature, samples.storey, samples.uv, np.zeros((3, 24), np.float32),
            samples.normal, samples.size,
        )  # fmt: skip
    with pytest.raises(ValueError, match="normal and size"):
        SurfaceSamples(
            points, samples.feature, samples.storey, samples.uv, samples.values,
            samples.normal[:2], samples.size,
        )  # fmt: skip


def test_instances_have_one_size_each() -> None:
    with pytest.raises(ValueError, match="same length"):
        Instances(
            np.zeros((2, 3)),
            np.zeros((1, 2), np.float32),
            np.zeros(2, np.uint8),
            np.zeros(2, np.int32),
            ("round",),
        )


def test_a_network_names_its_own_nodes() -> None:
    one = np.zeros(1, np.int8)
    with pytest.raises(ValueError, match="does not exist"):
        Network(np.zeros((2, 3)), np.array([[0, 2]], np.int32), one, one, np.zeros(1, np.int32))


def test_timed_points_have_one_instant_each() -> None:
    with pytest.raises(ValueError, match="same length"):
        TimedPoints(np.zeros((2, 3)), ("2025-06-21T14:00:00+02:00",), np.zeros(2))
