"""A profile as a table that spreadsheets open, with what it was made of."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from jumeau.export.credits import source_lines
from jumeau.geometry.profile import Profile
from jumeau.i18n import Translator
from jumeau.io.atomic import writing
from jumeau.model.layer import Layer
from jumeau.model.project import Project, visible_certainty
from jumeau.model.provenance import Certainty, worst
from jumeau.model.view_state import ViewState


def profile_layers(project: Project, profile: Profile) -> tuple[Layer, ...]:
    """Return the layers that a profile shows: the ground, and what it crosses."""
    met = {layer for layer, _ in (*profile.blocks, *profile.trees)}
    ground = project.ground
    found = [x for x in project.layers if x.id in met]
    return (*found, *([ground] if ground is not None else []))


def profile_certainty(project: Project, view: ViewState, profile: Profile) -> Certainty:
    """Return the label of a profile: the worst of what it shows."""
    layers = profile_layers(project, profile)
    if any(x.provenance.invented for x in layers):
        return Certainty.ILLUSTRATION
    label = worst(x.certainty for x in layers) or visible_certainty(project, view)
    if project.ground is None:
        return Certainty.UNCERTAIN
    return label or Certainty.COMPUTED


def profile_rows(profile: Profile) -> list[dict[str, Any]]:
    """Return the places of a profile: distance, x, y, ground, surface [m], and on what it stands.

    At the foot of a wall there are two places at one distance.
    """
    over: list[str] = [""] * len(profile.s)
    for layer, x in profile.blocks:
        for a, b in x.s.tolist():
            for k in np.flatnonzero((profile.s >= a - 1e-6) & (profile.s <= b + 1e-6)).tolist():
                over[k] = f"{layer}:{x.row}"
    columns = (profile.s, *profile.place.T, profile.ground, profile.surface)
    names = ("distance", "x", "y", "ground", "surface")
    values = np.column_stack(columns).round(2).tolist()
    return [
        {**dict(zip(names, row, strict=True)), "feature": name}
        for row, name in zip(values, over, strict=True)
    ]


def profile_csv(
    path: Path, profile: Profile, project: Project, view: ViewState, tr: Translator
) -> None:
    """Write a profile as CSV: UTF-8 with a mark, semicolons, the language's decimal sign.

    The first lines tell the certainty and the sources.
    """
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    label = profile_certainty(project, view, profile)
    table.writerow([f"# {tr(f'certainty.{label}')}"])
    for line in source_lines(profile_layers(project, profile), tr):
        table.writerow([f"# {line}"])
    table.writerow([f"# {project.crs}"])
    heads = ("distance", "x", "y", "ground", "surface", "feature")
    table.writerow([tr(f"measuring.csv.{name}") for name in heads])
    for row in profile_rows(profile):
        table.writerow([_written(row[name], tr) for name in heads])
    with writing(path) as temporary:
        temporary.write_text(out.getvalue(), encoding="utf-8-sig", newline="")


def _written(value: Any, tr: Translator) -> str:
    if not isinstance(value, float):
        return str(value)
    text = f"{value:.2f}"
    return text.replace(".", ",") if tr.language == "fr" else text


def profile_sources(project: Project, profile: Profile, tr: Translator) -> tuple[str, ...]:
    """Return the sources of a profile, each once."""
    lines: Iterable[str] = source_lines(profile_layers(project, profile), tr)
    return tuple(lines)
