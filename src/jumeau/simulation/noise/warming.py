"""A small scene through all kernels of noise, so that they are compiled before they are needed."""

from __future__ import annotations

import dataclasses

import numpy as np

from jumeau.simulation.noise.engine import attenuation, explain, levels, levels_changed
from jumeau.simulation.noise.isosurfaces import isosurfaces
from jumeau.simulation.noise.keeping import attenuation_of, forget
from jumeau.simulation.noise.mesh import Mesh, raster_of
from jumeau.simulation.noise.paths.index import prepared
from jumeau.simulation.noise.places import altitude_of
from jumeau.simulation.noise.scene import Scene, Sources, Terrain
from jumeau.simulation.noise.settings import Settings


def warm_noise() -> None:
    """Compute what a receiver hears of a road behind a house and beside a wall, over a slope."""
    square = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]])
    one, ends = np.zeros(1, np.int32), np.array([0, 4], np.int64)
    far = np.array([[-90.0, -90.0, 0.0], [90.0, -90.0, 0.0], [90.0, 90.0, 2.0], [-90.0, 90.0, 2.0]])
    scene = Scene(
        rings=square,
        ring_start=ends,
        ring_building=one,
        tops=np.array([9.0]),
        material=one,
        barriers=np.array([[[-20.0, 30.0, 5.0], [40.0, 30.0, 6.0]]]),
        barrier_material=one,
        areas=square * 3.0 + 12.0,
        area_start=ends,
        area_of=one,
        area_g=np.ones(1),
        terrain=Terrain(far, np.array([[0, 1, 2], [0, 2, 3]], np.int32)),
    )
    line = np.array([[-30.0, -10.0, 1.0], [30.0, -12.0, 1.0]])
    sources = Sources(line, np.array([0, 2], np.int64), one, 1)
    receivers = np.array([[5.0, 20.0, 6.0]])
    settings = Settings(reflection_order=1, lateral=True)
    mesh = Mesh(
        square,
        np.array([[0, 1, 2], [0, 2, 3]], np.int32),
        np.arange(4, dtype=np.int32),
        np.empty(0, np.int32),
        np.empty((0, 4), np.int32),
        (0.0, 0.0, 10.0, 10.0),
    )
    raster_of(mesh, np.full(4, 60.0), 5.0)
    isosurfaces(square, mesh.triangles, np.array([50.0, 60.0, 60.0, 50.0]), (55.0,))
    higher = dataclasses.replace(scene, tops=np.array([12.0]))
    for one_of_two in (scene, higher):
        attenuation_of(one_of_two, sources, receivers, settings)
    forget()
    prep, power = prepared(scene), np.full((1, 3, 8), 80.0)
    altitude_of(prep)(receivers[:, 0], receivers[:, 1])
    found = attenuation(prep, sources, receivers, settings, threads=1)
    levels_changed(found, power, levels(found, power), np.zeros(1, np.int64))
    explain(prep, sources, power, receivers[0], settings)
