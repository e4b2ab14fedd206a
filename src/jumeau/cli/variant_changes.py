"""The command ``variant`` where it changes a project: the same actions as the window's."""

from __future__ import annotations

import argparse
import datetime
from dataclasses import asdict

import msgspec

from jumeau.cli.output import print_json, print_lines
from jumeau.cli.variant_commands import read, record_of, variant_named
from jumeau.errors import InputError, UsageError
from jumeau.i18n import Translator
from jumeau.io.projects.project_file import open_project
from jumeau.model.project import Project, replaced
from jumeau.model.variant import TODAY, Variant, ZoneRule
from jumeau.model.variants import (
    add_variant,
    chain,
    change_variant,
    new_variant,
    remove_variant,
    variant_of,
)
from jumeau.variants.edit_words import TAGS, tag_named
from jumeau.variants.interchange import BadRow, export_edits, import_edits, put_edits

MOST_BAD = 20
"""So many rows that make no edit are told one by one."""


def add(options: argparse.Namespace, tr: Translator) -> int:
    """Add a variant, empty or a copy of another."""
    opened = open_project(options.project)
    try:
        project, variant = _begun(opened.session.project, options.title, options.base)
        if options.copy:
            source = variant_named(project, options.copy)
            twins = tuple(msgspec.structs.replace(x) for x in source.edits)
            project = change_variant(project, variant.id, base=source.base, phases=source.phases)
            project, _, _ = put_edits(project, variant.id, twins)
        opened.session.commit("add_variant", project, title=options.title)
        opened.save()
        made = variant_of(opened.session.project, variant.id)
        assert made is not None
        if options.json:
            print_json({"variant": record_of(made)})
        else:
            print_lines(tr("facts.cli.added", title=made.title, id=made.id))
        return 0
    finally:
        opened.close()


def remove(options: argparse.Namespace, tr: Translator) -> int:
    """Remove a variant; those that built on it take its edits over."""
    opened = open_project(options.project)
    try:
        project = opened.session.project
        variant = variant_named(project, options.variant)
        opened.session.commit(
            "remove_variant", remove_variant(project, variant.id), title=variant.title
        )
        opened.save()
        if options.json:
            print_json({"removed": variant.id})
        else:
            print_lines(tr("facts.cli.removed", title=variant.title or variant.id))
        return 0
    finally:
        opened.close()


def apply(options: argparse.Namespace, tr: Translator) -> int:
    """Put edits from a file into a variant, or into a new one."""
    opened = open_project(options.project)
    try:
        project = opened.session.project
        if options.new is not None:
            project, variant = _begun(project, options.new, options.base)
        elif options.base:
            raise UsageError("variant.base_of_new")
        else:
            variant = variant_named(project, options.to)
        usual = {family: _known_tag(word) for family, word in options.usual}
        found = import_edits(options.file, project, usual=usual, crs=options.crs)
        if found.untold:
            families = ", ".join(f"{tr(f'facts.family.{x}')} ({n})" for x, n in found.untold)
            raise InputError("interchange.tag_needed", path=options.file.name, families=families,
                             known=", ".join(TAGS))  # fmt: skip
        if not found.edits:
            reason = bad_words(found.bad[0], tr) if found.bad else "\N{EN DASH}"
            raise InputError("interchange.nothing", path=options.file.name, reason=reason)
        project, added, changed = put_edits(project, variant.id, found.edits)
        opened.session.commit("import_edits", project, path=options.file.name)
        opened.save()
        if options.json:
            bad = [{**asdict(x), "fields": dict(x.fields), "what": bad_words(x, tr)}
                   for x in found.bad]  # fmt: skip
            print_json({"variant": variant.id, "added": added, "changed": changed, "bad": bad})
            return 0
        counts = [
            tr.count(f"facts.cli.put_{name}", len(ids))
            for name, ids in (("added", added), ("changed", changed))
            if ids
        ]
        what = ", ".join(counts) or tr("facts.value.same")
        print_lines(tr("facts.cli.applied", title=variant.title or variant.id, what=what))
        if found.bad:
            print_lines(tr.count("facts.cli.bad", len(found.bad)))
            print_lines(*(f"  {bad_words(x, tr)}" for x in found.bad[:MOST_BAD]))
        return 0
    finally:
        opened.close()


def export(options: argparse.Namespace, tr: Translator) -> int:
    """Write the edits of a variant to a GeoPackage, a GeoJSON or a JSON file."""
    with read(options.project) as (project, _):
        variant = variant_named(project, options.variant)
        edits = variant.edits
        if options.whole:
            edits = tuple(e for v in chain(project, variant.id) for e in v.edits)
        path = export_edits(edits, project, options.out)
        if options.json:
            print_json({"variant": variant.id, "path": str(path), "edits": len(edits)})
        else:
            print_lines(tr.count("facts.cli.exported", len(edits), path=path))
    return 0


def rules(options: argparse.Namespace, tr: Translator) -> int:
    """Tell the simple rules of zones that the planner entered; set or remove one."""
    opened = open_project(options.project)
    try:
        project = opened.session.project
        given = {
            name: value
            for name in ("height", "setback", "ratio", "source")
            if (value := getattr(options, name)) is not None
        }
        if given or options.remove:
            zone = options.zone or ""
            kept = tuple(x for x in project.zone_rules if x.zone != zone)
            old = next((x for x in project.zone_rules if x.zone == zone), ZoneRule(zone))
            if not options.remove:
                kept = (*kept, msgspec.structs.replace(old, **given))
            opened.session.commit("zone_rules", replaced(project, zone_rules=kept))
            opened.save()
        found = opened.session.project.zone_rules
        if options.json:
            print_json({"rules": [msgspec.to_builtins(x) for x in found]})
            return 0
        lines = [_rule_line(x, tr) for x in found]
        print_lines(*(lines or [tr("facts.cli.no_rule")]))
        return 0
    finally:
        opened.close()


def _rule_line(rule: ZoneRule, tr: Translator) -> str:
    told = [
        tr(f"facts.rule.{name}", value=tr.number(value, 0 if value == round(value) else 1))
        for name, value in (
            ("height", rule.height), ("setback", rule.setback), ("ratio", 100 * rule.ratio),
        )
        if value
    ]  # fmt: skip
    if rule.source:
        told.append(rule.source)
    return f"{rule.zone or tr('facts.rule.all')} \N{EN DASH} {', '.join(told)}"


def bad_words(bad: BadRow, tr: Translator) -> str:
    """Return why a row makes no edit, and where it stands."""
    what = tr(f"facts.bad.{bad.code}", **dict(bad.fields))
    return tr("facts.cli.bad_row", layer=bad.layer, row=str(bad.row), what=what)


def _begun(project: Project, title: str, base: str | None) -> tuple[Project, Variant]:
    """Return a project with a new variant of this title."""
    if any(x.title == title for x in project.variants):
        raise InputError("variant.exists", name=title)
    below = variant_named(project, base).id if base else TODAY
    today = datetime.date.today().isoformat()
    variant = new_variant(project, title, base=below, date=today)
    return add_variant(project, variant), variant


def _known_tag(word: str) -> str:
    tag = tag_named(word)
    if not tag:
        raise InputError("variant.unknown_tag", tag=word, known=", ".join(TAGS))
    return tag
