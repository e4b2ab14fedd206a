"""What was assumed, repaired or left out, from the gravest to what is only worth knowing."""

from __future__ import annotations

from collections import Counter

from jumeau.simulation.noise.town import Note

ORDER = (
    "terrain_none", "terrain_estimated", "traffic_default", "class_unknown", "rail_default",
    "height_estimated", "speed_default", "speed_absurd", "flow_negative", "flow_absurd",
    "heavy_above_total", "heavy_by_class", "periods_filled", "one_way_shared",
    "carriageways_shared", "speed_slow", "heavy_speed_capped", "surface_unknown",
    "surface_other_edition", "roads_without_cars", "roads_filtered", "road_in_building",
    "road_in_tunnel", "road_on_bridge", "rail_in_tunnel", "rail_silent", "industry_spectrum",
    "industry_power_absurd", "industry_height", "building_overlap", "building_mended",
    "building_too_small", "barrier_too_low", "barrier_absorption", "walls_absorb",
    "ground_default_told", "ground_default_use", "dwellings_estimated", "residents_of_commune",
    "residents_of_france", "terrain_simplified",
)  # fmt: skip
"""Codes of all notes (``noise.note.<code>`` in the catalogue), in the order of telling."""


def notes_of(counts: Counter[str]) -> tuple[Note, ...]:
    """Return what was counted as notes, in their order."""
    unknown = sorted(set(counts) - set(ORDER))
    return tuple(Note(x, counts[x]) for x in (*ORDER, *unknown) if counts[x] > 0)
