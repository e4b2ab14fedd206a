"""From a file to a model of the project: what the process that reads does."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

from jumeau import __version__
from jumeau.errors import InputError
from jumeau.io.current_file import entering
from jumeau.io.formats import extension, format_of
from jumeau.io.models.found import Oddity, ReadModel
from jumeau.io.models.glb import write_glb
from jumeau.io.models.placing import NEAR, Suggested, away_from, on_project, suggested_by_grid
from jumeau.io.models.raw import Part, Raw
from jumeau.io.models.shaping import (
    HIGHEST,
    LARGEST,
    SMALLEST,
    UNITS,
    Shape,
    box_of,
    likely_unit,
    likely_up,
    odd_edges,
    shaped,
    upright,
    usable,
)
from jumeau.io.models.shell import outer
from jumeau.io.store import PayloadStore, sha256_of
from jumeau.model.payload import PayloadKind
from jumeau.model.placed_model import Model
from jumeau.model.progress import Progress, part
from jumeau.model.project import Project
from jumeau.model.provenance import Provenance, SourceFile, Transformation

HEAVY = 400_000
"""Triangles from which a model slows small computers down."""
SUFFIXES = (".gltf", ".glb", ".obj", ".ifc", ".json", ".jsonl", ".gml")
"""What can be placed; ``.json`` and ``.gml`` where they hold a city model."""


def convert(
    path: Path,
    project: Project,
    store: PayloadStore,
    progress: Progress,
    *,
    unit: str = "",
    up: str = "",
) -> ReadModel:
    """Read a model and put it into the store; parameters as for ``read_model``."""
    entering(path)
    if not path.is_file():
        raise InputError("file.not_found", path=path)
    progress(0.0, "reading")
    raw = _raw(path, part(progress, 0.0, 0.6))
    odd: list[Oddity] = []
    parts = usable(raw)
    if not parts:
        raise InputError("models.empty", path=path.name)
    up_open = not raw.up
    axis = up or raw.up or likely_up(parts)
    if not (raw.up == "z" and not up):
        parts = upright(parts, axis)
    unit, unit_from = _unit(raw, parts, unit, odd)
    metres = UNITS[unit]
    if not raw.whole:
        parts, hidden = outer(
            [replace(x, xyz=x.xyz * metres) for x in parts], part(progress, 0.6, 0.85)
        )
        parts = [replace(x, xyz=x.xyz / metres) for x in parts]
        if hidden:
            raw.tally.out("model_hidden", *[""] * hidden)
    progress(0.85, "reading")
    shape, place, done = _placed(raw, parts, metres, path, project, odd)
    _look_over(raw, shape, odd)
    progress(0.92, "storing")
    target = store.temporary(".glb")
    try:
        write_glb(target, shape.parts, raw.pictures)
        ref = store.adopt(target, PayloadKind.MODEL, part(progress, 0.92, 1.0))
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    left = [(f"left_out.{k}", str(len(v))) for k, v in raw.tally.left_out.items()]
    source = SourceFile(path.name, path.stat().st_size, sha256_of(path))
    model = Model(
        ref,
        tuple((round(x, 3), round(y, 3)) for x, y in shape.ring.tolist()),
        round(shape.low, 3),
        round(shape.high, 3),
        shape.triangles,
        datetime.date.today().isoformat(),
        Provenance(
            sources=(source,),
            transformations=tuple(done),
            parameters=(("unit", unit), ("unit_from", unit_from), ("up", axis), *left),
            program=f"Jumeau {__version__}",
        ),
    )
    near = place is not None and place.away <= NEAR
    return ReadModel(
        model,
        shape.size,
        unit,
        unit_from,
        axis,
        up_open,
        place.place if place is not None and near else None,
        place.rotation if place is not None and near else 0.0,
        place.altitude if place is not None and near else None,
        0.0 if place is None else place.away,
        tuple(odd),
    )


def _raw(path: Path, progress: Progress) -> Raw:
    """Read a file by what it is.

    Raises
    ------
    InputError
        ``models.format`` for a file that holds no model, and what its reader raises.
    """
    suffix = extension(path)
    kind = {".ifc": "ifc", ".obj": "mesh", ".glb": "mesh", ".gltf": "mesh"}.get(suffix)
    kind = kind or format_of(path)
    if kind == "ifc":
        from jumeau.io.models.from_ifc import read_ifc

        return read_ifc(path, progress)
    if kind == "mesh" and suffix == ".obj":
        from jumeau.io.models.from_surfaces import read_obj_model

        return read_obj_model(path, progress)
    if kind == "mesh":
        from jumeau.io.models.from_gltf import read_gltf

        return read_gltf(path, progress)
    if kind in ("cityjson", "citygml"):
        from jumeau.io.models.from_surfaces import read_city_model

        return read_city_model(path, progress)
    raise InputError("models.format", path=path.name, suffix=path.suffix or path.name)


def _unit(raw: Raw, parts: list[Part], asked: str, odd: list[Oddity]) -> tuple[str, str]:
    """Return the unit of the coordinates, and who says so."""
    if asked:
        return asked, "user"
    box = box_of(parts)
    size = box[1] - box[0]
    said = next((k for k, v in UNITS.items() if abs(v - raw.unit) < 1e-6), "m")
    if raw.place is not None and raw.place.east == 0.0 and raw.unit == 1.0:
        return said, "file" if raw.unit_said else "guess"  # coordinates of a map
    if raw.unit_said and raw.unit != 1.0:
        return said, "file"
    found = likely_unit(size)
    if found == "m":
        return "m", "file" if raw.unit_said else "guess"
    wide = round(float(max(size[:2])))
    odd.append(Oddity("unit_guessed", {"unit": found, "wide": wide}))
    return found, "guess"


def _placed(
    raw: Raw,
    parts: list[Part],
    metres: float,
    path: Path,
    project: Project,
    odd: list[Oddity],
) -> tuple[Shape, Suggested | None, list[Transformation]]:
    """Return the model in the project's form, where its file puts it, and what was transformed."""
    place, done = raw.place, list[Transformation]()
    if place is None:
        return shaped(parts, metres, path.name, cellar=True), None, done
    if place.east == 0.0 and place.north == 0.0:  # every vertex has coordinates of a map
        parts, done, crs, guessed = on_project(parts, place, metres, project)
        shape = shaped(parts, 1.0 if crs else metres, path.name, cellar=False)
        if not crs:
            odd.append(Oddity("no_crs"))
            return shape, None, done
        x, y, z = shape.foot
        where = Suggested((x, y), 0.0, z, crs, guessed, False, away_from(project, (x, y)))
    else:
        shape = shaped(parts, metres, path.name, cellar=True)
        found = suggested_by_grid(place, shape.foot, project)
        if found is None:
            odd.append(Oddity("no_crs"))
            return shape, None, done
        where, done = found
    if where.away > NEAR:
        odd.append(Oddity("far", {"km": round(where.away / 1000)}))
    elif where.guessed:
        odd.append(Oddity("crs_guessed", {"crs": where.crs}))
    elif where.rough:
        odd.append(Oddity("rough"))
    return shape, where, done


def _look_over(raw: Raw, shape: Shape, odd: list[Oddity]) -> None:
    """Note what is odd about a model that is read."""
    wide, deep, high = shape.size
    if max(wide, deep) > LARGEST or high > 2 * HIGHEST or max(wide, deep, high) < SMALLEST:
        fields = {"wide": round(max(wide, deep), 2), "high": round(high, 2)}
        odd.append(Oddity("size", {k: float(v) for k, v in fields.items()}))
    crossing = odd_edges(shape.parts) if raw.mesh else 0
    if crossing:
        odd.append(Oddity("edges", {"count": crossing}))
    if shape.triangles > HEAVY:
        odd.append(Oddity("heavy", {"count": shape.triangles}))
    for reason, names in raw.tally.left_out.items():
        few = ", ".join(dict.fromkeys(x for x in names[:4] if x))
        odd.append(Oddity(f"left.{reason}", {"count": len(names), "names": few}))
