"""A view as a PNG: the picture, its furniture, all its sources, and the same in its metadata."""

from __future__ import annotations

import datetime
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, PngImagePlugin

from jumeau import __version__
from jumeau.export.credits import exported_layers, source_lines, without_internal
from jumeau.i18n import Translator
from jumeau.io.atomic import writing
from jumeau.io.store import Payloads
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project
from jumeau.model.provenance import worst
from jumeau.model.view_state import Camera, Compare, ViewState
from jumeau.render.compared import Compared, is_compared, sides_shown
from jumeau.render.comparing import drawn, side_sizes, viewer_of
from jumeau.render.furniture import shown_as
from jumeau.render.joining import joined
from jumeau.render.labels.ranks import named_layers
from jumeau.render.legend import certainty_of, picture_title
from jumeau.render.scene import Scene, home_camera
from jumeau.render.section import camera_for
from jumeau.render.sun_legend import sun_said
from jumeau.render.sun_words import shade_sentence
from jumeau.render.typeface import font
from jumeau.render.variant_words import is_undecided, side_title
from jumeau.titles import title_of

STRIP_INK = (60, 64, 67)
STRIP_PAPER = (255, 255, 255)
GAPS = 160
"""As many white lines between two views would fill a picture's width."""


def export_image(
    project: Project,
    view: ViewState,
    payloads: Payloads,
    path: Path,
    size: tuple[int, int],
    tr: Translator,
    *,
    second: ViewState | None = None,
    internal: bool = False,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Draw a view, or two side by side, and write them as a PNG.

    A view that compares variants is one picture, but where its sides take turns: then each has a
    file of its own. What is not decided says so in the picture, in its metadata and in its name.

    Parameters
    ----------
    project, view, payloads
        What is drawn; without a camera the view is the home view.
    path : Path
        The file; it is replaced only when the new one is whole.
    size : (width, height)
        Of the whole image with the strip of sources at its foot [pixels].
    tr : Translator
        The language of the picture.
    second : ViewState, optional
        What is seen to the right of the view, each with its title and its legend.
    internal : bool
        Show layers that are not public and accept cards without a year; the picture says so.
    progress : Progress
        Told while the scene is made.

    Returns
    -------
    dict
        What was written: path, size, certainty, sources, alternative text, view; ``paths`` where
        there are several files.

    Raises
    ------
    InputError
        ``export.nothing``, ``export.year_missing``.
    """
    views, shown = [], []
    for one in (view, second):
        if one is not None:
            layers = exported_layers(project, one, tr, internal=internal)
            kept = {layer.id for layer in layers}
            hidden = tuple(sorted(layer.id for layer in project.layers if layer.id not in kept))
            views.append(msgspec.structs.replace(one, hidden=hidden))
            # What lends its names is a source too, though nothing of it is painted.
            shown += [*layers, *named_layers(project, views[-1])]
    project, left_out = (project, 0) if internal else without_internal(project, views)
    scene = Scene(payloads)
    try:
        scene.load(project, part(progress, 0.0, 0.8))
        sources = source_lines(tuple({layer.id: layer for layer in shown}.values()), tr)
        if left_out:
            sources = (*sources, tr("comparing.models_left_out"))
        progress(0.8, "drawing")
        written = []
        for number, those in enumerate(_files(views)):
            named = path.with_name(f"{path.stem}-{number + 1}{path.suffix}") if number else path
            sheet = _Sheet(project, scene, tr, sources, size, internal)
            written.append(sheet.write(those, marked(named, project, those, tr)))
    finally:
        scene.close()
    progress(1.0, "drawing")
    record = written[0]
    if len(written) > 1:
        record["paths"] = [x["path"] for x in written]
    return record


def _files(views: list[ViewState]) -> list[list[ViewState]]:
    """Return the views of each file: of sides that take turns, each has its own."""
    first = views[0]
    if len(views) > 1 or first.compare is not Compare.BLINK or not is_compared(first):
        return [views]
    return [[shown_as(side, first.sides)] for side in sides_shown(first)]


def marked(path: Path, project: Project, views: list[ViewState], tr: Translator) -> Path:
    """Return the file in whose name stands that it is a simulation, where nothing is decided."""
    mark = tr("comparing.file_mark")
    if mark in path.stem or not any(is_undecided(project, one) for one in views):
        return path
    return path.with_name(f"{path.stem}-{mark}{path.suffix}")


class _Sheet(NamedTuple):
    """What all files of an export have in common."""

    project: Project
    scene: Scene
    tr: Translator
    sources: tuple[str, ...]
    size: tuple[int, int]
    internal: bool

    def write(self, views: list[ViewState], path: Path) -> dict[str, Any]:
        """Write a file of one view, or of two beside each other; return what was written."""
        project, tr, size = self.project, self.tr, self.size
        views = list(views)
        strip = sources_strip(self.sources, size, self.internal, tr)
        pictures: list[NDArray[np.uint8]] = []
        gap = round(size[0] / GAPS) if len(views) > 1 else 0
        for k, one in enumerate(views):
            room = size[0] - gap - sum(x.shape[1] for x in pictures)
            inner = (room // (len(views) - k), size[1] - strip.shape[0])
            camera = one.camera or _first_camera(project, one, self.scene, inner)
            views[k] = msgspec.structs.replace(one, camera=camera)
            pictures.append(self.picture(views[k], inner))
        if gap:
            pictures.insert(1, np.full((pictures[0].shape[0], gap, 3), 255, np.uint8))
        pixels = np.vstack([np.hstack(pictures), strip])
        guessed = [sun_said(self.scene, project, one, tr).guessed for one in views]
        labels = (
            certainty_of(project, one, guessed=x) for one, x in zip(views, guessed, strict=True)
        )
        certainty = worst(label for label in labels if label is not None)
        label = tr(f"certainty.{certainty}") if certainty else ""
        texts = [
            alternative_text(project, x, x.camera, label, self.sources, tr)
            for x in views
            if x.camera
        ]
        texts += dict.fromkeys(told for x in views if (told := shade_sentence(project, x, tr)))
        terms = ""
        if any(is_undecided(project, one) for one in views):
            terms = f"{tr('picture.under_study')}. {tr('comparing.not_contractual')}."
            texts.append(terms)
        text = " ".join(texts)
        record: dict[str, Any] = {
            "path": str(path),
            "size": list(size),
            "certainty": certainty.value if certainty else None,
            "sources": list(self.sources),
            "alternative_text": text,
            "internal": self.internal,
            "view": msgspec.to_builtins(views[0]),
        }
        if len(views) > 1:
            record["second_view"] = msgspec.to_builtins(views[1])
        title = " / ".join(told_title(project, one, tr) for one in views)
        write_png(path, pixels, title, text, self.sources, record, terms)
        return record

    def picture(self, view: ViewState, size: tuple[int, int]) -> NDArray[np.uint8]:
        """Return the picture of a view, or of all that it compares, with what lies on it."""
        cells = side_sizes(self.project, view, size, self.tr, self.scene)
        for k, (one, room) in enumerate(cells):
            viewer = viewer_of(None, k) if len(cells) > 1 else None
            self.scene.settle(self.project, one, room, viewer=viewer)
        found = drawn(self.scene, self.project, view, size, self.tr, leaves=True)
        return joined(found) if isinstance(found, Compared) else found[..., :3]


def told_title(project: Project, view: ViewState, tr: Translator) -> str:
    """Return the title of a picture with the variants that it shows."""
    title = picture_title(project, view, tr) or project.name
    if not view.variants:
        return title
    sides = (side_title(project, x, view.year, tr) for x in view.variants)
    return f"{title} \N{EN DASH} {' | '.join(sides)}"


def _first_camera(project: Project, view: ViewState, scene: Scene, size: tuple[int, int]) -> Camera:
    """Return where to look from: at the cut where there is one, else at the whole."""
    if view.section is not None and scene.relief is not None:
        return camera_for(view.section, scene.relief, size[0] / size[1])
    return home_camera(project, scene)


def sources_strip(
    sources: tuple[str, ...], size: tuple[int, int], internal: bool, tr: Translator
) -> NDArray[np.uint8]:
    """Return the strip with all sources, as high as they need: (h, width, 3)."""
    width, height = size
    letters = max(9, round(height / 64))
    face = font(letters)
    margin = letters
    head = tr("export.internal") if internal else tr("export.sources")
    told = " · ".join(source.rstrip(".") for source in sources)
    words = f"{head} {told}. {tr('export.made_with', version=__version__)}"
    lines = _wrapped(words, face, width - 2 * margin)
    step = round(letters * 1.35)
    strip = Image.new("RGB", (width, step * len(lines) + letters), STRIP_PAPER)
    pen = ImageDraw.Draw(strip)
    for number, line in enumerate(lines):
        pen.text((margin, letters // 2 + number * step), line, font=face, fill=STRIP_INK)
    return np.asarray(strip)


def _wrapped(words: str, face: Any, width: int) -> list[str]:
    lines, line = [], ""
    for word in words.split(" "):
        longer = f"{line} {word}".strip()
        if line and face.getlength(longer) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def alternative_text(
    project: Project,
    view: ViewState,
    camera: Camera,
    certainty: str,
    sources: tuple[str, ...],
    tr: Translator,
) -> str:
    """Return the view in words, for those who do not see it."""
    quarter = round(camera.azimuth / 45) % 8
    titles = [title_of(layer, tr) for layer in project.layers if layer.id not in view.hidden]
    return tr(
        "export.alternative_text",
        title=told_title(project, view, tr),
        direction=tr(f"export.direction.{quarter}"),
        layers=", ".join(titles),
        certainty=certainty,
        sources=" ; ".join(sources),
    )


def write_png(
    path: Path,
    pixels: NDArray[np.uint8],
    title: str,
    text: str,
    sources: tuple[str, ...],
    record: dict[str, Any],
    terms: str = "",
) -> None:
    """Write the pixels with XMP: title, description, sources, date, program and the view.

    ``terms`` is what must be known before the picture is used; IPTC calls it instructions.
    """
    moment = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    view = msgspec.json.encode(record).decode()
    told = ""
    if terms:
        told = f"<photoshop:Instructions>{escape(terms)}</photoshop:Instructions>"
    xmp = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:jumeau="urn:jumeau:1"'
        ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt>'
        "</dc:title><dc:description><rdf:Alt>"
        f'<rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt></dc:description>'
        f"<dc:source>{escape(' ; '.join(sources))}</dc:source>"
        f"{told}<xmp:CreateDate>{moment}</xmp:CreateDate>"
        f"<xmp:CreatorTool>Jumeau {__version__}</xmp:CreatorTool>"
        f"<jumeau:view>{escape(view)}</jumeau:view>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", xmp)
    info.add_itxt("Title", title)
    info.add_itxt("Description", text)
    if terms:
        info.add_itxt("Disclaimer", terms)
    path.parent.mkdir(parents=True, exist_ok=True)
    with writing(path) as temporary, open(temporary, "wb") as file:
        Image.fromarray(pixels).save(file, format="PNG", pnginfo=info, compress_level=4)
