"""Commands that tell how much sun a place has, and what sky is seen from it."""

from __future__ import annotations

import argparse
import datetime
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from jumeau.cli.output import Bar, print_json, print_lines, progress_for
from jumeau.cli.variant_commands import variant_named
from jumeau.errors import InputError
from jumeau.export.sun_place import answer_csv, answer_facts, diagram_facts
from jumeau.i18n import Translator
from jumeau.io import canonical
from jumeau.io.projects.project_file import read_project, temporary_folder
from jumeau.io.store import Store
from jumeau.model.progress import Progress
from jumeau.model.project import Project, initially_hidden
from jumeau.model.variant import NO_BUILD, TODAY
from jumeau.model.view_state import ViewState
from jumeau.render.site import Site
from jumeau.render.sun_answers import Around, answer_of, diagrams_of
from jumeau.render.sun_finding import EYE, rings_of
from jumeau.render.sun_place_words import sentence, told_hidden_day, told_sky
from jumeau.render.sun_places import facade_at, on_ground, wall_normal
from jumeau.render.variant_words import side_title
from jumeau.render.variants.sited import sites_of
from jumeau.simulation.sun.calendar import DATES
from jumeau.simulation.sun.shade import PASSES_BARE, PASSES_LEAVES
from jumeau.simulation.sun.spots import Spot, area_spot, point_spot, window_spot
from jumeau.variants.edit_words import bare

_TODAY = ("today", "aujourd_hui", "aujourdhui", "0", "")


def place(options: argparse.Namespace, tr: Translator) -> int:
    """Tell how much of a place is in the sun through a day, before and after."""
    with _opened(options, tr) as (project, view, store, sites, progress):
        first = next(iter(sites.values()))
        spot = _spot(options, project, store, first)
        passes = {"leaves": PASSES_LEAVES, "bare": PASSES_BARE}.get(options.leaves)
        answer = answer_of(
            project, sites, spot, dates_of(options.date), Around(), step=options.step,
            passes=passes, progress=progress,
        )  # fmt: skip
        if options.csv is not None:
            answer_csv(options.csv, answer, project, view.year, tr)
        if options.json:
            facts = answer_facts(answer, project, tr)
            if options.csv is not None:
                facts["path"] = str(options.csv)
            print_json(facts)
            return 0
        print_lines(tr(f"certainty.{answer.certainty}"))
        for date in answer.dates:
            for one in answer.ids:
                title = side_title(project, one, view.year, tr)
                said = sentence(answer, project, date, one, tr)
                print_lines(tr("sun_places.line", title=title, told=said))
        if options.csv is not None:
            print_lines(tr("sun_places.saved", path=options.csv))
    return 0


def diagram(options: argparse.Namespace, tr: Translator) -> int:
    """Tell what sky is seen from a point or a wall, and what hides the sun when."""
    with _opened(options, tr) as (project, _, store, sites, progress):
        last = tuple(sites)[-1]
        spot = _eye(options, project, next(iter(sites.values())))
        found = diagrams_of(
            project, sites, spot, dates_of(options.date), Around(), step=options.step,
            progress=progress,
        )  # fmt: skip
        from jumeau.render.sun_names import names_of

        names = {x: names_of(project, store, sites[x], found[x], tr) for x in found}
        told = [
            line
            for path in found[last].paths
            for line in told_hidden_day(found[last], path, names[last], tr)
        ]
        said = told_sky(found, project, tr)
        if options.png is not None:
            from jumeau.export.sky_image import write_sky

            before = next(iter(found.values())) if len(found) > 1 else None
            first_day = told_hidden_day(found[last], found[last].paths[0], names[last], tr)
            write_sky(options.png, found[last], project, tr, said=said, told="\n".join(first_day),
                      before=before, projection=options.projection)  # fmt: skip
        if options.json:
            facts = {
                "crs": project.crs,
                "variants": {x: diagram_facts(found[x], names[x]) for x in found},
            }
            if options.png is not None:
                facts["path"] = str(options.png)
            print_json(facts)
            return 0
        print_lines(said, *told)
        if options.png is not None:
            print_lines(tr("sun_places.saved", path=options.png))
    return 0


def dates_of(texts: list[str]) -> tuple[datetime.date, ...]:
    """Return legal dates; the four of this year where none is given.

    Raises
    ------
    InputError
        ``sun.bad_date``.
    """
    year = datetime.datetime.now(datetime.UTC).year
    found = []
    for text in texts or list(DATES):
        if text in DATES:
            found.append(datetime.date(year, *DATES[text]))
            continue
        try:
            found.append(datetime.date.fromisoformat(text))
        except ValueError:
            raise InputError("sun.bad_date", value=text) from None
    return tuple(dict.fromkeys(found))


@contextmanager
def _opened(
    options: argparse.Namespace, tr: Translator
) -> Iterator[tuple[Project, ViewState, Store, dict[str, Site], Progress]]:
    """Give a project and its model in each variant that is asked for; nothing is changed."""
    if not options.project.exists():
        raise InputError("file.not_found", path=options.project)
    with temporary_folder() as folder:
        project, view, store = read_project(options.project, Path(folder))
        view = view or ViewState(hidden=initially_hidden(project))
        assert isinstance(store, Store)
        asked = [x for x in (options.against, options.variant) if x is not None]
        ids = tuple(_variant(project, x) for x in asked) or (TODAY,)
        progress = progress_for(tr)
        try:
            sites = sites_of(project, view, ids, store, progress=progress)
            yield project, view, store, sites, progress
        finally:
            if isinstance(progress, Bar):
                progress.close()


def _variant(project: Project, text: str) -> str:
    """Return the id of a variant; empty for today."""
    if bare(text) in _TODAY or text == TODAY:
        return TODAY
    if text == NO_BUILD:
        return NO_BUILD
    return variant_named(project, text).id


def _spot(options: argparse.Namespace, project: Project, store: Store, site: Site) -> Spot:
    if options.polygon is not None:
        return area_spot(_polygon(options.polygon, project))
    if options.feature is not None:
        return area_spot(_feature(options.feature, project, store))
    if options.facade is not None:
        return facade_at(site, _xyz(options.facade, site))
    if options.window is not None:
        point = _xyz(options.window, site)
        return window_spot(point, wall_normal(site, point))
    return point_spot(*_xyz(options.point, site))


def _eye(options: argparse.Namespace, project: Project, site: Site) -> Spot:
    point = _xyz(options.point, site)
    if options.normal is not None:
        a = math.radians(options.normal - project.convergence)
        return window_spot(point, (math.sin(a), math.cos(a), 0.0))
    if options.on_wall:
        return window_spot(point, wall_normal(site, point))
    return point_spot(*point)


def _xyz(numbers: tuple[float, ...], site: Site) -> tuple[float, float, float]:
    if len(numbers) == 3:
        return numbers[0], numbers[1], numbers[2]
    return on_ground(site, numbers[0], numbers[1], EYE)


def _feature(text: str, project: Project, store: Store) -> tuple[np.ndarray, ...]:
    """Return the outlines of ``layer:key``; the key may be the number of a row.

    Raises
    ------
    InputError
        ``sun_places.no_feature``.
    """
    layer_id, _, key = text.rpartition(":")
    layer = next((x for x in project.layers if x.id == layer_id), None)
    if layer is None or not key:
        raise InputError("sun_places.no_feature", feature=text)
    row = -1
    if layer.key_field:
        keys = store.table(layer.payload, [layer.key_field]).column(0).to_pylist()
        row = next((k for k, x in enumerate(keys) if str(x) == key), -1)
    if row < 0 and key.isdigit():
        row = int(key)
    polygons = canonical.polygons(store, layer)
    rings = rings_of(polygons, row) if 0 <= row < len(polygons.feature_start) - 1 else []
    if not rings:
        raise InputError("sun_places.no_feature", feature=text)
    return tuple(rings)


def _polygon(path: Path, project: Project) -> tuple[np.ndarray, ...]:
    """Return the outlines of all polygons of a file, project CRS [m].

    Raises
    ------
    InputError
        ``file.not_found``, ``sun_places.no_polygon``.
    """
    if not path.exists():
        raise InputError("file.not_found", path=path)
    # These import GDAL.
    import pyogrio
    import shapely

    from jumeau.geometry.crs import reprojection

    try:
        meta, _, shapes, _ = pyogrio.raw.read(path, columns=[])
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError):
        raise InputError("sun_places.no_polygon", path=path) from None
    found = []
    crs = meta["crs"] or project.crs
    for shape in shapely.get_parts(shapely.from_wkb([x for x in shapes if x is not None])):
        if shape.geom_type == "Polygon" and not shape.is_empty:
            found += [shapely.get_coordinates(x) for x in (shape.exterior, *shape.interiors)]
    if not found:
        raise InputError("sun_places.no_polygon", path=path)
    way = reprojection(crs, project.crs)
    return tuple(way(x) for x in found)
