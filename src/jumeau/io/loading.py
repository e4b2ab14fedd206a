"""From files to layers of a project; what states no CRS is asked about, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from jumeau.errors import Cancelled, InputError, JumeauError
from jumeau.geometry.crs import (
    Bounds,
    crs_of_new_project,
    grid_factors,
    name_of,
    reprojection,
    same,
    split,
)
from jumeau.geometry.likely_crs import CrsCandidate, likely_crs
from jumeau.io import reading
from jumeau.io.formats import READ_THROUGH, format_of, reader_of
from jumeau.io.ground import estimate_ground
from jumeau.io.keeping import Target, agreeing, keep
from jumeau.io.packed.sources import Sources, opened_sources
from jumeau.io.packed.tiles import unpacked_tiles
from jumeau.io.points import reader as points
from jumeau.io.points.reader import PointFile
from jumeau.io.rasters.reader import Tile, drafts, examine
from jumeau.io.reading import Draft, Facts, Problem, Window
from jumeau.io.store import PayloadStore
from jumeau.io.vectors.drafts import facts_of
from jumeau.model.layer import Layer
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Place, Project, add_layers, replaced

__all__ = ["CrsNeeded", "Loaded", "estimate_ground", "grow", "load"]

AROUND = 1000.0
"""How far rasters go beyond a commune that is there already [m]."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Layers in the project's CRS, their payloads in the store; the project is not yet changed.

    Attributes
    ----------
    crs, vertical : str
        What the project has, or what a project without layers takes.
    place : Place or None
        The commune, where a delivery was loaded.
    """

    layers: tuple[Layer, ...]
    problems: tuple[Problem, ...]
    crs: str
    vertical: str
    place: Place | None = None


class CrsNeeded(InputError):  # noqa: N818 - it is a question
    """Files state no CRS: the user is asked.

    Attributes
    ----------
    files : tuple of str
        Names of the files.
    candidates : tuple of CrsCandidate
        CRSs that would fit, the likeliest first; perhaps none.
    bounds : tuple of float or None
        Of the coordinates as they stand.
    """

    def __init__(
        self,
        files: tuple[str, ...],
        candidates: tuple[CrsCandidate, ...],
        bounds: Bounds | None = None,
    ) -> None:
        names = ", ".join(files)
        likely = candidates[0].code if candidates else "EPSG:2154"
        listed = ", ".join(f"{c.code} ({c.name})" for c in candidates) or "–"
        super().__init__(
            "crs.needed", path=names, count=len(files), likely=likely, candidates=listed
        )
        self.files = files
        self.candidates = candidates
        self.bounds = bounds

    def __reduce__(self) -> tuple[object, ...]:
        return (CrsNeeded, (self.files, self.candidates, self.bounds))


@dataclass(slots=True)
class _Sorted:
    """Sources by kind, with what is known of them at a glance."""

    facts: dict[Path, list[Facts]] = field(default_factory=dict)
    tiles: list[Tile] = field(default_factory=list)
    clouds: list[PointFile] = field(default_factory=list)
    drafts: dict[Path, list[Draft | Problem]] = field(default_factory=dict)
    archives: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def load(
    sources: Sequence[Path],
    project: Project,
    store: PayloadStore,
    *,
    crs: str | None = None,
    bounds: Bounds | None = None,
    progress: Progress = silent,
) -> Loaded:
    """Load files, folders and archives.

    Parameters
    ----------
    sources : sequence of Path
        Files, or folders that are looked through; opened read-only. Terrain tiles of one CRS, and
        pictures of one CRS, become one mosaic each.
    project : Project
        Its CRS is the target; a project without layers takes the official one of the place, or
        the first layer's own outside France. Where the project has a commune, rasters are cut
        1 km around what it holds.
    store : PayloadStore
        Takes the payloads.
    crs : str, optional
        CRS of the files that state none, and of those alone.
    bounds : tuple of float, optional
        The part that is wanted [m], in the project's CRS.
    progress : Progress
        May raise ``Cancelled``.

    Returns
    -------
    Loaded
        The layers, and what went wrong with the sources that gave none.

    Raises
    ------
    CrsNeeded
        When files state no CRS and ``crs`` is absent.
    InputError
        When no source could be used: the first one's error.
    Cancelled
        Nothing was added to the project; the store may hold payloads that nobody names.
    """
    assumed = split(crs)[0] if crs else None
    with ExitStack() as stack:
        opened = stack.enter_context(opened_sources(sources, store, part(progress, 0.0, 0.2)))
        found = _sorted(opened, part(progress, 0.2, 0.25))
        where = bounds or _around(project, found)
        for number, archive in enumerate(found.archives):
            step = part(progress, 0.25, 0.25 + 0.15 * (number + 1) / len(found.archives))
            with _noting(found.problems, archive.name):
                tiles = stack.enter_context(unpacked_tiles(archive, where, store, step))
                found.tiles += [tile for path in tiles for tile in examine(path)]
        pictures = [*drafts(found.tiles), *points.drafts(found.clouds)]
        assumed = _settled(assumed, project, found, pictures)
        target = Target(*_target(project, found, pictures, assumed))
        window = Window(bounds, target.crs, assumed or "") if bounds is not None else None
        cut = bounds or (_around(project, _Sorted()) if project.place else None)
        share = 0.5 if pictures and found.facts else 1.0 if found.facts else 0.0
        rest = part(progress, 0.4 if found.archives else 0.25, 1.0)
        rising = Rising(part(rest, 0.0, share))
        layers = _tables(found, opened, window, target, assumed, store, cut, rising)
        for number, draft in enumerate(pictures):
            span = (1 - share) / len(pictures)
            step = part(rest, share + span * number, share + span * (number + 1))
            draft = opened.named(draft)
            with _noting(found.problems, draft.provenance.sources[0].name):
                layers.append(keep(draft, target, assumed, store, cut, step))
    progress(1.0, "storing")
    if not layers and found.problems:
        raise found.problems[0].error
    return Loaded(tuple(agreeing(layers)), tuple(found.problems), target.crs, target.vertical)


def grow(project: Project, loaded: Loaded) -> Project:
    """Return the project with what was loaded on top; an empty project takes its CRS."""
    if not project.layers:
        project = replaced(project, crs=loaded.crs, vertical=loaded.vertical)
    if loaded.place is not None:
        project = replaced(project, place=loaded.place)
    grown = add_layers(project, loaded.layers)
    if grown.origin != project.origin:
        scale, convergence = grid_factors(grown.crs, *grown.origin[:2])
        grown = replaced(grown, grid_scale=scale, convergence=convergence)
    return grown


class Rising:
    """A progress that never falls, whatever the parts of a job report."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._last = progress, 0.0

    def __call__(self, fraction: float, step: str = "") -> None:
        """Report a fraction, or the highest one so far."""
        self._last = max(self._last, fraction)
        self._progress(self._last, step)

    def hold(self, fraction: float, step: str = "") -> None:
        """Report a step that is too short to be measured."""
        self._progress(self._last, step)


class _noting:  # noqa: N801 - reads as a word in a with statement
    """Turn an error into a problem of one source; a wish to stop passes."""

    def __init__(self, problems: list[Problem], source: str) -> None:
        self._problems, self._source = problems, source

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, at: object) -> bool:
        if isinstance(error, JumeauError) and not isinstance(error, Cancelled | CrsNeeded):
            self._problems.append(Problem.of(error, self._source))
            return True
        return False


def _sorted(opened: Sources, progress: Progress) -> _Sorted:
    """Tell features, rasters and point clouds apart, and look at each."""
    found = _Sorted(archives=list(opened.tiles), problems=list(opened.problems))
    for number, path in enumerate(opened.files):
        progress(number / len(opened.files), "reading")
        with _noting(found.problems, opened.label(path)):
            if format_of(path) == "raster":
                reader_of(path)
                found.tiles += examine(path)
            elif format_of(path) == "points":
                reader_of(path)
                found.clouds.append(points.examine(path))
            elif format_of(path) in READ_THROUGH:
                step = part(progress, number / len(opened.files), (number + 1) / len(opened.files))
                found.drafts[path] = list(reading.read(path, None, step))
                found.facts[path] = facts_of(path, found.drafts[path])
            else:
                found.facts[path] = reading.describe(path)
    return found


def _tables(
    found: _Sorted,
    opened: Sources,
    window: Window | None,
    target: Target,
    assumed: str | None,
    store: PayloadStore,
    cut: Bounds | None,
    progress: Rising,
) -> list[Layer]:
    """Read and keep the features of all files; what fails is noted."""
    layers: list[Layer] = []
    sizes = {path: max(1, path.stat().st_size) for path in found.facts}
    total, done = sum(sizes.values()), 0
    for path, size in sizes.items():
        step = part(progress, done / total, (done + size) / total)
        done += size
        with _noting(found.problems, opened.label(path)):
            ready = found.drafts.pop(path, None) if window is None else None
            for draft in reading.read(path, window, step) if ready is None else ready:
                if isinstance(draft, Problem):
                    found.problems.append(draft)
                else:
                    draft = opened.named(draft, path)
                    layers.append(keep(draft, target, assumed, store, cut, progress.hold))
    return layers


def _around(project: Project, found: _Sorted) -> Bounds | None:
    """Return where tiles are wanted: 1 km around what there is; None when that is unknown."""
    boxes = [project.bounds] if project.bounds else []
    for facts in (f for several in found.facts.values() for f in several):
        if facts.bounds is not None and facts.crs is not None:
            place = crs_of_new_project(facts.bounds, facts.crs)[0]
            target = project.crs if project.layers else place
            way = reprojection(facts.crs, target)
            boxes.append(facts.bounds if same(facts.crs, target) else way.box(facts.bounds))
    if not boxes:
        return None
    return (
        min(b[0] for b in boxes) - AROUND,
        min(b[1] for b in boxes) - AROUND,
        max(b[2] for b in boxes) + AROUND,
        max(b[3] for b in boxes) + AROUND,
    )


def _settled(
    assumed: str | None, project: Project, found: _Sorted, pictures: Sequence[Draft]
) -> str | None:
    """Return the CRS of what states none; ask where nobody has said."""
    if assumed is not None:
        return assumed
    laid = [(f.source.name, f.crs, f.bounds) for fs in found.facts.values() for f in fs]
    laid += [(s.name, d.crs, d.bounds) for d in pictures for s in d.provenance.sources]
    mute = [(name, box) for name, crs, box in laid if crs is None and box is not None]
    if not mute:
        return None
    joint = _joint(box for _, box in mute)
    beside = [(crs, box, "beside") for _, crs, box in laid if crs is not None and box is not None]
    if project.bounds is not None:
        beside.insert(0, (project.crs, project.bounds, "project"))
    near = [(crs, why) for crs, box, why in beside if _touch(box, joint)]
    candidates = [CrsCandidate(crs, name_of(crs), why) for crs, why in dict(near).items()]
    known = {c.code for c in candidates}
    candidates += [c for c in likely_crs(joint) if c.code not in known]
    raise CrsNeeded(tuple(dict.fromkeys(name for name, _ in mute)), tuple(candidates), joint)


def _joint(boxes: Iterable[Bounds]) -> Bounds:
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _touch(a: Bounds, b: Bounds) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def _target(
    project: Project, found: _Sorted, pictures: Sequence[Draft], assumed: str | None
) -> tuple[str, str]:
    """Return the project's CRS, or the one that a project without layers takes."""
    if project.layers:
        return project.crs, project.vertical
    laid = [(f.bounds, f.crs, f.vertical) for several in found.facts.values() for f in several]
    laid += [(draft.bounds, draft.crs, draft.vertical) for draft in pictures]
    for box, crs, vertical in laid:
        own = crs or assumed
        if box is not None and own is not None:
            return crs_of_new_project(box, own, vertical)
    return project.crs, project.vertical
