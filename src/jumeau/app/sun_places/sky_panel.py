"""The sky over a point or a window: the diagram, what hides the sun, how it is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.scene_parts import CurrentStore
from jumeau.app.sun_places.drawing import PAPER, STALE
from jumeau.render.sun_words import told_day

if TYPE_CHECKING:
    from jumeau.app.sun_places.places import Places
    from jumeau.app.workspace import Workspace
    from jumeau.render.site import Site
    from jumeau.simulation.sun.diagram import Diagram

PNG_SIZE = 1400
MOST_TOLD = 6
"""Parts of a day that are told one by one."""


class SkyDisc(QWidget):
    """Paints the diagram as large as there is room for."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.diagram: Diagram | None = None
        self.before: Diagram | None = None
        self.chosen = 0
        self.projection = "stereographic"
        self.stale = False
        self._images: dict[bool, tuple[Any, QImage]] = {}
        self.setMinimumSize(120, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(workspace.window_.tr_("app.action.sky_diagram"))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the usual size."""
        return QSize(320, 320)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the diagram."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), PAPER)
        if self.diagram is not None:
            side = min(self.width(), self.height())
            ratio = self.devicePixelRatioF()
            image = self.painted(round(side * ratio))
            painter.setOpacity(STALE if self.stale else 1.0)
            left, top = (self.width() - side) / 2, (self.height() - side) / 2
            painter.drawImage(QRectF(left, top, side, side), image)
        if self.stale:
            painter.setOpacity(1.0)
            painter.setPen(QColor("#22292E"))
            told = self._workspace.window_.tr_("sun_places.waiting")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, told)
        painter.end()

    def painted(self, side: int, *, large: bool = False) -> QImage:
        """Return the diagram, so wide and high [pixels]; ``large``: the one on the picture."""
        from jumeau.render.sky_plate import sky_plate

        key = (id(self.diagram), id(self.before), side, self.chosen, self.projection)
        held = self._images.get(large)
        if held is None or held[0] != key:
            assert self.diagram is not None
            pixels = sky_plate(
                self.diagram, side, self._workspace.window_.tr_, before=self.before,
                chosen=self.chosen, projection=self.projection,
            )  # fmt: skip
            image = QImage(pixels.tobytes(), side, side, 3 * side, QImage.Format.Format_RGB888)
            held = self._images[large] = (key, image.copy())
        return held[1]


class SkyPanel(QWidget):
    """The disc, the share of the sky that is seen, and who hides the sun when."""

    def __init__(self, workspace: Workspace, places: Places) -> None:
        super().__init__()
        self._workspace = workspace
        self._places = places
        tr = self._tr = workspace.window_.tr_
        self.setObjectName("panel")
        self.diagrams: dict[str, Diagram] = {}
        self._names: dict[tuple[float, float], str] = {}
        self._store = CurrentStore(workspace.opened)
        self.disc = SkyDisc(workspace)
        self.sky = QLabel()
        bold = self.sky.font()
        bold.setBold(True)
        self.sky.setFont(bold)
        self.sky.setWordWrap(True)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.days = QComboBox()
        self.days.setAccessibleName(tr("sun_places.dates"))
        self.days.currentIndexChanged.connect(self._tell)
        self.how = QComboBox()
        self.how.setAccessibleName(tr("sun_places.diagram.how"))
        for name in ("stereographic", "equidistant"):
            self.how.addItem(tr(f"sun_places.diagram.{name}"), name)
        self.how.currentIndexChanged.connect(self._tell)
        self.png = QToolButton()
        self.png.setIcon(workspace.window_.icons("image"))
        self.png.clicked.connect(self._ask)
        self.on_picture = QToolButton()
        self.on_picture.setIcon(workspace.window_.icons("maximize"))
        self.on_picture.setCheckable(True)
        self.on_picture.toggled.connect(lambda _: workspace.viewport.update())
        done = QToolButton()
        done.setIcon(workspace.window_.icons("x"))
        for button, words in (
            (self.on_picture, "sun_places.on_picture"),
            (self.png, "sun_places.png"),
            (done, "sun_places.close"),
        ):
            button.setToolTip(tr(words))
            button.setAccessibleName(tr(words))
        done.clicked.connect(places.clear_sky)
        head, choices = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.sky, 1)
        for button in (self.on_picture, self.png, done):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        for part in (self.days, self.how):
            choices.addWidget(part, 1)
        scroll = QScrollArea()
        scroll.setWidget(self.told)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setMinimumHeight(24)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 4)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.disc, 3)
        column.addLayout(choices)
        column.addWidget(scroll, 1)

    def wait(self) -> None:
        """Show that what is drawn no longer holds."""
        if self.diagrams:
            self.disc.stale = True
            self.disc.update()

    def names(
        self, found: dict[str, Diagram], sites: dict[str, Site]
    ) -> dict[tuple[float, float], str]:
        """Return what the things are called that hide the sun; for worker threads."""
        from jumeau.render.sun_names import names_of

        project = self._workspace.session.project
        told: dict[tuple[float, float], str] = {}
        for one, diagram in found.items():
            told |= names_of(project, self._store, sites[one], diagram, self._tr)
        return told

    def show_sky(self, found: dict[str, Diagram], names: dict[tuple[float, float], str]) -> None:
        """Show the sky of each side, the last one painted, the first as its outline."""
        self.diagrams, self._names = found, names
        ids = tuple(found)
        self.disc.diagram = found[ids[-1]]
        self.disc.before = found[ids[0]] if len(ids) > 1 else None
        self.disc.stale = False
        chosen = self.days.currentIndex()
        with QSignalBlocker(self.days):
            self.days.clear()
            for path in self.disc.diagram.paths:
                self.days.addItem(told_day(path.date, self._tr))
            self.days.setCurrentIndex(max(chosen, 0))
        self._tell()

    def _tell(self) -> None:
        if self.disc.diagram is None:
            return
        self.disc.chosen = max(self.days.currentIndex(), 0)
        self.disc.projection = str(self.how.currentData())
        self.sky.setText(self.said())
        self.told.setText(self.hidden())
        self.disc.setAccessibleDescription(f"{self.sky.text()} {self.told.text()}")
        self.disc.update()

    def said(self) -> str:
        """Return how much of the sky is seen, in a sentence."""
        from jumeau.render.sun_place_words import told_sky

        return told_sky(self.diagrams, self._workspace.session.project, self._tr)

    def hidden(self) -> str:
        """Return what hides the sun when, a line each."""
        from jumeau.render.sun_place_words import told_hidden_day

        diagram = self.disc.diagram
        assert diagram is not None
        path = diagram.paths[self.disc.chosen]
        lines = told_hidden_day(diagram, path, self._names, self._tr)
        return "\n".join(lines[: MOST_TOLD + 1])

    # -- files -----------------------------------------------------------------------------------

    def _ask(self) -> None:
        window, session = self._workspace.window_, self._workspace.session
        name = self._tr("sun_places.file_sky", name=session.project.name)
        start = window.settings.folder / f"{name}.png"
        chosen, _ = QFileDialog.getSaveFileName(
            window, self._tr("sun_places.png"), str(start), "PNG (*.png)"
        )
        if chosen:
            path = Path(chosen)
            window.settings.folder = path.parent
            self.save(path if path.suffix else path.with_suffix(".png"))

    def save(self, path: Path) -> None:
        """Write the diagram as a picture."""
        diagram, before = self.disc.diagram, self.disc.before
        if diagram is None or self.disc.stale:
            return
        window, session, tr = self._workspace.window_, self._workspace.session, self._tr
        project, chosen, projection = session.project, self.disc.chosen, self.disc.projection
        said, told = self.said(), self.hidden()

        def work(_progress: object) -> None:
            from jumeau.export.sky_image import write_sky

            write_sky(path, diagram, project, tr, said=said, told=told, before=before,
                      chosen=chosen, projection=projection, width=PNG_SIZE)  # fmt: skip

        done = tr("sun_places.saved", path=path)
        window.tasks.submit(tr("app.job.sun_place"), work, lambda _: window.messages.say(done))
