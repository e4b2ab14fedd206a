"""The command ``variant``: what the window does with variants, with the same functions."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import msgspec

from jumeau.cli.output import print_json, print_lines, progress_for
from jumeau.errors import InputError
from jumeau.i18n import Translator
from jumeau.io.projects.project_file import read_project, temporary_folder
from jumeau.io.store import Store
from jumeau.model.edits import Edit, tag_of
from jumeau.model.project import Project
from jumeau.model.provenance import Access
from jumeau.model.variant import TODAY, Cost, Variant
from jumeau.model.variants import (
    edits_shown,
    variant_of,
)
from jumeau.render.variants.resolving import base_of
from jumeau.variants.base import Base
from jumeau.variants.difference_rows import cost_words, rows
from jumeau.variants.differences import differences_of
from jumeau.variants.edit_words import bare
from jumeau.variants.history import changed_since, since_words
from jumeau.variants.remarks import Remark, remark_words, remarks
from jumeau.variants.resolved import Resolved
from jumeau.variants.resolving import resolve
from jumeau.variants.surroundings import Surroundings

_TODAY = ("today", "aujourd_hui", "aujourdhui", "0")


# -- looking ---------------------------------------------------------------------------------------


def list_all(options: argparse.Namespace, tr: Translator) -> int:
    """List the variants of a project."""
    with read(options.project) as (project, _):
        if options.json:
            print_json({"variants": [record_of(x) for x in project.variants]})
            return 0
        lines = [
            tr.count("facts.cli.line", len(x.edits), id=x.id, title=x.title or x.id,
                     status=tr(f"variants.status.{x.status.value}"))
            for x in project.variants
        ]  # fmt: skip
        print_lines(*(lines or [tr("facts.cli.none")]))
    return 0


def show(options: argparse.Namespace, tr: Translator) -> int:
    """Tell what a variant is made of, what it could not do, and what is to be looked at."""
    with read(options.project) as (project, store):
        variant = variant_named(project, options.variant)
        since = _since(variant, options, tr)
        site = _Site.of(project, store, tr)
        resolved = site.resolved(variant.id, options.year)
        found = site.remarks(variant, resolved)
        if options.json:
            print_json({
                **record_of(variant, internal=options.internal),
                "edits": [_edit(x) for x in variant.edits],
                "shown": [x.id for x in resolved.edits],
                "problems": [asdict(x) for x in resolved.problems],
                "remarks": [_remark(x, tr) for x in found],
                "kept": [{"date": x.date, "occasion": x.occasion} for x in variant.kept],
                "since": since,
            })  # fmt: skip
            return 0
        print_lines(*_card(variant, project, options, tr))
        print_lines(*(_edit_line(x, tr) for x in variant.edits))
        for heading, lines in (("remarks", [_remark_line(x, variant, tr) for x in found]),
                               ("since", since or [])):  # fmt: skip
            if lines:
                print_lines(tr(f"facts.cli.{heading}"), *(f"  {x}" for x in lines))
    return 0


def diff(options: argparse.Namespace, tr: Translator) -> int:
    """Tell what differs between two variants, or between today and one."""
    with read(options.project) as (project, store):
        names = [options.before, options.after] if options.after else ["today", options.before]
        ids = [TODAY if bare(x) in _TODAY else variant_named(project, x).id for x in names]
        site = _Site.of(project, store, tr)
        a, b = ((x, site.resolved(x, options.year)) for x in ids)
        found = differences_of(project, a, b, site.base, site.around, site.ground)
        table = rows(found, tr, internal=options.internal)
        if options.json:
            record = msgspec.to_builtins(found)
            for name in ("cost_before", "cost"):
                if getattr(found, name).access is not Access.PUBLIC and not options.internal:
                    record[name] = None
            listed = [msgspec.to_builtins(x) for x in table]
            print_json({"before": ids[0], "after": ids[1], "numbers": record, "rows": listed})
            return 0
        titles = [_title(project, x, tr) for x in ids]
        print_lines(tr("facts.cli.diff", before=titles[0], after=titles[1]))
        wide = max(len(x.title) for x in table)
        for row in table:
            note = f"  ({row.note})" if row.note else ""
            print_lines(f"  {row.title:<{wide}}  {row.value}{note}")
    return 0


def check(options: argparse.Namespace, tr: Translator) -> int:
    """Tell what is to be completed, looked at and known before a variant is shown."""
    with read(options.project) as (project, store):
        variant = variant_named(project, options.variant)
        site = _Site.of(project, store, tr)
        found = site.remarks(variant, site.resolved(variant.id, options.year))
        if options.json:
            print_json({"variant": variant.id, "remarks": [_remark(x, tr) for x in found]})
            return 0
        last = ""
        for remark in found:
            if remark.severity != last:
                last = remark.severity
                print_lines(tr(f"facts.severity.{last}"))
            print_lines(f"  {_remark_line(remark, variant, tr)}")
        if not found:
            print_lines(tr("facts.cli.no_remark"))
    return 0


# -- parts -----------------------------------------------------------------------------------------


@contextmanager
def read(path: Path) -> Iterator[tuple[Project, Store]]:
    """Yield a project, read without opening it for changes, and its store."""
    with temporary_folder() as folder:
        project, _view, store = read_project(path, Path(folder))
        yield project, store


@dataclass(frozen=True, slots=True, eq=False)
class _Site:
    """The base of a project, and what lies around."""

    project: Project
    base: Base
    around: Surroundings
    ground: Any

    @staticmethod
    def of(project: Project, store: Store, tr: Translator) -> _Site:
        base, relief = base_of(project, store, progress=progress_for(tr))
        return _Site(project, base, Surroundings(project, store), relief.field)

    def resolved(self, variant_id: str, year: int) -> Resolved:
        if variant_id == TODAY:
            return Resolved()
        return resolve(edits_shown(self.project, variant_id, year), self.base)

    def remarks(self, variant: Variant, resolved: Resolved) -> tuple[Remark, ...]:
        today = datetime.date.today().isoformat()
        return remarks(self.project, variant, resolved, self.base, self.around, today=today)


def variant_named(project: Project, name: str) -> Variant:
    """Return a variant by its id or title; ``variant.unknown`` names those there are."""
    for variant in project.variants:
        if variant.id == name:
            return variant
    for variant in project.variants:
        if bare(variant.title) == bare(name) and bare(name):
            return variant
    known = ", ".join(x.title or x.id for x in project.variants) or "\N{EN DASH}"
    raise InputError("variant.unknown", name=name, known=known)


def _title(project: Project, variant_id: str, tr: Translator) -> str:
    variant = variant_of(project, variant_id)
    return tr("variants.today") if variant is None else variant.title or variant.id


def record_of(variant: Variant, *, internal: bool = False) -> dict[str, Any]:
    """Return what is said of a variant; its cost only where it may be told."""
    record: dict[str, Any] = msgspec.to_builtins(variant)
    record["edits"] = len(variant.edits)
    record["kept"] = len(variant.kept)
    if variant.cost.access is not Access.PUBLIC and not internal:
        record["cost"] = None
    return record


def _edit(edit: Edit) -> dict[str, Any]:
    record: dict[str, Any] = msgspec.to_builtins(edit)
    return {**record, "tag": tag_of(edit.change)}


def _edit_line(edit: Edit, tr: Translator) -> str:
    said = [tr(f"edits.{tag_of(edit.change)}"), edit.title, tr(f"variants.debate.{edit.debate}")]
    if edit.reason:
        said.append(edit.reason)
    if not edit.on:
        said.append(tr("facts.cli.off"))
    return f"  {edit.id}: " + " \N{MIDDLE DOT} ".join(x for x in said if x)


def _card(
    variant: Variant, project: Project, options: argparse.Namespace, tr: Translator
) -> Iterator[str]:
    yield tr.count("facts.cli.line", len(variant.edits), id=variant.id,
                   title=variant.title or variant.id,
                   status=tr(f"variants.status.{variant.status.value}"))  # fmt: skip
    if variant.base != TODAY:
        yield "  " + tr("facts.cli.base", title=_title(project, variant.base, tr))
    if variant.cost != Cost():
        for name in ("investment", "yearly"):
            if words := cost_words(variant.cost, name, tr, internal=options.internal):
                yield "  " + tr("facts.cli.cost", name=tr(f"facts.rows.{name}"), value=words)


def _remark(remark: Remark, tr: Translator) -> dict[str, Any]:
    record: dict[str, Any] = msgspec.to_builtins(remark)
    return {**record, "fields": dict(remark.fields), "what": remark_words(remark, tr)}


def _remark_line(remark: Remark, variant: Variant, tr: Translator) -> str:
    """Return a remark, after the element that it is about."""
    edit = next((x for x in variant.edits if x.id == remark.edit), None)
    if edit is None:
        return remark_words(remark, tr)
    name = edit.title or tr(f"edits.{tag_of(edit.change)}")
    return f"{name} ({edit.id}) \N{EN DASH} {remark_words(remark, tr)}"


def _since(variant: Variant, options: argparse.Namespace, tr: Translator) -> list[str] | None:
    """Return what has changed since an earlier state; None where that was not asked for."""
    if options.since is None:
        return None
    if not 1 <= options.since <= len(variant.kept):
        raise InputError("variant.no_state", number=options.since, count=len(variant.kept))
    state = variant.kept[options.since - 1].state
    found = changed_since(state, variant)
    lines = [since_words(x, tr, phases=variant.phases, internal=options.internal) for x in found]
    return lines or [tr("facts.since.none")]
