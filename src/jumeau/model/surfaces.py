"""What surfaces of the ground and of roofs are: albedo, permeability, roughness, emissivity."""

from __future__ import annotations

import msgspec

from jumeau.model.changes import RoofCover, SurfaceKind


class Surface(msgspec.Struct, frozen=True):
    """A cover.

    Attributes
    ----------
    albedo : float
        Share of the sunlight that it sends back [0 to 1].
    permeability : float
        Share of the rain that seeps away: one less the run-off coefficient [0 to 1].
    roughness : float
        Aerodynamic roughness length [m].
    acoustic : str
        Ground class of CNOSSOS-EU (Directive 2015/996, table 2.5.a), A very soft to H very hard.
    green : bool
        Whether plants grow on it.
    sealed : bool
        Whether the ground is closed against rain and roots.
    colour : str
        ``#RRGGBB`` in the maquette look.
    """

    albedo: float
    permeability: float
    roughness: float
    acoustic: str
    green: bool
    sealed: bool
    colour: str


# Albedo and roughness length: T. R. Oke et al., "Urban Climates", Cambridge University Press 2017,
# tables 5.1 and 4.2; run-off: usual coefficients of the "Instruction technique relative aux
# réseaux d'assainissement des agglomérations" (INT 77-284) and of the Certu's "La ville et son
# assainissement" (2003). Rounded: they are usual values, not measurements of a site.
SURFACES: dict[SurfaceKind, Surface] = {
    SurfaceKind.GRASS: Surface(0.22, 0.85, 0.01, "D", True, False, "#C3D6AC"),
    SurfaceKind.MEADOW: Surface(0.20, 0.90, 0.03, "C", True, False, "#CFDBA8"),
    SurfaceKind.PLANTING: Surface(0.18, 0.90, 0.10, "C", True, False, "#AFC596"),
    SurfaceKind.ASPHALT: Surface(0.12, 0.10, 0.0005, "G", False, True, "#C9C6C1"),
    SurfaceKind.LIGHT_PAVING: Surface(0.45, 0.10, 0.001, "G", False, True, "#F3EFE6"),
    SurfaceKind.PAVING: Surface(0.30, 0.20, 0.001, "G", False, True, "#DED7CB"),
    SurfaceKind.PERMEABLE: Surface(0.35, 0.60, 0.002, "F", False, False, "#E4DCC8"),
    SurfaceKind.GRAVEL: Surface(0.30, 0.60, 0.005, "E", False, False, "#E6DFD1"),
    SurfaceKind.SAND: Surface(0.35, 0.80, 0.001, "E", False, False, "#EFE3C4"),
    SurfaceKind.WATER: Surface(0.08, 0.0, 0.0002, "H", False, False, "#BCD3E0"),
}

ROOFS: dict[RoofCover, Surface] = {
    RoofCover.GREEN_EXTENSIVE: Surface(0.20, 0.50, 0.02, "D", True, False, "#C2CFA6"),
    RoofCover.GREEN_INTENSIVE: Surface(0.20, 0.70, 0.05, "C", True, False, "#A9C08F"),
    RoofCover.COOL: Surface(0.70, 0.0, 0.001, "G", False, True, "#FAFAF7"),
    RoofCover.SOLAR: Surface(0.10, 0.0, 0.001, "G", False, True, "#5B6B80"),
}
