"""The part of the editor that says which colours there are, and what they follow."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QLabel, QToolButton, QWidget

from jumeau.app.icons import Icons
from jumeau.app.panels.style import palette_title
from jumeau.app.styling import class_edits as edits
from jumeau.app.styling.colour_button import ColourButton
from jumeau.app.styling.controls import Choice, Count, Number, Rows, fields_as_items, is_large
from jumeau.app.styling.editing import Editing
from jumeau.app.styling.histogram import Histogram
from jumeau.app.styling.ramp_box import RampBox
from jumeau.app.styling.shapes import kinds_of
from jumeau.app.theme import Theme
from jumeau.i18n import Translator
from jumeau.model.layer import Layer, styled
from jumeau.model.style import Style, StyleKind
from jumeau.render.styling.applying import ends_of, recoloured
from jumeau.render.styling.classing import FEWEST, METHODS, MOST
from jumeau.render.styling.making import MOST_CATEGORIES
from jumeau.render.styling.named import STANDARDS, standards_for
from jumeau.render.styling.ramps import RampKind, ramp_colours
from jumeau.render.styling.words import unit_words
from jumeau.render.themes.dress import palette_of
from jumeau.render.themes.registry import palettes_of

_SCALES = (RampKind.SEQUENTIAL, RampKind.DIVERGING)
_FEATURES = (RampKind.QUALITATIVE, RampKind.SEQUENTIAL, RampKind.DIVERGING)
_STEPS = 24


class ColoursPart(Rows):
    """Kind, field, method, count, ramp, histogram."""

    def __init__(self, editing: Editing, tr: Translator, icons: Icons, theme: Theme) -> None:
        super().__init__(theme)
        self._editing = editing
        self._tr = tr
        self.kind, self.palettes, self.field, self.method = Choice(), Choice(), Choice(), Choice()
        self.told = QLabel()
        self.told.setObjectName("faint")
        self.told.setWordWrap(True)
        self.colour = ColourButton(tr, tr("style_window.row.colour"), usual=False)
        self.count = Count(FEWEST, MOST)
        self.ramp = RampBox(tr)
        self.reverse = QToolButton()
        self.reverse.setIcon(icons("arrow-left-right"))
        self.reverse.setCheckable(True)
        self.reverse.setToolTip(tr("style_window.ramp.reverse"))
        self.reverse.setAccessibleName(tr("style_window.ramp.reverse"))
        self.histogram = Histogram(tr, theme)
        self.low, self.high = Number(tr, -1e9, 1e9), Number(tr, -1e9, 1e9)
        self.low.setAccessibleName(tr("style_window.row.low"))
        self.high.setAccessibleName(tr("style_window.row.high"))
        for name, words, widget in (
            ("kind", "kind", self.kind),
            ("palette", "palette", self.palettes),
            ("colour", "colour", self.colour),
            ("field", "field", self.field),
            ("method", "method", self.method),
            ("method_told", "", self.told),
            ("count", "count", self.count),
            ("ramp", "ramp", _beside(self.ramp, self.reverse)),
            ("histogram", "", self.histogram),
            ("ends", "ends", _beside(self.low, self.high, even=True, stacked=is_large(theme))),
        ):
            self.add(name, tr(f"style_window.row.{words}") if words else "", widget)
        self._connect()

    def _connect(self) -> None:
        editing = self._editing
        self.kind.chosen.connect(self._choose_kind)
        self.palettes.chosen.connect(lambda name: editing.change(name=name))
        self.colour.tried.connect(lambda code: editing.change(gesture="colour", colour=code))
        self.colour.settled.connect(editing.end_gesture)
        self.field.chosen.connect(self._choose_field)
        self.method.chosen.connect(self._choose_method)
        self.count.changed_to.connect(self._choose_count)
        self.ramp.chosen.connect(lambda name: self._choose_ramp(name, self.reverse.isChecked()))
        self.reverse.clicked.connect(self._reverse)
        self.histogram.moved.connect(self._move_limit)
        self.histogram.settled.connect(editing.end_gesture)
        self.low.changed_to.connect(lambda value: self._end("low", value))
        self.high.changed_to.connect(lambda value: self._end("high", value))

    # -- showing ---------------------------------------------------------------------------------

    def refresh(self, wanted: frozenset[str]) -> None:
        """Show the style as it is, and the rows that make sense for it."""
        editing, tr = self._editing, self._tr
        layer, style = editing.layer, editing.style
        if layer is None:
            return
        names = set(wanted)
        if self._told(layer, style):
            names.add("method_told")
        if editing.summary is None or not editing.summary.bins:
            names.discard("histogram")
        self.show_only(names)
        kinds = kinds_of(layer, editing.fields)
        self.kind.show_items(((x.value, tr(f"styling.kind.{x.value}")) for x in kinds), style.kind)
        palettes = palettes_of(layer)
        worn = palette_of(styled(layer, style.title), palettes) if palettes else ""
        self.palettes.show_items(((x, palette_title(layer, x, tr)) for x in palettes), worn)
        self.colour.show_colour(style.colour)
        numeric = style.kind in (StyleKind.GRADUATED, StyleKind.CONTINUOUS)
        fields = [(x.name, x.title, x.unit) for x in editing.fields if x.numeric or not numeric]
        items = fields_as_items(fields, lambda unit: unit_words(unit, tr))
        self.field.show_items(items, style.field)
        self.method.show_items(self._methods(layer, style), style.method)
        categories = style.kind is StyleKind.CATEGORIES
        self.count.setRange(*((1, MOST_CATEGORIES) if categories else (FEWEST, MOST)))
        self.count.show_value(len([x for x in style.classes if x.values or not categories]))
        kinds_of_ramp = _FEATURES if categories else _SCALES
        self.ramp.show_ramp(style.ramp, kinds_of_ramp, backwards=style.reversed)
        self.reverse.setChecked(style.reversed)
        self._show_ends(style)
        self.refresh_histogram()

    def _methods(self, layer: Layer, style: Style) -> list[tuple[str, str]]:
        tr = self._tr
        known = [x for x in standards_for(layer, style.field) if STANDARDS[x].bounds]
        listed = [(name, tr(f"styling.standard.{name}")) for name in known]
        listed += [(x, tr(f"styling.method.{x}")) for x in METHODS if x != edits.MANUAL]
        return [*listed, (edits.MANUAL, tr(f"styling.method.{edits.MANUAL}"))]

    def _told(self, layer: Layer, style: Style) -> bool:
        """Say under the method what it does, or where a known scale comes from."""
        tr, text = self._tr, ""
        if style.kind is StyleKind.STANDARD and palettes_of(layer):
            key = (
                f"themes.palette_told.{palette_of(styled(layer, style.title), palettes_of(layer))}"
            )
            text = tr(key) if tr.has(key) else ""
        elif style.kind is StyleKind.GRADUATED and style.method:
            what = "standard_source" if style.method in STANDARDS else "method_told"
            key = f"styling.{what}.{style.method}"
            text = tr(key) if tr.has(key) else ""
        self.told.setText(text)
        return bool(text)

    def _show_ends(self, style: Style) -> None:
        low, high = ends_of(style)
        extent = high - low
        places = 0 if extent >= 20 else 1 if extent >= 2 else 3
        for widget, value in ((self.low, low), (self.high, high)):
            widget.setDecimals(places)
            widget.setSingleStep(max(extent / 20, 10.0**-places))
            widget.show_value(value)

    def refresh_histogram(self) -> None:
        """Show how often each value occurs."""
        editing = self._editing
        style, found, field = editing.style, editing.summary, editing.field
        if found is None or field is None or not found.bins:
            return
        unit = unit_words(field.unit, self._tr)
        if style.kind is StyleKind.GRADUATED:
            limits = edits.inner_bounds(style)
            colours = [x.colour for x in style.classes]
            if len(limits) == len(colours) - 1:
                self.histogram.show_values(found, limits, colours, unit)
        elif style.kind is StyleKind.CONTINUOUS and style.ramp:
            low, high = ends_of(style)
            colours = list(ramp_colours(style.ramp, _STEPS, style.reversed))
            self.histogram.show_ramp(found, (low, high), colours, unit)

    # -- choosing --------------------------------------------------------------------------------

    def _choose_kind(self, value: str) -> None:
        kind = StyleKind(value)
        style = self._editing.style
        if kind is style.kind:
            return
        if kind is StyleKind.STANDARD:
            self._editing.change(kind=kind, field="", classes=(), method="", ramp="", colour="")
        elif kind is StyleKind.CATEGORIES:
            self._editing.remake(kind=kind, method="", count=12, ramp="")
        else:
            ramp = style.ramp if style.kind in (StyleKind.GRADUATED, StyleKind.CONTINUOUS) else ""
            self._editing.remake(kind=kind, method="pretty", count=5, ramp=ramp)

    def _choose_field(self, name: str) -> None:
        style = self._editing.style
        if style.kind is StyleKind.CATEGORIES:
            standard = self._standard_values(name)
            self._editing.remake(field=name, method=standard, count=12, ramp="")
            return
        method = style.method if style.method in METHODS and style.method != edits.MANUAL else ""
        self._editing.remake(field=name, method=method or "pretty")

    def _standard_values(self, field: str) -> str:
        """Return the known scale of values that a field has: energy labels and the like."""
        layer = self._editing.layer
        known = standards_for(layer, field) if layer is not None else ()
        return next((x for x in known if STANDARDS[x].values), "")

    def _choose_method(self, method: str) -> None:
        if method == edits.MANUAL:
            self._editing.change(method=method)
            return
        ramp = "" if method in STANDARDS else self._editing.style.ramp
        self._editing.remake(method=method, ramp=ramp)

    def _choose_count(self, count: int) -> None:
        style = self._editing.style
        fixed = style.method in STANDARDS or style.method == edits.MANUAL
        graded = style.kind is StyleKind.GRADUATED
        method = "quantiles" if graded and fixed else style.method
        self._editing.remake(count=count, method=method)

    def _choose_ramp(self, name: str, backwards: bool) -> None:
        style = self._editing.style
        if style.kind is StyleKind.CONTINUOUS:
            self._editing.change(ramp=name, reversed=backwards)
        else:
            self._editing.wear(recoloured(style, name, backwards))

    def _reverse(self) -> None:
        style, backwards = self._editing.style, self.reverse.isChecked()
        if style.ramp:
            self._choose_ramp(style.ramp, backwards)
            return
        colours = [x.colour for x in style.classes][::-1]  # a known scale's own
        for index, code in enumerate(colours):
            style = edits.class_changed(style, index, colour=code)
        self._editing.change(classes=style.classes, reversed=backwards)

    def _move_limit(self, index: int, value: float) -> None:
        editing, style = self._editing, self._editing.style
        if style.kind is StyleKind.GRADUATED:
            editing.wear(edits.bound_moved(style, index + 1, value), gesture=f"limit {index}")
        else:
            self._end(("low", "high")[index], value, gesture=f"end {index}")

    def _end(self, name: str, value: float, gesture: str = "") -> None:
        low, high = ends_of(self._editing.style)
        if value < high if name == "low" else value > low:
            self._editing.change(gesture=gesture or f"end {name}", **{name: value})
        else:
            self._show_ends(self._editing.style)


def _beside(
    first: QWidget, second: QWidget, *, even: bool = False, stacked: bool = False
) -> QWidget:
    """Return two widgets side by side, or one above the other."""
    both = QWidget()
    way = QBoxLayout.Direction
    row = QBoxLayout(way.TopToBottom if stacked else way.LeftToRight, both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    row.addWidget(first, 1)
    row.addWidget(second, 1 if even else 0, Qt.AlignmentFlag.AlignVCenter)
    both.setFocusProxy(first)
    return both
