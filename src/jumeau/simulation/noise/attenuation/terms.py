"""Terms of the attenuation that explanations show [dB]: rows that the kernel fills."""

from __future__ import annotations

DIVERGENCE, AIR_TERM, WALLS_TERM = range(3)
"""Rows of what both conditions share: A_div, A_atm, absorption of the reflecting walls."""

(
    BOUNDARY,
    GROUND,
    SCREEN,
    GROUND_SO,
    GROUND_OR,
    SCREEN_S,
    SCREEN_R,
    CHANGED_SO,
    CHANGED_OR,
    RETRO,
    W_TERM,
    CF_TERM,
) = range(12)
"""Rows of one condition, after :data:`HOMOGENEOUS` or :data:`FAVOURABLE`: A_boundary (A_dif where
something diffracts, else the ground); A_ground of the whole path; the pure diffraction; A_ground
from the source to the first edge and from the last one to the receiver; diffractions from the image
source and to the image receiver; both Δ_ground; retro-diffraction; w and Cf of the whole path (no
dB)."""

HOMOGENEOUS, FAVOURABLE = 3, 15
TERMS = 27
"""Rows in all; NaN where a term does not exist."""
