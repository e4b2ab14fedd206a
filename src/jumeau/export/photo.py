"""A photograph and the simulated shade of the same minute and viewpoint, as a PNG."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from jumeau.errors import InputError
from jumeau.export.credits import exported_layers, source_lines, without_internal
from jumeau.export.image import marked, sources_strip, write_png
from jumeau.i18n import Translator
from jumeau.io.photos import read_photo, read_pixels
from jumeau.io.store import Payloads
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project
from jumeau.model.shot import Shot
from jumeau.model.view_state import ViewState
from jumeau.render.legend import certainty_of
from jumeau.render.photo import beside, camera_of, is_within, photo_words, picture_size, view_of
from jumeau.render.scene import Scene
from jumeau.render.sun_legend import sun_said
from jumeau.render.sun_words import place_of, shade_sentence
from jumeau.render.variant_words import is_undecided

WIDTH = 1920


def export_photo(
    project: Project,
    view: ViewState,
    payloads: Payloads,
    photo: Path,
    shot: Shot,
    path: Path,
    tr: Translator,
    *,
    width: int = WIDTH,
    internal: bool = False,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Write a photograph beside the shade that is computed for its minute and place.

    The photograph is read, never changed; nothing of its metadata is written but author and time.

    Parameters
    ----------
    view : ViewState
        Which layers and which variant are drawn; its camera and its hour are those of the shot.
    width : int
        Of the whole picture [pixels].
    internal : bool
        Accept a photograph without an author, and layers that are not public; the picture says so.

    Returns
    -------
    dict
        What was written: path, size, shot, certainty, sources, alternative text.

    Raises
    ------
    InputError
        ``photo.author_missing`` in public, ``photo.elsewhere``; as :func:`read_photo` and
        :func:`jumeau.export.image.export_image`.
    """
    if not internal and not shot.author.strip():
        raise InputError("photo.author_missing", name=photo.name)
    card = read_photo(photo)
    layers = exported_layers(project, view, tr, internal=internal)
    kept = {layer.id for layer in layers}
    hidden = tuple(sorted(x.id for x in project.layers if x.id not in kept))
    view = msgspec.structs.replace(view, hidden=hidden)
    project, left_out = (project, 0) if internal else without_internal(project, [view])
    room = picture_size((card.width, card.height), width)
    scene = Scene(payloads)
    try:
        scene.load(project, part(progress, 0.0, 0.8))
        relief = scene.relief
        assert relief is not None
        if not is_within(shot.place, relief):
            raise InputError("photo.elsewhere", name=photo.name)
        view = view_of(view, shot, camera_of(shot, relief))
        progress(0.8, "drawing")
        scene.settle(project, view, room)
        drawn = scene.draw(project, view, room)[..., :3]
        guessed = sun_said(scene, project, view, tr).guessed
    finally:
        scene.close()
    picture = read_pixels(photo, room)
    held = np.full((*room[::-1], 3), 255, np.uint8)
    held[: picture.shape[0], : picture.shape[1]] = picture
    pixels = beside(held, drawn, shot, project, view, tr, guessed=guessed)
    head, rest = photo_words(shot, place_of(project).zone, tr)
    sources = (*source_lines(layers, tr), f"{head}, {rest}")
    if left_out:
        sources = (*sources, tr("comparing.models_left_out"))
    whole = (pixels.shape[1], pixels.shape[0])
    pixels = np.vstack([pixels, sources_strip(sources, whole, internal, tr)])
    label = certainty_of(project, view, guessed=guessed)
    terms = ""
    if is_undecided(project, view):
        terms = f"{tr('picture.under_study')}. {tr('comparing.not_contractual')}."
    told = tr("photo.alternative_text", photo=f"{head}, {rest}",
              shade=shade_sentence(project, view, tr))  # fmt: skip
    path = marked(path, project, [view], tr)
    record: dict[str, Any] = {
        "path": str(path),
        "size": [pixels.shape[1], pixels.shape[0]],
        "photo": photo.name,
        "shot": msgspec.to_builtins(shot),
        "certainty": label.value if label else None,
        "sources": list(sources),
        "alternative_text": " ".join(x for x in (told, terms) if x),
        "internal": internal,
        "view": msgspec.to_builtins(view),
    }
    write_png(path, pixels, head, record["alternative_text"], sources, record, terms)
    progress(1.0, "drawing")
    return record
