"""The command ``noise exposure``: who is exposed to which computed level."""

from __future__ import annotations

import argparse
from pathlib import Path

from jumeau.cli.output import Bar, print_json, print_lines, progress_for
from jumeau.cli.variant_commands import variant_named
from jumeau.errors import InputError
from jumeau.export.noise_exposure import (
    cells,
    certainty_told,
    columns,
    facts,
    sources_told,
    write_csv,
)
from jumeau.i18n import Translator
from jumeau.io.projects.project_file import read_project, temporary_folder
from jumeau.io.store import Store
from jumeau.model.layer import Layer
from jumeau.model.project import Project
from jumeau.model.variant import TODAY
from jumeau.render.noise.exposing import (
    exposed,
    facade_results,
    indicator_of,
    is_stale,
    partners_of,
    usual_result,
)
from jumeau.render.noise_exposure_words import method_told, sentences
from jumeau.render.variant_words import side_title
from jumeau.titles import title_of
from jumeau.variants.edit_words import bare

_TODAY = ("today", "aujourd_hui", "aujourdhui", "0", "")


def exposure(options: argparse.Namespace, tr: Translator) -> int:
    """Tell how many residents and dwellings are exposed to which level, before and after."""
    if not options.project.exists():
        raise InputError("file.not_found", path=options.project)
    with temporary_folder() as folder:
        project, view, store = read_project(options.project, Path(folder))
        assert isinstance(store, Store)
        layer, against = _chosen(project, options, tr)
        progress = progress_for(tr)
        try:
            found = exposed(
                project, layer, against, store, None, progress, reference=options.reference
            )
        finally:
            if isinstance(progress, Bar):
                progress.close()
        year = view.year if view is not None else 0
        if options.csv is not None:
            write_csv(options.csv, found, project, year, tr)
        if options.json:
            told = facts(found, project, year, tr)
            print_json(told | ({} if options.csv is None else {"path": str(options.csv)}))
            return 0
        print_lines(certainty_told(found, project, tr), *sentences(found, project, year, tr), "")
        table = (columns(found, project, year, tr), *cells(found, tr))
        widths = [max(len(row[k]) for row in table) for k in range(len(table[0]))]
        for row in table:
            print_lines("  ".join(x.ljust(w) for x, w in zip(row, widths, strict=True)).rstrip())
        print_lines("", *method_told(found, tr), *sources_told(found, project, tr))
        if options.csv is not None:
            print_lines(tr("noise_exposure.saved", path=options.csv))
    return 0


def _chosen(
    project: Project, options: argparse.Namespace, tr: Translator
) -> tuple[Layer, Layer | None]:
    """Return the result that is asked for, and what it is compared with.

    Raises
    ------
    InputError
        ``noise_exposure.no_result``, ``variant.unknown``.
    """
    every = facade_results(project)
    fitting = [x for x in every if options.indicator in (None, indicator_of(x))]
    if options.variant is not None:
        wanted = _variant(project, options.variant)
        fitting = [x for x in fitting if x.analysis and x.analysis.variant == wanted]
    layer = usual_result(project, tuple(fitting))
    if layer is None:
        raise InputError("noise_exposure.no_result", known=_known(project, every, tr))
    partners = partners_of(project, layer)
    if options.against is None:
        own = bool(layer.analysis and layer.analysis.variant)
        usual = [x for x in partners if own and x.analysis and not x.analysis.variant]
        return layer, next((x for x in usual if not is_stale(project, x)), None)
    wanted = _variant(project, options.against)
    for one in partners:
        if one.analysis is not None and one.analysis.variant == wanted:
            return layer, one
    raise InputError("noise_exposure.no_result", known=_known(project, every, tr))


def _variant(project: Project, text: str) -> str:
    return TODAY if bare(text) in _TODAY or text == TODAY else variant_named(project, text).id


def _known(project: Project, layers: tuple[Layer, ...], tr: Translator) -> str:
    told = [
        f"{title_of(x, tr)} ({side_title(project, x.analysis.variant, 0, tr)}, {indicator_of(x)})"
        for x in layers if x.analysis is not None
    ]  # fmt: skip
    return ", ".join(told) or "\N{EN DASH}"
