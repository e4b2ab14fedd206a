"""The words of the command line. Only light imports: the window starts through here."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from jumeau import __version__
from jumeau.cli.compare_options import add_compare_options
from jumeau.cli.measure_parser import add_measures, section
from jumeau.cli.noise_parser import add_noise
from jumeau.cli.simulate_parser import add_simulations
from jumeau.cli.style_options import add_style_options, layer_style
from jumeau.cli.sun_options import add_sun_options
from jumeau.cli.sun_parser import add_sun, add_validate
from jumeau.cli.variant_parser import add_variants
from jumeau.errors import JumeauError
from jumeau.i18n import LANGUAGES, Translator

COMMANDS = (
    "open", "demo", "info", "new", "add", "card", "style", "group", "search", "views", "select",
    "filter", "pack", "check", "derive", "measure",
    "profile", "viewshed", "variant", "sun", "noise", "validate", "simulate", "analysis", "export",
)  # fmt: skip


def with_command(words: list[str]) -> list[str]:
    """Return the words with ``open`` before a file that is named alone, as a double click does."""
    if words and words[0] not in COMMANDS and Path(words[0]).exists():
        return ["open", *words]
    return words


def build_parser(tr: Translator) -> argparse.ArgumentParser:
    """Return the parser of all commands; each sets ``run(options, tr) -> exit code``."""
    parser = argparse.ArgumentParser("jumeau", description=tr("cli.description"))
    parser.add_argument("--version", action="version", version=f"jumeau {__version__}")
    parser.add_argument("--lang", choices=LANGUAGES, help=tr("cli.help.lang"))
    parser.set_defaults(run=_window, project=None)
    commands = parser.add_subparsers(title=tr("cli.commands"), metavar="")

    def command(name: str, run: Any, *, json: bool = False) -> argparse.ArgumentParser:
        sentence = tr(f"cli.help.{name.replace(' ', '_')}")
        sub = commands.add_parser(name, help=sentence, description=sentence)
        sub.set_defaults(run=run)
        if json:
            sub.add_argument("--json", action="store_true", help=tr("cli.help.json"))
        return sub

    window = command("open", _window)
    window.add_argument("project", type=Path, nargs="?", help=tr("cli.help.project"))

    demo = command("demo", _demo, json=True)
    demo.add_argument("--headless", type=Path, metavar="DIR", help=tr("cli.help.headless"))
    demo.add_argument("--size", type=size, default=(1920, 1080), help=tr("cli.help.size"))

    info = command("info", _lazy("project_commands", "info"), json=True)
    info.add_argument("path", type=Path, help=tr("cli.help.file_or_project"))

    new = command("new", _lazy("project_commands", "new"), json=True)
    add = command("add", _lazy("project_commands", "add"), json=True)
    for sub in (new, add):
        sub.add_argument("project", type=Path, help=tr("cli.help.project"))
        sub.add_argument("files", type=Path, nargs="+", help=tr("cli.help.files"))
        sub.add_argument("--crs", help=tr("cli.help.crs"))
        sub.add_argument("--commune", help=tr("cli.help.commune"))
        sub.add_argument("--margin", type=float, default=500.0, help=tr("cli.help.margin"))
    new.add_argument("--name", help=tr("cli.help.name"))

    card = command("card", _lazy("project_commands", "card"), json=True)
    card.add_argument("project", type=Path, help=tr("cli.help.project"))
    card.add_argument("layer", help=tr("cli.help.layer"))
    for field in ("producer", "product", "edition", "licence"):
        card.add_argument(f"--{field}", help=tr(f"cli.help.{field}"))

    style = command("style", _lazy("style_commands", "style"), json=True)
    style.add_argument("project", type=Path, help=tr("cli.help.project"))
    style.add_argument("layer", help=tr("cli.help.layer"))
    style.add_argument("--opacity", type=float, help=tr("cli.help.opacity"))
    for field in ("palette", "colour", "instant", "unit"):
        style.add_argument(f"--{field}", help=tr(f"cli.help.{field}"))
    add_style_options(style, tr)

    group = command("group", _lazy("group_commands", "group"), json=True)
    group.add_argument("project", type=Path, help=tr("cli.help.project"))
    group.add_argument("title", nargs="?", help=tr("cli.help.group_title"))
    group.add_argument("layers", nargs="*", help=tr("cli.help.group_layers"))
    group.add_argument("--by-theme", action="store_true", help=tr("cli.help.group_by_theme"))
    group.add_argument("--remove", metavar="TITLE", help=tr("cli.help.group_remove"))

    search = command("search", _lazy("search_commands", "search"), json=True)
    search.add_argument("project", type=Path, help=tr("cli.help.project"))
    search.add_argument("text", nargs="+", help=tr("shell.search.text"))
    search.add_argument("--limit", type=int, default=12, help=tr("shell.search.limit"))

    choose = command("select", _lazy("select_commands", "select"), json=True)
    choose.add_argument("project", type=Path, help=tr("cli.help.project"))
    choose.add_argument("layer", help=tr("cli.help.layer"))
    choose.add_argument("--where", required=True, metavar="EXPR", help=tr("cli.help.where"))
    choose.add_argument("--csv", type=Path, metavar="OUT", help=tr("cli.help.csv"))
    choose.add_argument("--count", action="store_true", help=tr("cli.help.count_only"))

    sift = command("filter", _lazy("select_commands", "set_filter"), json=True)
    sift.add_argument("project", type=Path, help=tr("cli.help.project"))
    sift.add_argument("layer", help=tr("cli.help.layer"))
    sift.add_argument("expression", nargs="?", metavar="EXPR", help=tr("cli.help.filter_where"))
    sift.add_argument("--off", action="store_true", help=tr("cli.help.filter_off"))

    views = command("views", _lazy("views_commands", "views"), json=True)
    views.add_argument("project", type=Path, help=tr("cli.help.project"))
    for change, pair in (("rename", ("OLD", "NEW")), ("move", ("NAME", "PLACE")),
                         ("copy", ("NAME", "NEW"))):  # fmt: skip
        told = tr(f"shell.views.help.{change}")
        views.add_argument(f"--{change}", nargs=2, metavar=pair, help=told)
    views.add_argument("--forget", metavar="NAME", help=tr("shell.views.help.forget"))

    pack = command("pack", _lazy("project_commands", "pack"), json=True)
    pack.add_argument("project", type=Path, help=tr("cli.help.project"))
    pack.add_argument("--out", type=Path, help=tr("cli.help.pack_out"))

    check = command("check", _lazy("project_commands", "check"), json=True)
    check.add_argument("project", type=Path, help=tr("cli.help.project"))

    derive = command("derive", _missing_subcommand)
    wanted = derive.add_subparsers(title=tr("cli.commands"), metavar="", required=True)
    for what in ("terrain", "surface", "canopy"):
        sentence = tr(f"cli.help.derive_{what}")
        sub = wanted.add_parser(what, help=sentence, description=sentence)
        sub.set_defaults(run=_lazy("derive_commands", "derive"), what=what)
        sub.add_argument("project", type=Path, help=tr("cli.help.project"))
        sub.add_argument("layer", help=tr("cli.help.layer"))
        sub.add_argument("--step", type=float, default=0.5, help=tr("cli.help.derive_step"))
        sub.add_argument("--json", action="store_true", help=tr("cli.help.json"))

    add_measures(commands, tr, _lazy, _missing_subcommand)
    add_variants(commands, tr, _lazy, _missing_subcommand)
    add_sun(commands, tr, _lazy, _missing_subcommand)
    add_validate(commands, tr, _lazy, _missing_subcommand)
    add_noise(commands, tr, _lazy, _missing_subcommand)
    add_simulations(commands, tr, _lazy, _missing_subcommand)

    export = command("export", _missing_subcommand)
    kinds = export.add_subparsers(title=tr("cli.commands"), metavar="")
    image = kinds.add_parser("image", help=tr("cli.help.image"), description=tr("cli.help.image"))
    image.set_defaults(run=_lazy("export_commands", "image"))
    image.add_argument("project", type=Path, help=tr("cli.help.file_or_project"))
    image.add_argument("--out", type=Path, required=True, help=tr("cli.help.out"))
    image.add_argument("--size", type=size, default=(1920, 1080), help=tr("cli.help.size"))
    chosen = image.add_mutually_exclusive_group()
    chosen.add_argument("--view", help=tr("cli.help.view"))
    chosen.add_argument("--camera", type=camera, help=tr("cli.help.camera"))
    image.add_argument("--second-view", metavar="VIEW", help=tr("views.help_second"))
    chosen.add_argument("--state", type=Path, help=tr("cli.help.state"))
    image.add_argument("--title", help=tr("cli.help.title"))
    image.add_argument("--style", type=layer_style, action="append", default=[],
                       metavar="LAYER=TITLE", help=tr("styling.help.view_style"))  # fmt: skip
    for switch in ("labels", "contours"):
        words = tr(f"labels.help.{switch}")
        image.add_argument(f"--{switch}", action=argparse.BooleanOptionalAction, help=words)
    step_help = tr("labels.help.contour_step")
    image.add_argument("--contour-step", type=float, metavar="M", help=step_help)
    image.add_argument("--section", type=section, help=tr("cli.help.section"))
    add_compare_options(image, tr)
    add_sun_options(image, tr)
    image.add_argument("--look", choices=("maquette", "orthophoto"), help=tr("cli.help.look"))
    image.add_argument("--crs", help=tr("cli.help.crs"))
    image.add_argument("--internal", action="store_true", help=tr("cli.help.internal"))
    image.add_argument("--json", action="store_true", help=tr("cli.help.json"))
    return parser


def size(text: str) -> tuple[int, int]:
    """Return width and height [pixels] of ``1280x720``."""
    try:
        width, height = (int(part) for part in text.lower().split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: 1280x720") from None
    if not (64 <= width <= 16384 and 64 <= height <= 16384):
        raise argparse.ArgumentTypeError(f"{text!r}: 64x64 … 16384x16384")
    return width, height


def camera(text: str) -> tuple[float, ...]:
    """Return x, y, z, distance, azimuth, pitch of ``x,y,z,distance[,azimuth[,pitch]]``."""
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    if not 4 <= len(numbers) <= 6 or numbers[3] <= 0:
        raise argparse.ArgumentTypeError(f"{text!r}: x,y,z,distance[,azimuth[,pitch]]")
    return numbers


def _lazy(module: str, function: str) -> Any:
    def run(options: argparse.Namespace, tr: Translator) -> int:
        from importlib import import_module

        return int(getattr(import_module(f"jumeau.cli.{module}"), function)(options, tr))

    return run


def _window(options: argparse.Namespace, tr: Translator) -> int:
    from jumeau.app.main import run

    return run(options.project, options.asked_language)


def _demo(options: argparse.Namespace, tr: Translator) -> int:
    import os
    import sys

    from jumeau.io.places import demo_project

    demo = demo_project()
    if demo is None:
        raise JumeauError("demo.missing")
    screen = sys.platform != "linux" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if options.headless is None and screen:
        from jumeau.app.main import run

        return run(demo, options.asked_language)
    from jumeau.cli.export_commands import demo_views

    return demo_views(demo, options, tr)


def _missing_subcommand(options: argparse.Namespace, tr: Translator) -> int:
    from jumeau.errors import UsageError

    raise UsageError("usage.export_what")
