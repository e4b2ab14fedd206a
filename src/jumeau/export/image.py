"""A view as a PNG: the picture, its furniture, all its sources, and the same in its metadata."""

from __future__ import annotations

import datetime
from html import escape
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, PngImagePlugin

from jumeau import __version__
from jumeau.export.credits import exported_layers, source_lines
from jumeau.i18n import Translator
from jumeau.io.atomic import writing
from jumeau.io.store import Payloads
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project
from jumeau.model.provenance import worst
from jumeau.model.view_state import Camera, ViewState
from jumeau.render.finish import finished
from jumeau.render.labels.ranks import named_layers
from jumeau.render.legend import certainty_of, picture_title
from jumeau.render.scene import Scene, home_camera
from jumeau.render.section import camera_for
from jumeau.render.typeface import font
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
        What was written: path, size, certainty, sources, alternative text, view.

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
    scene = Scene(payloads)
    try:
        scene.load(project, part(progress, 0.0, 0.8))
        sources = source_lines(tuple({layer.id: layer for layer in shown}.values()), tr)
        strip = sources_strip(sources, size, internal, tr)
        progress(0.8, "drawing")
        pictures: list[NDArray[np.uint8]] = []
        gap = round(size[0] / GAPS) if second is not None else 0
        for k, one in enumerate(views):
            room = size[0] - gap - sum(x.shape[1] for x in pictures)
            inner = (room // (len(views) - k), size[1] - strip.shape[0])
            camera = one.camera or _first_camera(project, one, scene, inner)
            views[k] = msgspec.structs.replace(one, camera=camera)
            scene.settle(project, views[k], inner)
            picture = scene.draw(project, views[k], inner)
            pictures.append(finished(scene, picture, project, views[k], tr)[..., :3])
        if gap:
            pictures.insert(1, np.full((pictures[0].shape[0], gap, 3), 255, np.uint8))
    finally:
        scene.close()
    pixels = np.vstack([np.hstack(pictures), strip])
    labels = (certainty_of(project, one) for one in views)
    certainty = worst(label for label in labels if label is not None)
    label = tr(f"certainty.{certainty}") if certainty else ""
    texts = [alternative_text(project, x, x.camera, label, sources, tr) for x in views if x.camera]
    text = " ".join(texts)
    record: dict[str, Any] = {
        "path": str(path),
        "size": list(size),
        "certainty": certainty.value if certainty else None,
        "sources": list(sources),
        "alternative_text": text,
        "internal": internal,
        "view": msgspec.to_builtins(views[0]),
    }
    if second is not None:
        record["second_view"] = msgspec.to_builtins(views[1])
    title = " / ".join(picture_title(project, one, tr) or project.name for one in views)
    write_png(path, pixels, title, text, sources, record)
    progress(1.0, "drawing")
    return record


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
        title=picture_title(project, view, tr) or project.name,
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
) -> None:
    """Write the pixels with XMP: title, description, sources, date, program and the view."""
    moment = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    view = msgspec.json.encode(record).decode()
    xmp = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:jumeau="urn:jumeau:1">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt>'
        "</dc:title><dc:description><rdf:Alt>"
        f'<rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt></dc:description>'
        f"<dc:source>{escape(' ; '.join(sources))}</dc:source>"
        f"<xmp:CreateDate>{moment}</xmp:CreateDate>"
        f"<xmp:CreatorTool>Jumeau {__version__}</xmp:CreatorTool>"
        f"<jumeau:view>{escape(view)}</jumeau:view>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", xmp)
    info.add_itxt("Title", title)
    info.add_itxt("Description", text)
    path.parent.mkdir(parents=True, exist_ok=True)
    with writing(path) as temporary, open(temporary, "wb") as file:
        Image.fromarray(pixels).save(file, format="PNG", pnginfo=info, compress_level=4)
