"""The part of the editor that says what form the colours have: edges, symbols, widths, heights."""

from __future__ import annotations

from jumeau.app.styling.colour_button import ColourButton
from jumeau.app.styling.controls import Choice, Number, Rows, Share, fields_as_items
from jumeau.app.styling.editing import Editing
from jumeau.app.theme import Theme
from jumeau.i18n import Translator
from jumeau.model.style import Symbol, Target
from jumeau.render.styling.words import unit_words
from jumeau.render.themes.changes import LEAST_OPACITY

_WIDEST, _LARGEST = 50.0, 500.0  # [m]


class FormPart(Rows):
    """Opacity, no data, outline, symbol, size, target, height."""

    def __init__(self, editing: Editing, tr: Translator, theme: Theme) -> None:
        super().__init__(theme)
        self._editing = editing
        self._tr = tr
        row = {
            name: tr(f"style_window.row.{name}")
            for name in (
                "opacity", "no_data", "outline", "outline_width", "symbol", "diameter", "width",
                "target", "extrude", "extrude_scale",
            )
        }  # fmt: skip
        usual = tr("style_window.usual_size")
        self.opacity = Share(tr, theme, row["opacity"], round(100 * LEAST_OPACITY))
        self.no_data = ColourButton(tr, row["no_data"])
        self.outline = ColourButton(tr, row["outline"], none=True)
        self.outline_width = Number(tr, 0.0, _WIDEST, usual=usual)
        self.symbol, self.target, self.extrude = Choice(), Choice(), Choice()
        self.diameter = Number(tr, 0.0, _LARGEST, usual=usual)
        self.width_ = Number(tr, 0.0, _LARGEST, usual=usual)
        self.extrude_scale = Number(tr, 0.001, 100_000.0)
        self.extrude_scale.setDecimals(3)
        for number in (self.outline_width, self.diameter, self.width_):
            number.setDecimals(1)
            number.setSingleStep(0.5)
            number.setSuffix("\N{NO-BREAK SPACE}m")
        self.add("opacity", row["opacity"], self.opacity)
        self.add("target", row["target"], self.target)
        self.add("symbol", row["symbol"], self.symbol)
        self.add("diameter", row["diameter"], self.diameter)
        self.add("width", row["width"], self.width_)
        self.add("outline", row["outline"], self.outline)
        self.add("outline_width", row["outline_width"], self.outline_width)
        self.add("no_data", row["no_data"], self.no_data)
        self.add("extrude", row["extrude"], self.extrude)
        self.add("extrude_scale", row["extrude_scale"], self.extrude_scale)
        self.extrude_scale.setToolTip(tr("style_window.extrude_told"))
        self._connect()

    def _connect(self) -> None:
        change, end = self._editing.change, self._editing.end_gesture
        self.opacity.tried.connect(lambda x: change(gesture="opacity", opacity=x / 100))
        self.opacity.settled.connect(end)
        for name, button in (("no_data", self.no_data), ("outline", self.outline)):
            button.tried.connect(lambda code, name=name: change(gesture=name, **{name: code}))
            button.settled.connect(end)
        for name, number in (
            ("outline_width", self.outline_width),
            ("size", self.diameter),
            ("size", self.width_),
            ("extrude_scale", self.extrude_scale),
        ):
            number.changed_to.connect(lambda x, name=name: change(gesture=name, **{name: x}))
            number.editingFinished.connect(end)
        self.symbol.chosen.connect(lambda x: change(symbol=Symbol(x)))
        self.target.chosen.connect(lambda x: change(target=Target(x)))
        self.extrude.chosen.connect(self._editing.raise_by)

    def refresh(self, wanted: frozenset[str]) -> bool:
        """Show the style as it is; tell whether there is anything to choose."""
        style, tr = self._editing.style, self._tr
        shown = self.show_only(wanted)
        self.opacity.show_value(round(100 * style.opacity))
        self.no_data.show_colour(style.no_data)
        self.outline.show_colour(style.outline)
        self.outline_width.show_value(style.outline_width)
        self.diameter.show_value(style.size)
        self.width_.show_value(style.size)
        self.symbol.show_items(
            ((x.value, tr(f"styling.symbol.{x.value}")) for x in Symbol), style.symbol
        )
        self.target.show_items(
            ((x.value, tr(f"styling.target.{x.value}")) for x in Target), style.target
        )
        numbers = [(x.name, x.title, x.unit) for x in self._editing.fields if x.numeric]
        items = fields_as_items(numbers, lambda unit: unit_words(unit, tr))
        self.extrude.show_items([("", tr("style_window.flat")), *items], style.extrude)
        self.extrude_scale.show_value(style.extrude_scale)
        return shown
