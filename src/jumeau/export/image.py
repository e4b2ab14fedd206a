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
from jumeau.model.view_state import Camera, ViewState
from jumeau.render.furniture import compose, furniture
from jumeau.render.legend import certainty_of, picture_title
from jumeau.render.scene import Scene, home_camera
from jumeau.render.typeface import font
from jumeau.titles import title_of

STRIP_INK = (60, 64, 67)
STRIP_PAPER = (255, 255, 255)


def export_image(
    project: Project,
    view: ViewState,
    payloads: Payloads,
    path: Path,
    size: tuple[int, int],
    tr: Translator,
    *,
    internal: bool = False,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Draw a view and write it as a PNG.

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
    shown = exported_layers(project, view, tr, internal=internal)
    kept = {layer.id for layer in shown}
    hidden = tuple(sorted(layer.id for layer in project.layers if layer.id not in kept))
    view = msgspec.structs.replace(view, hidden=hidden)
    scene = Scene(payloads)
    try:
        scene.load(project, part(progress, 0.0, 0.8))
        camera = view.camera or home_camera(project, scene)
        view = msgspec.structs.replace(view, camera=camera)
        sources = source_lines(shown, tr)
        strip = sources_strip(sources, size, internal, tr)
        inner = (size[0], size[1] - strip.shape[0])
        progress(0.8, "drawing")
        scene.settle(project, view, inner)
        picture = scene.draw(project, view, inner)
        picture = compose(picture, furniture(project, view, inner, tr, keys=scene.keys()))
    finally:
        scene.close()
    pixels = np.vstack([picture[..., :3], strip])
    certainty = certainty_of(project, view)
    label = tr(f"certainty.{certainty}") if certainty else ""
    text = alternative_text(project, view, camera, label, sources, tr)
    record = {
        "path": str(path),
        "size": list(size),
        "certainty": certainty.value if certainty else None,
        "sources": list(sources),
        "alternative_text": text,
        "internal": internal,
        "view": msgspec.to_builtins(view),
    }
    title = picture_title(project, view, tr) or project.name
    write_png(path, pixels, title, text, sources, record)
    progress(1.0, "drawing")
    return record


def sources_strip(
    sources: tuple[str, ...], size: tuple[int, int], internal: bool, tr: Translator
) -> NDArray[np.uint8]:
    """Return the strip with all sources, as high as they need: (h, width, 3)."""
    width, height = size
    letters = max(9, round(height / 64))
    face = font(letters)
    margin = letters
    head = tr("export.internal") if internal else tr("export.sources")
    words = f"{head} {' · '.join(sources)}. {tr('export.made_with', version=__version__)}"
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
