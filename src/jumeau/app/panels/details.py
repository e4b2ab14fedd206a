"""The panel on the right: the clicked feature, the layer's card, the report."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.icons import Icons
from jumeau.app.panels import cards, element_cards
from jumeau.app.panels.identify import Identified
from jumeau.app.panels.result_cards import Told, cell_card, results_section
from jumeau.app.panels.style import StylePanel
from jumeau.app.theme import Theme
from jumeau.i18n import Translator
from jumeau.model.layer import styled
from jumeau.model.payload import PayloadKind
from jumeau.model.project import Project
from jumeau.model.session import Session
from jumeau.model.variants import only_variants
from jumeau.model.view_state import ViewState

FEATURE, LAYER, REPORT = range(3)


class DetailsPanel(QTabWidget):
    """Three tabs of readable text; each can be reached and read by keyboard."""

    card_edit_asked = Signal(str)

    def __init__(
        self,
        session: Session,
        tr: Translator,
        icons: Icons,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAccessibleName(tr("app.panel.details"))
        self.setDocumentMode(True)
        self.setUsesScrollButtons(theme.scale > 1.2)  # large words would leave the model no room
        self.tabBar().setDrawBase(False)
        self._session = session
        self._tr = tr
        self.ink = cards.Ink(theme.faint, theme.accent, theme.warning, theme.line)
        self._layer = self._card = ""
        self.feature = self._browser(tr("app.tab.feature"))
        self.layer = self._browser(tr("app.tab.layer"))
        self.report = self._browser(tr("app.tab.report"))
        self.edit = QPushButton(tr("app.card.edit"))
        self.edit.setToolTip(tr("app.card.edit_told"))
        self.edit.clicked.connect(lambda: self.card_edit_asked.emit(self._layer))
        self.edit.setEnabled(False)
        page = QWidget()
        page.setObjectName("panel")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(page)
        column.addWidget(self.layer, 1)
        self.style_panel = StylePanel(session, tr)
        column.addWidget(self.style_panel)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 0, 12, 0)
        foot.addWidget(self.edit)
        foot.addStretch(1)
        column.addLayout(foot)
        column.setContentsMargins(0, 0, 0, 8)
        self.addTab(self.feature, tr("app.tab.feature"))
        self.addTab(page, tr("app.tab.layer"))
        self.addTab(self.report, tr("app.tab.report"))
        self.show_nothing()
        self.show_layer("")
        self._write_report(session.project)
        self._stops = (
            session.subscribe(self._follow),
            session.subscribe_view(self._follow_view),
        )

    def close_panel(self) -> None:
        """Stop following the session."""
        for stop in self._stops:
            stop()

    def show_nothing(self) -> None:
        """Say how to identify something."""
        self._show(cards.note(self._tr("app.feature.nothing"), self.ink.faint))

    def show_ground(self, point: tuple[float, float, float]) -> None:
        """Show a place where there is nothing but ground."""
        session = self._session
        card = element_cards.ground_card(point, session.project, session.view, self._tr, self.ink)
        self._show(card)
        self.setCurrentIndex(FEATURE)

    def show_identified(self, found: Identified) -> None:
        """Show what was clicked."""
        titles = dict(self._session.view.styles)
        layer = styled(found.layer, titles.get(found.layer.id, found.layer.style.title))
        if layer.payload.kind is PayloadKind.SAMPLES and found.facts:
            session = self._session
            card = cell_card(layer, found.facts, session.project, session.view, self._tr, self.ink)
        else:
            card = element_cards.feature_card(
                layer, found.attributes, found.facts, self._tr, self.ink
            )
        self._show(card)
        self.setCurrentIndex(FEATURE)

    def _show(self, card: str) -> None:
        self._card = card
        self.feature.setHtml(card)

    def add_results(self, told: Sequence[Told]) -> None:
        """Add what results of analyses say of the place that is shown."""
        session = self._session
        card = results_section(told, session.project, session.view, self._tr, self.ink)
        if card:
            self.feature.setHtml(self._card + card)

    def show_layer(self, layer_id: str) -> None:
        """Show the provenance card of a layer; empty for none."""
        self._layer = layer_id
        project = self._session.project
        known = any(layer.id == layer_id for layer in project.layers)
        self.edit.setEnabled(known)
        self.edit.setVisible(known)
        self.style_panel.show_layer(project.layer(layer_id) if known else None)
        if known:
            layer = project.layer(layer_id)
            self.layer.setHtml(cards.provenance_card(layer, project, self._tr, self.ink))
        else:
            self.layer.setHtml(cards.note(self._tr("app.card.nothing"), self.ink.faint))

    def show_report(self) -> None:
        """Bring the report to the front."""
        self.setCurrentIndex(REPORT)

    def _follow_view(self, old: ViewState, new: ViewState) -> None:
        if old.styles != new.styles:
            self.show_layer(self._layer)

    def _follow(self, old: Project, new: Project) -> None:
        if only_variants(old, new):
            if any(x.id == self._layer and x.analysis is not None for x in new.layers):
                self.show_layer(self._layer)  # which may be out of date from now on
            return
        self.show_layer(self._layer)
        self._write_report(new)

    def _write_report(self, project: Project) -> None:
        self.report.setHtml(cards.report_card(project, self._tr, self.ink))

    def _browser(self, name: str) -> QTextBrowser:
        browser = QTextBrowser()
        browser.setOpenExternalLinks(True)
        browser.setFrameShape(QFrame.Shape.NoFrame)
        browser.document().setDocumentMargin(12)
        browser.setAccessibleName(name)
        return browser
