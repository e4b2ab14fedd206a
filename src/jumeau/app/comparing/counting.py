"""What differs between the sides of a comparison, computed beside the window: words, no verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from jumeau.i18n import Translator
from jumeau.model.progress import Progress
from jumeau.model.project import Project
from jumeau.render.variant_words import side_colour, side_title

if TYPE_CHECKING:
    from jumeau.io.store import Payloads


class Line(NamedTuple):
    """A row: what is counted, and for each side but the first how it differs from that one."""

    title: str
    values: tuple[str, ...]
    notes: tuple[str, ...]
    differs: bool


class Counted(NamedTuple):
    """The table: the sides' names and colours, and its rows; the first side is the reference."""

    titles: tuple[str, ...]
    colours: tuple[str, ...]
    lines: tuple[Line, ...]

    def as_text(self, between: str = "\t") -> str:
        """Return the table as text in columns, with the notes in brackets."""
        rows = [("", *self.titles[1:])]
        for line in self.lines:
            told = (f"{v} ({n})" if n else v for v, n in zip(line.values, line.notes, strict=True))
            rows.append((line.title, *told))
        return "\n".join(between.join(_quoted(x, between) for x in row) for row in rows) + "\n"


def _quoted(text: str, between: str) -> str:
    special = between in text or '"' in text or "\n" in text
    return '"' + text.replace('"', '""') + '"' if special else text


class Ground:
    """The base that the counting rests on, kept while the layers stay as they are."""

    def __init__(self) -> None:
        self._kept: tuple[Any, Any] | None = None

    def of(self, project: Project, payloads: Payloads, progress: Progress) -> Any:
        """Return base, relief and surroundings; for worker threads."""
        from jumeau.render.shelf import Shelf
        from jumeau.render.variants.resolving import base_of
        from jumeau.variants.surroundings import Surroundings

        key = (project.layers, project.origin)
        if self._kept is None or self._kept[0] != key:
            base, relief = base_of(project, payloads, Shelf(), progress)
            self._kept = (key, (base, relief, Surroundings(project, payloads)))
        return self._kept[1]


def counted(
    project: Project,
    ids: tuple[str, ...],
    year: int,
    payloads: Payloads,
    ground: Ground,
    tr: Translator,
    progress: Progress,
) -> Counted:
    """Count what differs from the first of these variants; for worker threads."""
    from jumeau.model.variants import edits_shown
    from jumeau.variants.difference_rows import rows
    from jumeau.variants.differences import differences_of
    from jumeau.variants.resolving import resolve

    base, relief, around = ground.of(project, payloads, progress)
    resolved = [resolve(edits_shown(project, x, year), base) for x in ids]
    tables = [
        rows(
            differences_of(project, (ids[0], resolved[0]), (x, one), base, around, relief.field),
            tr,
        )
        for x, one in zip(ids[1:], resolved[1:], strict=True)
    ]
    by_key = [{row.key: row for row in table} for table in tables]
    keys = dict.fromkeys(row.key for table in tables for row in table)
    lines, nothing = [], tr("facts.value.same")
    for key in keys:
        found = [table.get(key) for table in by_key]
        title = next(x.title for x in found if x is not None)
        values = tuple("\N{EN DASH}" if x is None else x.value for x in found)
        notes = tuple("" if x is None else x.note for x in found)
        differs = any(x is not None and x.value != nothing for x in found)
        lines.append(Line(title, values, notes, differs))
    return Counted(
        tuple(side_title(project, x, year, tr) for x in ids),
        tuple(side_colour(project, x) for x in ids),
        tuple(lines),
    )
