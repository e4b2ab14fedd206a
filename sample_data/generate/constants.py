"""Names, codes, dates and the frame of the invented commune."""

from __future__ import annotations

SEED = 99901
INVENTED = "Donnée inventée – commune fictive de démonstration Jumeau"
INVENTED_SHORT = "Donnée inventée (démonstration Jumeau)"

COMMUNE = "Montreval-sur-Lise"
INSEE = "99901"
DEPARTMENT = "99"
POSTCODE = "99010"
RIVER = "la Lise"

X0, Y0 = 700_000.0, 6_500_000.0
"""Lambert-93 coordinates (m) of the south-west corner; layouts are local to it."""
SIZE = 3000.0
"""Side (m) of the square that all data covers."""
CRS = "EPSG:2154"

BDTOPO_EDITION = "2025-06-15"
ALTI_EDITION = "2023-08-10"
ORTHO_YEAR = "2024"
PLU_DATE = "20240312"
TIMESTAMP = "2025-06-15T00:00:00.000Z"
CREATED = "2019-04-03 07:04:02"
MODIFIED = "2025-03-18 09:12:41"
EPOCH = 1_749_945_600
"""Seconds since 1970 of 2025-06-15, the pinned time of archive members."""
