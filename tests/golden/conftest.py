"""Lets these tests use the village of the unit tests of the picture."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "unit" / "render"))
