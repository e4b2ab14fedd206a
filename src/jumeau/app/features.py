"""What an open project offers beside its picture, layers, views and cards; loaded after them.

A feature is a class ``Feature(workspace)`` with ``close()``. It binds its actions, adds its tools
and docks; what costs time to load, it imports when it is asked for it the first time.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace

FEATURES: tuple[str, ...] = (
    "search.feature:PlaceSearch",
    "picture_switches:PictureSwitches",
    "grouping:Grouping",
    "styling.feature:Styling",
    "selecting.feature:Selecting",
    "table.feature:AttributeTable",
    "measuring.feature:Measuring",
    "cutting.feature:Cutting",
    "variants.feature:Variants",
    "sketching.feature:Sketching",
    "shaping.feature:Shaping",
    "models.feature:Models",
    "analyses.feature:Analyses",
    "minimap:MiniMap",
    "two_views:TwoViews",
    "comparing.feature:Comparing",
    "sunning.feature:Sunning",
    "photo.feature:Photos",
    "plates.feature:Plates",
    "validating.feature:Validating",
    "sun_places.feature:SunPlaces",
    "noise_sources.feature:NoiseSources",
    "noise_exposure.feature:NoiseExposure",
    "noise_place.feature:NoisePlace",
)
"""``module:class`` below :mod:`jumeau.app`, in the order in which they are made."""


def load_features(workspace: Workspace) -> list[Any]:
    """Make the features of a workspace."""
    found = []
    for name in FEATURES:
        module, _, feature = name.partition(":")
        found.append(getattr(import_module(f"jumeau.app.{module}"), feature)(workspace))
    return found
