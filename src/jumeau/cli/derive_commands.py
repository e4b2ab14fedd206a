"""Commands that compute a layer from another: derive terrain, surface, canopy."""

from __future__ import annotations

import argparse

import msgspec

from jumeau.cli.output import Bar, print_json, print_lines, progress_for
from jumeau.cli.project_commands import layer_facts
from jumeau.i18n import Translator
from jumeau.io.importing import adopted
from jumeau.io.loading import Loaded
from jumeau.io.points.deriving import derive as derived_from
from jumeau.io.projects.project_file import open_project
from jumeau.model.project import initially_hidden
from jumeau.titles import title_of


def derive(options: argparse.Namespace, tr: Translator) -> int:
    """Add a raster derived from a point cloud to a project."""
    opened = open_project(options.project)
    try:
        project = opened.session.project
        progress = progress_for(tr)
        try:
            layer = derived_from(
                project, opened.store, options.layer, options.what, options.step, progress
            )
        finally:
            if isinstance(progress, Bar):
                progress.close()
        grown = adopted(project, Loaded((layer,), (), project.crs, project.vertical))
        opened.session.commit("derive", grown, layer=options.layer)
        waiting = set(initially_hidden(grown)) - {x.id for x in project.layers}
        view = opened.session.view
        hidden = tuple(sorted({*view.hidden, *waiting}))
        opened.session.set_view(msgspec.structs.replace(view, hidden=hidden))
        opened.save()
        added = next(x for x in grown.layers if x.payload == layer.payload)
        if options.json:
            print_json({"project": str(options.project), "layer": layer_facts(added, tr)})
            return 0
        step = float(dict(added.provenance.parameters)["step"])
        west, south, east, north = added.bounds
        rows, cols = round((north - south) / step), round((east - west) / step)
        told = {"rows": rows, "cols": cols, "step": f"{step:g}", "id": added.id}
        print_lines(tr("cli.say.derived", title=title_of(added, tr), **told))
        return 0
    finally:
        opened.close()
