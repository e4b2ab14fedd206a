"""A delivery of BD TOPO as IGN ships it, for a department: one commune of it becomes a project."""

from __future__ import annotations

import shutil
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
import shapely

from jumeau.errors import Cancelled, InputError, JumeauError
from jumeau.geometry.crs import Bounds, crs_of_new_project, reprojection, same
from jumeau.geometry.likely_crs import likely_crs
from jumeau.io import reading
from jumeau.io.current_file import SetAside, entering
from jumeau.io.keeping import Target, agreeing, keep_table
from jumeau.io.loading import CrsNeeded, Loaded, Rising
from jumeau.io.missing import MissingData, missing_data
from jumeau.io.packed import archives, bdtopo_files
from jumeau.io.places import data_folder
from jumeau.io.reading import Draft, Problem, Window
from jumeau.io.schemas.bdtopo import LAYERS
from jumeau.io.store import PayloadStore
from jumeau.model.layer import Layer
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Place, Project
from jumeau.model.roles import Role

__all__ = [
    "MARGIN", "Commune", "Delivery", "MissingData", "find_commune", "find_delivery",
    "load_commune", "missing_data", "search_communes",
]  # fmt: skip

MARGIN = 500.0
"""How far beyond the commune's limit features are kept [m]: nuisances do not stop at it."""


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of a delivery; ``bounds`` in the delivery's CRS [m]."""

    name: str
    insee: str
    bounds: Bounds
    population: int = 0


@dataclass(slots=True, eq=False)
class Delivery:
    """A delivery that was found: a folder, a GeoPackage or a .7z.

    Close it, or use it as a context manager: an archive is unpacked into a temporary folder.

    Attributes
    ----------
    path : Path
        What was dropped.
    files : dict
        Layer of BD TOPO to the file that holds it and the layer's name there; for an archive that
        is not unpacked yet, to the name of its member.
    others : tuple of Path
        Readable files of the folder that do not belong to the delivery.
    folder : Path or None
        Where an archive is unpacked; the program's own data folder where absent.
    """

    path: Path
    files: bdtopo_files.Places
    archive: bool = False
    others: tuple[Path, ...] = ()
    folder: Path | None = None
    _unpacked: Path | None = field(default=None, init=False)
    _communes: list[Commune] | None = field(default=None, init=False)

    def __enter__(self) -> Delivery:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove what was unpacked."""
        if self._unpacked is not None:
            shutil.rmtree(self._unpacked, ignore_errors=True)
            self._unpacked = None

    def open(self, progress: Progress = silent) -> None:
        """Unpack an archive's layers that the twin uses; a folder is ready as it is.

        Raises
        ------
        InputError
            ``archive.no_room``, ``archive.unreadable``…; nothing is left behind.
        """
        if not self.archive or self._unpacked is not None:
            return
        wanted = bdtopo_files.members_of(self.files, list(archives.members(self.path)))
        folder = self.folder or data_folder() / "unpacked"
        folder.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix="jumeau-", dir=folder))
        try:
            archives.unpack(self.path, wanted, place, progress)
            self.files = {k: (str(place / m), n) for k, (m, n) in self.files.items()}
            geopackage = next((f for f, _ in self.files.values() if f.endswith(".gpkg")), None)
            if geopackage is not None:
                self.files = bdtopo_files.of_geopackage(Path(geopackage))
            if "commune" not in self.files:
                raise InputError("delivery.no_commune_layer", path=self.path.name)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        self._unpacked = place

    def communes(self, progress: Progress = silent) -> list[Commune]:
        """Return the communes of the delivery, by name.

        Raises
        ------
        InputError
            When the layer ``commune`` cannot be read.
        """
        self.open(progress)
        if self._communes is None:
            draft, table = self.outlines()
            names = {k: table.column(v).to_pylist() for k, v in draft.columns}
            shapes = shapely.from_wkb(table.column("geometry").to_numpy(zero_copy_only=False))
            boxes = shapely.bounds(shapes).tolist()
            people = names.get("population") or [0] * len(boxes)
            found = [
                Commune(str(name), str(insee), (*box,), int(count or 0))
                for name, insee, box, count in zip(
                    names["name"], names["insee"], boxes, people, strict=True
                )
            ]
            self._communes = sorted(found, key=lambda c: plain(c.name))
        return self._communes

    def outlines(self) -> tuple[Draft, pa.Table]:
        """Return the layer ``commune``."""
        draft = next(iter(self.drafts("commune", None, silent)))
        table = draft.content
        if not isinstance(table, pa.Table) or not {"name", "insee"} <= set(dict(draft.columns)):
            raise InputError("delivery.no_commune_layer", path=self.path.name)
        return draft, table

    def drafts(self, layer: str, window: Window | None, progress: Progress) -> Iterator[Draft]:
        """Read one of the layers."""
        file, name = self.files[layer]
        for found in reading.read(Path(file), window, progress, [name]):
            if isinstance(found, Problem):
                raise found.error
            yield found


def find_delivery(path: Path, folder: Path | None = None) -> Delivery | None:
    """Find a delivery of BD TOPO; cheap, nothing is unpacked.

    Parameters
    ----------
    path : Path
        A folder as IGN ships it (at any depth), its GeoPackage, or a ``.7z``.
    folder : Path, optional
        Where an archive may be unpacked; the program's own data folder where absent.

    Returns
    -------
    Delivery or None
        None when there is no BD TOPO here with several communes to choose from.

    Raises
    ------
    InputError
        ``archive.unreadable``, ``archive.locked``, ``archive.split``.
    """
    try:
        entering(path)
    except SetAside:
        return None  # the reader will say why
    suffix = path.suffix.lower()
    if path.is_dir() or (suffix == ".gpkg" and path.is_file()):
        places = bdtopo_files.of_folder(path) if path.is_dir() else _layers_of(path)
        if not {"commune", "batiment"} <= set(places):
            return None
        if bdtopo_files.count_of_communes(places) < 2:
            return None  # cut to a commune already: there is nothing to ask
        others = bdtopo_files.beside(path, places) if path.is_dir() else []
        return Delivery(path, places, others=tuple(others))
    if suffix == ".001" and path.is_file():
        raise InputError("archive.split", path=path.name)
    if suffix == ".7z" and path.is_file():
        packed = bdtopo_files.of_members(list(archives.members(path)))
        return Delivery(path, packed, archive=True, folder=folder) if packed else None
    return None


def _layers_of(path: Path) -> bdtopo_files.Places:
    try:
        return bdtopo_files.of_geopackage(path)
    except InputError:
        return {}  # the reader will say what is wrong with it


def plain(text: str) -> str:
    """Return a name as it is searched: no accents, no hyphens, ``st`` written out."""
    bare = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    letters = "".join(c if c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    words = {"st": "saint", "ste": "sainte"}
    return " ".join(words.get(w, w) for w in letters.lower().split())


def find_commune(communes: Sequence[Commune], text: str) -> Commune:
    """Return the one commune that a name or an INSEE code means.

    Raises
    ------
    InputError
        ``delivery.commune_unknown`` when nothing fits, ``delivery.commune_ambiguous`` when several
        do and none bears exactly this name or code.
    """
    found = search_communes(communes, text)
    if not found:
        known = ", ".join(f"{c.name} ({c.insee})" for c in communes[:20])
        raise InputError("delivery.commune_unknown", name=text, known=known, count=len(communes))
    exact = [c for c in found if plain(text) in (plain(c.name), plain(c.insee))]
    if len(exact) != 1 and len(found) > 1:
        known = ", ".join(f"{c.name} ({c.insee})" for c in (exact or found)[:20])
        raise InputError("delivery.commune_ambiguous", name=text, known=known, count=len(found))
    return (exact or found)[0]


def search_communes(communes: Sequence[Commune], text: str) -> list[Commune]:
    """Return the communes that a name or an INSEE code may mean, the likeliest first.

    Parameters
    ----------
    communes : sequence of Commune
        Of a delivery.
    text : str
        As typed: accents, hyphens, apostrophes and case do not matter; a beginning suffices.
    """
    wanted = plain(text)
    if not wanted:
        return []
    code = wanted.replace(" ", "").upper()
    ranked = []
    for commune in communes:
        name = plain(commune.name)
        if wanted == name or code == commune.insee.upper():
            rank = 0
        elif name.startswith(wanted) or commune.insee.upper().startswith(code):
            rank = 1
        elif any(word.startswith(wanted) for word in name.split()):
            rank = 2
        elif wanted in name:
            rank = 3
        else:
            continue
        ranked.append((rank, len(name), name, commune))
    return [commune for *_, commune in sorted(ranked, key=lambda r: r[:3])]


def load_commune(
    delivery: Delivery,
    insee: str,
    margin: float,
    project: Project,
    store: PayloadStore,
    progress: Progress = silent,
) -> Loaded:
    """Load what lies in a commune, or within a margin of it, from the layers that the twin uses.

    Only the commune's box and margin are read; a feature is kept whole when it comes within the
    margin of the commune's limit.

    Parameters
    ----------
    delivery : Delivery
        As found by :func:`find_delivery`.
    insee : str
        INSEE code.
    margin : float
        Around the commune [m]; :data:`MARGIN` is usual.
    project : Project
        Without layers, or in the CRS that the layers shall have.
    store : PayloadStore
        Takes the payloads.
    progress : Progress
        May raise ``Cancelled``.

    Returns
    -------
    Loaded
        With the place.

    Raises
    ------
    InputError
        ``delivery.commune_unknown``, ``delivery.nothing``; what reading may raise.
    """
    rising = Rising(progress)
    delivery.open(part(rising, 0.0, 0.4))
    commune = next((c for c in delivery.communes() if c.insee == insee), None)
    if commune is None:
        known = ", ".join(f"{c.name} ({c.insee})" for c in delivery.communes()[:20])
        count = len(delivery.communes())
        raise InputError("delivery.commune_unknown", name=insee, known=known, count=count)
    draft, limit = _one_commune(delivery, insee)
    if draft.crs is None:
        name = Path(delivery.files["commune"][0]).name
        raise CrsNeeded((name,), likely_crs(commune.bounds), commune.bounds)
    target, vertical = project.crs, project.vertical
    if not project.layers:
        target, vertical = crs_of_new_project(commune.bounds, draft.crs)
    aim = Target(target, vertical)
    west, south, east, north = commune.bounds
    box = (west - margin, south - margin, east + margin, north + margin)
    window = Window(box, draft.crs, draft.crs)
    layers: list[Layer] = []
    problems: list[Problem] = []
    names = [name for name in LAYERS if name in delivery.files]
    for number, name in enumerate(names):
        whole = part(rising, 0.4, 1.0)
        step = part(whole, number / len(names), (number + 1) / len(names))
        step(0.0, "reading")
        try:
            read = [draft] if name == "commune" else delivery.drafts(name, window, step)
            for found in read:
                near = found if name == "commune" else within(found, limit, margin)
                if near is not None:
                    layers.append(keep_table(near, aim, draft.crs, store, rising.hold))
        except Cancelled:
            raise
        except JumeauError as error:
            if error.code not in ("vector.nothing_here", "vector.empty_layer"):
                problems.append(Problem.of(error, name))  # no river here is no fault
    if not any(layer.role is not Role.COMMUNE for layer in layers):
        raise InputError("delivery.nothing", path=delivery.path.name, commune=commune.name)
    bounds = commune.bounds
    if not same(draft.crs, target):
        bounds = reprojection(draft.crs, target).box(bounds)
    place = Place(commune.name, insee, margin, bounds)
    dated = tuple(agreeing(layers))
    return Loaded(dated, tuple(problems), target, vertical, place)


def _one_commune(delivery: Delivery, insee: str) -> tuple[Draft, shapely.Geometry]:
    """Return the layer ``commune`` cut to one, and its outline."""
    draft, table = delivery.outlines()
    codes = table.column(dict(draft.columns)["insee"]).to_pylist()
    table = table.filter(pa.array([str(code) == insee for code in codes]))
    shape = shapely.from_wkb(table.column("geometry")[0].as_py())
    west, south, east, north = shape.bounds
    bounds = (west, south, east, north)
    return replace(draft, content=table, bounds=bounds, left_out=(), repaired=()), shape


def within(draft: Draft, limit: shapely.Geometry, margin: float) -> Draft | None:
    """Return the features of a draft within a margin [m] of an outline; None where none is."""
    table = draft.content
    if not isinstance(table, pa.Table):
        return None
    shapes = shapely.from_wkb(table.column("geometry").to_numpy(zero_copy_only=False))
    shapely.prepare(limit)
    near = np.asarray(shapely.dwithin(limit, shapes, margin))
    if not near.any():
        return None
    if near.all():
        return draft
    west, south, east, north = shapely.total_bounds(shapes[near]).tolist()
    bounds = (west, south, east, north)
    return replace(draft, content=table.filter(pa.array(near)), bounds=bounds)
