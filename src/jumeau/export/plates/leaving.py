"""What a board shares with every picture that leaves: layers, sources, labels, files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image

from jumeau import __version__
from jumeau.errors import InputError
from jumeau.export.credits import exported_layers, source_lines, without_internal
from jumeau.export.image import marked, write_png
from jumeau.export.plates.board import DPI, HEIGHT, MARGIN, SOFT, WIDTH, Board
from jumeau.i18n import Translator
from jumeau.io.atomic import writing
from jumeau.model.layer import Layer
from jumeau.model.project import Project
from jumeau.model.provenance import Certainty, worst
from jumeau.model.roles import Role
from jumeau.model.variant import TODAY
from jumeau.model.variants import variant_of
from jumeau.model.view_state import ViewState
from jumeau.render.variant_words import is_undecided
from jumeau.simulation.sun.position import MODEL

SMALL = 25
"""Letters at the foot [pixels]: 3 mm."""
FOOT = 200
QUALITY = 94


@dataclass(frozen=True, slots=True, eq=False)
class Leaving:
    """What leaves: the project as others may see it, the views, their sources.

    Attributes
    ----------
    views : tuple of ViewState
        One a side, with what may not be seen hidden.
    sources : tuple of str
        All of them, then the methods.
    certainty : Certainty
        The worst of what is shown; found once there is a scene: :func:`labelled`.
    terms : str
        What must be known before the board is used; empty where all is decided.
    trees : bool
        Whether trees are shown at all.
    """

    project: Project
    views: tuple[ViewState, ...]
    sources: tuple[str, ...]
    certainty: Certainty
    terms: str
    trees: bool
    internal: bool


def leaving(
    project: Project, views: tuple[ViewState, ...], tr: Translator, *, internal: bool
) -> Leaving:
    """Return what of a project may leave.

    Raises
    ------
    InputError
        ``export.nothing``, ``export.year_missing``, ``variant.unknown``.
    """
    shown: dict[str, Layer] = {}
    kept_views = []
    for view in views:
        for variant in view.variants:
            if variant != TODAY and variant_of(project, variant) is None:
                known = ", ".join(x.title for x in project.variants) or "\N{EN DASH}"
                raise InputError("variant.unknown", name=variant, known=known)
        layers = exported_layers(project, view, tr, internal=internal)
        shown |= {layer.id: layer for layer in layers}
        kept = {layer.id for layer in layers}
        hidden = tuple(sorted(x.id for x in project.layers if x.id not in kept))
        kept_views.append(msgspec.structs.replace(view, hidden=hidden))
    left_out = 0
    if not internal:
        project, left_out = without_internal(project, kept_views)
    sources = source_lines(tuple(shown.values()), tr)
    if left_out:
        sources = (*sources, tr("comparing.models_left_out"))
    terms = ""
    if any(is_undecided(project, view) for view in kept_views):
        terms = f"{tr('picture.under_study')}. {tr('comparing.not_contractual')}."
    trees = any(x.role in (Role.TREE, Role.CANOPY) for x in shown.values())
    return Leaving(
        project, tuple(kept_views), sources, Certainty.COMPUTED, terms,
        trees and views[0].switches.trees, internal,
    )  # fmt: skip


def labelled(what: Leaving, labels: Iterable[Certainty]) -> Leaving:
    """Return what leaves with the worst of the labels of its sides."""
    return replace(what, certainty=worst(labels) or Certainty.COMPUTED)


def format_of(path: Path) -> str:
    """Return ``.pdf`` or ``.png``.

    Raises
    ------
    InputError
        ``plates.format`` for another end of the name.
    """
    ending = path.suffix.lower()
    if ending not in (".pdf", ".png"):
        raise InputError("plates.format", got=path.name)
    return ending


def method_words(what: Leaving, zone: str, tr: Translator) -> str:
    """Return how the shade was computed, and what is not in it."""
    told = tr("plates.method", model=MODEL, zone=zone)
    return told if what.trees else f"{told} {tr('plates.no_trees')}"


def foot(board: Board, what: Leaving, method: str, tr: Translator) -> None:
    """Write certainty, method and sources at the foot of a board, all in one size."""
    y: float = HEIGHT - MARGIN - FOOT + 34
    board.rule(y - 26)
    width = WIDTH - 2 * MARGIN
    label = tr(f"certainty.{what.certainty.value}")
    head = " · ".join(x for x in (label, what.terms.rstrip(".")) if x)
    y = board.lines((MARGIN, y), head, SMALL, width, 1, bold=True)
    y = board.lines((MARGIN, y), method, SMALL, width, 3, ink=SOFT)
    named = tr("export.internal") if what.internal else tr("export.sources")
    told = " · ".join(x.rstrip(".") for x in what.sources)
    made = tr("export.made_with", version=__version__)
    board.lines((MARGIN, y), f"{named} {told}. {made}", SMALL, width, 3, ink=SOFT)


def write_boards(
    boards: list[tuple[str, Board]],
    path: Path,
    what: Leaving,
    title: str,
    text: str,
    tr: Translator,
    more: dict[str, Any],
) -> dict[str, Any]:
    """Write boards to one PDF, or each to a PNG, as the file's name ends; return what was written.

    Parameters
    ----------
    boards : list of (name, Board)
        In their order; the names are added to those of the files where there are several.
    path : Path
        What is not decided says so in its name.
    title, text : str
        Of the document; in words, for those who do not see it.
    more : dict
        What the record says besides.

    Raises
    ------
    InputError
        ``plates.format`` for another end than .pdf and .png.
    """
    ending = format_of(path)
    path = marked(path, what.project, list(what.views), tr)
    record: dict[str, Any] = {
        "path": str(path),
        "size": [WIDTH, HEIGHT],
        "boards": [name for name, _ in boards],
        "certainty": what.certainty.value,
        "sources": list(what.sources),
        "alternative_text": text,
        "internal": what.internal,
        **more,
    }
    if ending == ".pdf":
        _write_pdf(path, [board for _, board in boards], title, text, what)
        return record
    paths = []
    for name, board in boards:
        named = path if len(boards) == 1 else path.with_name(f"{path.stem}-{name}{path.suffix}")
        write_png(named, board.pixels, title, text, what.sources, record, what.terms)
        paths.append(str(named))
    if len(paths) > 1:
        record |= {"path": paths[0], "paths": paths}
    return record


def _write_pdf(path: Path, boards: list[Board], title: str, text: str, what: Leaving) -> None:
    images: list[Image.Image] = [board.image for board in boards]
    path.parent.mkdir(parents=True, exist_ok=True)
    words = "; ".join(x for x in (what.terms, *what.sources) if x)
    with writing(path) as temporary, open(temporary, "wb") as file:
        images[0].save(
            file, format="PDF", save_all=True, append_images=images[1:], resolution=DPI,
            title=title, subject=text, keywords=words, creator=f"Jumeau {__version__}",
            producer=f"Jumeau {__version__}", quality=QUALITY,
        )  # fmt: skip
