"""RGE ALTI deliveries: ASCII tiles in 7z archives, in IGN's naming and half-cell offset."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np
import py7zr

from .constants import ALTI_EDITION, DEPARTMENT, EPOCH, INVENTED, X0, Y0
from .terrain import Terrain


def _tile(terrain: Terrain, km_x: int, km_y_top: int, cell: int) -> str:
    """Text of one square kilometre; ``km_y_top`` is the northern edge, local kilometres."""
    count = 1000 // cell
    row0 = 3000 - km_y_top * 1000
    rows = slice(row0, row0 + 1000, cell)
    cols = slice(km_x * 1000, km_x * 1000 + 1000, cell)
    values = terrain.grid[rows, cols]
    west = X0 + km_x * 1000 - cell / 2
    south = Y0 + km_y_top * 1000 - 1000 + cell / 2
    head = [
        f"ncols        {count}", f"nrows        {count}", f"xllcorner    {west:.12f}",
        f"yllcorner    {south:.12f}", f"cellsize     {cell:.12f}", "NODATA_value  -99999.00",
    ]  # fmt: skip
    body = [" " + " ".join(f"{v:.2f}" for v in row) for row in np.asarray(values)]
    return "\n".join(head + body) + "\n"


def _archive(target: Path, members: dict[str, str]) -> None:
    """Write a 7z file whose members all carry the pinned time."""
    with tempfile.TemporaryDirectory() as folder, py7zr.SevenZipFile(target, "w") as archive:
        for name, text in members.items():
            path = Path(folder) / Path(name).name
            path.write_text(text, encoding="utf-8", newline="\n")
            path.chmod(0o644)
            os.utime(path, (EPOCH, EPOCH))
            archive.write(path, name)


def write_alti(terrain: Terrain, target: Path) -> list[Path]:
    """Write the 5 m tiles of the whole square and one 1 m tile over the centre."""
    target.mkdir(parents=True, exist_ok=True)
    readme = f"{INVENTED}.\nAucune valeur ne décrit un lieu réel.\n"
    written = []
    jobs = ((5, [(x, y) for x in range(3) for y in (1, 2, 3)]), (1, [(1, 2)]))
    for cell, tiles in jobs:
        name = f"RGEALTI_2-0_{cell}M_ASC_LAMB93-IGN69_D0{DEPARTMENT}_{ALTI_EDITION}"
        inner = (
            f"{name}/RGEALTI/1_DONNEES_LIVRAISON_2023-08-00099/"
            f"RGEALTI_MNT_{cell}M_ASC_LAMB93_IGN69_D0{DEPARTMENT}"
        )
        members = {f"{name}/LISEZ-MOI.txt": readme}
        for x, y in tiles:
            file = f"RGEALTI_FXX_{700 + x:04d}_{6500 + y:04d}_MNT_LAMB93_IGN69.asc"
            members[f"{inner}/{file}"] = _tile(terrain, x, y, cell)
        path = target / f"{name}.7z"
        _archive(path, members)
        written.append(path)
    return written
