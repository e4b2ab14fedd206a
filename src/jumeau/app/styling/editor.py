"""The style editor: one column beside the picture, which follows every choice at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from jumeau.app.icons import Icons
from jumeau.app.styling.class_table import ClassTable
from jumeau.app.styling.colours_part import ColoursPart
from jumeau.app.styling.controls import Section, is_large
from jumeau.app.styling.editing import Editing
from jumeau.app.styling.form_part import FormPart
from jumeau.app.styling.preview import LegendPreview
from jumeau.app.styling.readability import Readability
from jumeau.app.styling.shapes import Shape, is_stylable, shape_of, wanted_rows
from jumeau.app.styling.style_bar import StyleBar
from jumeau.app.theme import Theme
from jumeau.i18n import Translator, phrase_error
from jumeau.model.layer import styled
from jumeau.model.style import Style, StyleKind
from jumeau.render.legend import Row
from jumeau.render.styling.words import class_words
from jumeau.render.themes.dress import OPACITY

_PAD = 12


class StyleEditor(QScrollArea):
    """All choices about how one layer looks.

    Parameters
    ----------
    editing : Editing
        The layer and its style.
    legend : callable
        The rows of the legend that the picture has for one layer, by its id.
    """

    def __init__(
        self,
        editing: Editing,
        tr: Translator,
        icons: Icons,
        theme: Theme,
        legend: Callable[[str], tuple[Row, ...]],
    ) -> None:
        super().__init__()
        self.editing = editing
        self._tr = tr
        self._legend = legend
        self.setObjectName("panel")
        self.setAccessibleName(tr("style_window.title"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        body.setObjectName("panel")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWidget(body)
        column = QVBoxLayout(body)
        column.setContentsMargins(_PAD, 4, _PAD, _PAD)
        column.setSpacing(theme.px(12))
        self.none = QLabel(tr("style_window.none"))
        self.none.setObjectName("faint")
        self.none.setWordWrap(True)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setStyleSheet(f"color: {theme.error};")
        self.bar = StyleBar(editing, tr, icons, theme)
        self.colours = ColoursPart(editing, tr, icons, theme)
        self.classes = ClassTable(editing, tr, icons, theme)
        self.form = FormPart(editing, tr, theme)
        self.vision = Readability(tr, theme)
        self.preview = LegendPreview(tr("style_window.preview"))
        self.reset = QPushButton(tr("style_window.reset"))
        if is_large(theme):
            self.reset.setText(tr("styling.standard_look"))
        else:
            self.reset.setIcon(icons("rotate-ccw"))
        self.reset.setToolTip(tr("style_window.reset_told"))
        self.reset.setAccessibleName(tr("style_window.reset"))
        self.reset.clicked.connect(self._reset)
        self._parts = {
            "bar": Section("", self.bar),
            "colours": Section(tr("style_window.section.colours"), self.colours),
            "classes": Section(tr("style_window.section.classes"), self.classes),
            "form": Section(tr("style_window.section.form"), self.form),
            "vision": Section(tr("style_window.section.vision"), self.vision),
            "preview": Section(tr("style_window.preview"), self.preview),
        }
        for widget in (self.none, self.problem, *self._parts.values(), self.reset):
            column.addWidget(widget)
        column.addStretch(1)
        editing.changed.connect(self._begin_again)
        editing.summarised.connect(self.refresh)
        editing.refused.connect(self._refuse)
        self.problem.hide()
        self.refresh()

    def section(self, name: str) -> Section:
        """Return a section by its name."""
        return self._parts[name]

    def _begin_again(self) -> None:
        """Show the style as it is, and nothing of what could not be done before."""
        self.problem.hide()
        self.refresh()

    def refresh(self) -> None:
        """Show the style as it is."""
        editing = self.editing
        layer, style = editing.layer, editing.style
        there = layer is not None and is_stylable(layer, editing.fields)
        self.none.setVisible(not there)
        self.reset.setVisible(there)
        for part in self._parts.values():
            part.setVisible(there)
        if layer is None or not there:
            return
        wanted = wanted_rows(layer, style, editing.fields)
        self.bar.refresh()
        self.colours.refresh(wanted)
        self._parts["classes"].setVisible("classes" in wanted)
        self._parts["vision"].setVisible("vision" in wanted)
        if "classes" in wanted:
            self.classes.refresh()
        self._parts["form"].setVisible(self.form.refresh(wanted))
        if "vision" in wanted:
            self._see(style)
        self.reset.setEnabled(style != Style(title=style.title))
        self.refresh_legend()

    def refresh_legend(self) -> None:
        """Show the legend as the picture has it."""
        layer = self.editing.layer
        if layer is None or self.none.isVisible():
            return
        hidden = layer.id in self.editing.session.view.hidden
        rows = self._legend(layer.id)
        self._parts["preview"].setVisible(bool(rows) and not hidden)
        self.preview.show_rows(rows)

    def _see(self, style: Style) -> None:
        layer = self.editing.layer
        if layer is None:
            return
        worn = styled(layer, style.title)
        shown = [x for x in style.classes if x.shown]
        names = [class_words(worn, x, self._tr) for x in shown]
        codes = [x.colour for x in shown]
        ordered = style.kind is StyleKind.GRADUATED
        share = style.opacity * (1.0 if shape_of(layer) is Shape.SOLIDS else OPACITY)
        self.vision.show_classes(codes, names, ordered=ordered, share=share)

    def _reset(self) -> None:
        self.editing.wear(Style(title=self.editing.style.title))

    def _refuse(self, problem: object) -> None:
        """Say in the panel what cannot be done, and how it could."""
        from jumeau.errors import JumeauError

        if isinstance(problem, JumeauError):
            told = phrase_error(problem, self._tr)
            self.problem.setText(" ".join(told.values()))
        else:
            self.problem.setText(str(problem))
        self.problem.show()
        self.ensureWidgetVisible(self.problem)
