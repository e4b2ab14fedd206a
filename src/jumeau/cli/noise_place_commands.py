"""The command that tells the noise of a place, way by way."""

from __future__ import annotations

import argparse
from pathlib import Path

from jumeau.cli.output import Bar, print_json, print_lines, progress_for
from jumeau.cli.variant_commands import variant_named
from jumeau.errors import InputError
from jumeau.export.noise_place import answer_csv, answer_facts
from jumeau.i18n import Translator
from jumeau.io.projects.project_file import read_project, temporary_folder
from jumeau.io.store import Store
from jumeau.model.progress import part
from jumeau.model.project import Project, initially_hidden
from jumeau.model.variant import NO_BUILD, TODAY
from jumeau.model.view_state import ViewState
from jumeau.render.noise_listening import noise_of
from jumeau.render.noise_place import spot_at
from jumeau.render.noise_place_words import comparisons, level_table, sentence, source_table
from jumeau.render.variant_words import side_title
from jumeau.render.variants.sited import sites_of
from jumeau.variants.edit_words import bare

_TODAY = ("today", "aujourd_hui", "aujourdhui", "0", "")


def place(options: argparse.Namespace, tr: Translator) -> int:
    """Tell levels, sources and ways at a place, before and after."""
    if not options.project.exists():
        raise InputError("file.not_found", path=options.project)
    progress = progress_for(tr)
    try:
        with temporary_folder() as folder:
            project, view, store = read_project(options.project, Path(folder))
            view = view or ViewState(hidden=initially_hidden(project))
            assert isinstance(store, Store)
            asked = [x for x in (options.against, options.variant) if x is not None]
            ids = tuple(_variant(project, x) for x in asked) or (TODAY,)
            sites = sites_of(project, view, ids[:1], store, progress=part(progress, 0.0, 0.3))
            site = next(iter(sites.values()))
            z = float(site.relief.altitude(options.x, options.y))
            point = (options.x, options.y, z if options.z is None else options.z)
            spot = spot_at(site, point, free=True)
            answer = noise_of(project, view, ids, spot, store, progress=part(progress, 0.3, 1.0))
            if options.csv is not None:
                answer_csv(options.csv, answer, project, view.year, tr)
    finally:
        if isinstance(progress, Bar):
            progress.close()
    if options.json:
        facts = answer_facts(answer, project, view.year, tr)
        if options.csv is not None:
            facts["path"] = str(options.csv)
        print_json(facts)
        return 0
    print_lines(tr(f"certainty.{answer.certainty}"), sentence(answer, tr))
    print_lines(*comparisons(answer, project, view.year, tr))
    print_lines(*("  ".join(cells) for cells in level_table(answer, tr)))
    for one, heard in answer.heard.items():
        title = side_title(project, one, view.year, tr)
        for cells in source_table(heard, tr):
            print_lines(tr("noise_place.line", title=title, told="  ".join(cells)))
    print_lines(tr("noise_place.mean"), tr("noise_place.local"))
    if options.csv is not None:
        print_lines(tr("noise_place.saved", path=options.csv))
    return 0


def _variant(project: Project, text: str) -> str:
    """Return the id of a variant; empty for today."""
    if bare(text) in _TODAY or text == TODAY:
        return TODAY
    return NO_BUILD if text == NO_BUILD else variant_named(project, text).id
