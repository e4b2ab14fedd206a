"""Small pictures of the views that a project keeps: drawn while nothing else is, and kept."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from jumeau.geometry.jit import user_cache

if TYPE_CHECKING:
    from jumeau.app.scene_keeper import SceneKeeper
    from jumeau.model.project import Project
    from jumeau.model.session import Session
    from jumeau.model.view_state import ViewState

SIZE = (384, 216)
"""Width and height [pixels]: sharp on screens with two pixels a point."""
_RESTED = 900  # [ms] without a change before one is drawn
_MOST = 400  # files; what was not used for longest goes first
_EDITION = b"3"  # another one when views are drawn in another way


class Thumbnails(QObject):
    """The pictures of views, from the cache folder or drawn in the pauses of the painter.

    Parameters
    ----------
    session : Session
        The project and its views.
    keeper : SceneKeeper
        Who draws.
    """

    ready = Signal(str)
    """A picture is there: it is drawn, or was found; its key."""

    def __init__(self, session: Session, keeper: SceneKeeper, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._keeper = session, keeper
        self._folder = user_cache() / "views"
        self._content: tuple[Project, bytes] | None = None
        self._found: dict[str, QImage] = {}
        self._wanted: dict[str, ViewState] = {}
        self._drawing = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_RESTED)
        self._rest.timeout.connect(self._draw_next)

    def close(self) -> None:
        """Draw no more."""
        self._wanted.clear()
        self._rest.stop()

    def picture(self, view: ViewState) -> QImage | None:
        """Return the picture of a view as the project is now; None while it is not drawn yet.

        It is drawn as soon as nothing else is, and :attr:`ready` tells.
        """
        key = self.key(view)
        if key in self._found:
            return self._found[key]
        path = self.path(view)
        image = QImage(str(path))
        if not image.isNull():
            with contextlib.suppress(OSError):
                path.touch()
            self._found[key] = image
            return image
        if view.camera is not None:
            self._wanted[key] = view
            self._rest.start()
        return None

    def path(self, view: ViewState) -> Path:
        """Return the file of the picture of a view, which may not be there yet."""
        return self._folder / f"{self.key(view)}.png"

    def only(self, views: list[ViewState]) -> None:
        """Forget what was wanted of other views, or of the project as it was."""
        keys = {self.key(view) for view in views}
        for key in [key for key in self._wanted if key not in keys]:
            del self._wanted[key]

    def key(self, view: ViewState) -> str:
        """Return what a picture follows from, as a digest: what the project holds, and the view."""
        plain = msgspec.structs.replace(view, title="", furniture=False, language="fr")
        digest = hashlib.sha256(_EDITION + self._digest())
        digest.update(msgspec.json.encode(plain))
        return digest.hexdigest()[:40]

    def _digest(self) -> bytes:
        project = self._session.project
        if self._content is None or self._content[0] is not project:
            held = msgspec.structs.replace(project, views=(), name="")
            digest = hashlib.sha256(msgspec.json.encode(held)).digest()
            self._content = (project, digest)
        return self._content[1]

    # -- drawing ---------------------------------------------------------------------------------

    def _draw_next(self) -> None:
        if not self._wanted or self._drawing:
            return
        if not self._keeper.complete:  # the picture itself comes first
            self._rest.start()
            return
        key = next(iter(self._wanted))
        self._drawing = key
        self._keeper.snapshot(self._wanted[key], SIZE, lambda pixels: self._drawn(key, pixels))

    def _drawn(self, key: str, pixels: Any) -> None:
        self._drawing = ""
        wanted = self._wanted.pop(key, None)
        if wanted is not None and pixels is not None:
            height, width = pixels.shape[:2]
            form = QImage.Format.Format_RGB888
            image = QImage(pixels.tobytes(), width, height, 3 * width, form).copy()
            self._found[key] = image
            self._keep(key, image)
            self.ready.emit(key)
        if self._wanted:
            self._rest.start()

    def _keep(self, key: str, image: QImage) -> None:
        """Put a picture into the cache folder; where the disk does not take it, it is lost."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            image.save(str(self._folder / f"{key}.png"))
            files = sorted(self._folder.glob("*.png"), key=lambda path: path.stat().st_mtime)
            for path in files[:-_MOST]:
                path.unlink(missing_ok=True)


def fitted(image: QImage, width: int, ratio: float) -> QImage:
    """Return a picture in a width [points] on a screen with so many pixels a point."""
    mode = Qt.TransformationMode.SmoothTransformation
    small = image.scaledToWidth(round(width * ratio), mode)
    small.setDevicePixelRatio(ratio)
    return small
