"""Build the layout once and write every data set."""

from __future__ import annotations

import sys
from pathlib import Path

from .addresses import write_addresses
from .bdtopo import write_bdtopo
from .cadastre import write_cadastre
from .layout import build_layout
from .lcz import write_lcz
from .noise import write_noise
from .ortho import write_ortho
from .plu import write_plu
from .readme import write_notice
from .rgealti import write_alti
from .street_trees import write_trees
from .terrain import build_terrain


def generate(target: Path) -> None:
    """Write the whole commune under ``target``."""
    target.mkdir(parents=True, exist_ok=True)
    layout = build_layout()
    terrain = build_terrain(layout)
    write_notice(target)
    write_bdtopo(layout, terrain, target)
    write_alti(terrain, target / "RGEALTI")
    write_ortho(layout, terrain, target / "BDORTHO")
    write_cadastre(layout, target / "cadastre")
    write_plu(layout, target)
    write_noise(layout, target / "bruit")
    write_lcz(layout, target / "lcz")
    write_trees(layout, target / "arbres")
    write_addresses(layout, target / "adresses")


def main() -> None:
    """Write to the folder named on the command line, or beside the script."""
    default = Path(__file__).resolve().parents[1] / "montreval"
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else default)
