"""Where PROJ finds grids of datum shifts and geoids: shipped ones, and those the user adds.

pyproj's wheels carry none, and nothing is ever fetched from the network. NTF to RGF93 is shipped.
A geoid (``fr_ign_RAF20.tif``, ``fr_ign_RAC23.tif``…) that the user puts into the folder ``proj``
beside the program's own data is used from the next start on.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs
from pyproj import datadir, network

SHIPPED = Path(__file__).resolve().parents[1] / "assets" / "proj"


def user_grids() -> Path:
    """Return the folder where a user may put grids: ``$JUMEAU_DATA_DIR/proj``, or the user's."""
    named = os.environ.get("JUMEAU_DATA_DIR")
    return Path(named or platformdirs.user_data_dir("jumeau", appauthor=False)) / "proj"


def use_grids() -> None:
    """Let PROJ look into both folders, and nowhere beyond this machine."""
    network.set_network_enabled(False)  # type: ignore[attr-defined]
    known = datadir.get_data_dir().split(os.pathsep)
    for folder in (SHIPPED, user_grids()):
        if str(folder) not in known:
            datadir.append_data_dir(str(folder))
