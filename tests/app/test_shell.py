"""Palette, sheet of shortcuts, settings, full screen."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QPushButton

from jumeau.app.actions import SPECS
from jumeau.app.dialogs.settings import SettingsDialog
from jumeau.app.dialogs.shortcuts import GESTURES, ShortcutsSheet, sections
from jumeau.app.palette.box import Palette
from jumeau.app.palette.ranking import fit
from jumeau.io import caches
from jumeau.io.gazetteer.words import fold


def palette_of(desk) -> Palette:
    desk.window.activateWindow()
    desk.until(desk.window.isActiveWindow)
    desk.window.actions_.run("palette")
    return desk.window.findChild(Palette)


def titles(palette: Palette) -> list[str]:
    return [row.title for row in palette.rows.rows]


def test_words_fit_without_accents_in_any_order():
    name, menu = fold("Ombre douce dans les creux"), fold("Affichage › Dans l’image")
    assert fit(fold("ombre"), name, menu) > 0
    assert fit(fold("CREUX ombr"), name, menu) > 0
    assert fit(fold("affichage ombre"), name, menu) > 0
    assert fit(fold("ombre zut"), name, menu) == 0
    assert fit(fold("plec"), fold("Plein écran")) > 0
    assert fit(fold("plein"), fold("Plein écran")) > fit(fold("plein"), fold("Une pleine page"))


def test_the_palette_lists_all_and_does_what_is_chosen(town):
    palette = palette_of(town)
    listed = {entry.key for entry in palette.ranked("")}
    assert {f"action.{name}" for name in SPECS if name != "palette"} <= listed
    assert {f"layer.show.{layer.id}" for layer in town.session.project.layers} <= listed
    QTest.keyClicks(palette.field, "masquer batiments")
    first = palette.current
    assert first.title == "Masquer la couche « Bâtiments »".replace(" B", "\xa0B").replace(
        "s »", "s\xa0»"
    )
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    building = town.session.project.layers[0].id
    town.until(lambda: building in town.session.view.hidden)
    town.until(lambda: town.window.findChild(Palette) is None)
    # What was done last comes first.
    assert palette_of(town).ranked("")[0].key == f"layer.show.{building}"


def test_what_cannot_be_done_says_why_and_is_not_done(desk):
    palette = palette_of(desk)
    QTest.keyClicks(palette.field, "courbes de niveau")
    assert "ouvrez d’abord un projet" in palette.current.detail
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    desk.until(lambda: desk.window.findChild(Palette) is None)


def test_the_arrows_walk_and_a_screen_reader_hears_it(desk):
    palette = palette_of(desk)
    first = palette.field.accessibleDescription()
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == 1
    assert palette.field.accessibleDescription() not in ("", first)
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == palette.rows.rowCount() - 1


def test_the_palette_opens_at_once(town):
    palette_of(town).close()
    QApplication.processEvents()
    started = time.process_time()
    town.window.actions_.run("palette")
    assert time.process_time() - started < 0.1  # some 10 ms on a machine at rest


def test_the_sheet_says_every_shortcut_and_can_be_searched(desk):
    said = " ".join(
        f"{how} {what}"
        for section in sections(desk.window.tr_, desk.window.actions_)
        for how, what in section.lines
    )
    for name, spec in SPECS.items():
        if spec.keys:
            assert desk.window.tr_(f"app.action.{name}").rstrip("…") in said
    assert all(GESTURES.values())
    desk.window.actions_.run("shortcuts")
    sheet = desk.window.findChild(ShortcutsSheet)
    assert sheet.width() <= 1024
    assert sheet.height() <= 768
    QTest.keyClicks(sheet.search, "plein ecran")
    text = sheet.page.toPlainText()
    assert "Plein écran" in text
    assert "Enregistrer" not in text
    sheet.search.setText("zzz")
    assert "Aucun raccourci" in sheet.page.toPlainText()
    sheet.reject()


def settings_of(desk) -> SettingsDialog:
    desk.window.actions_.run("settings")
    return desk.window.findChild(SettingsDialog)


def choose(dialog: SettingsDialog, name: str, value: object) -> None:
    box = dialog.findChild(QComboBox, name)
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_settings_are_applied_at_once_and_remembered(desk):
    window, settings = desk.window, desk.window.settings
    dialog = settings_of(desk)
    choose(dialog, "theme", "dark")
    desk.until(lambda: window.theme.window == "#1E2326")
    choose(dialog, "text", 1.25)
    desk.until(lambda: window.theme.scale == 1.25)
    choose(dialog, "language", "en")
    desk.until(lambda: dialog.windowTitle() == "Settings")  # the page itself speaks English
    choose(dialog, "profile", "integrated")
    desk.until(lambda: settings.profile == "integrated")
    motion = dialog.findChild(QCheckBox, "motion")
    motion.setChecked(not motion.isChecked())
    assert settings.motion is motion.isChecked()
    assert window.actions_["motion"].isChecked() is motion.isChecked()
    dialog.margin.setValue(800)
    settings.sync()
    again = type(settings)(settings.path)
    found = (again.theme, again.text_scale, again.language, again.margin, again.profile)
    assert found == ("dark", 1.25, "en", 800.0, "integrated")
    dialog.reject()


def test_the_cache_is_measured_and_emptied(desk):
    folder = caches.folder() / "views"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "x.png").write_bytes(b"0" * 5000)
    before = caches.size()
    assert before >= 5000
    dialog = settings_of(desk)
    desk.until(lambda: str(caches.folder()) in dialog.space.text())
    dialog.findChild(QPushButton, "empty").click()
    desk.until(lambda: caches.size() == 0)
    assert not (folder / "x.png").exists()
    desk.until(lambda: "effacés" in desk.window.messages.text)
    dialog.reject()


def test_what_the_file_of_settings_holds_may_be_nonsense(desk):
    settings = desk.window.settings
    settings.keep("text_scale", "huge")
    settings.keep("margin", "-3")
    assert settings.text_scale == 1.0
    assert settings.margin == 0.0


def test_the_panels_go_back_to_where_they_were_at_first(town):
    docks = town.workspace.docks
    wide = docks["details"].width()
    town.window.resizeDocks([docks["details"]], [wide + 90], Qt.Orientation.Horizontal)
    QApplication.processEvents()
    before = town.workspace
    town.window.reset_layout()
    town.until(lambda: town.workspace is not None and town.workspace is not before)
    town.rest()
    assert abs(town.workspace.docks["details"].width() - wide) < 20


def test_the_full_screen_says_how_to_come_back_unless_one_projects(town):
    actions = town.window.actions_
    actions.run("full_screen")
    assert town.window.isFullScreen()
    assert "F11" in town.window.messages.text
    actions.run("full_screen")
    assert not town.window.isFullScreen()
    assert town.window.messages.text == ""
    actions.run("panels")
    actions.run("full_screen")
    assert town.window.messages.text == ""
    actions.run("full_screen")
    actions.run("panels")
    assert town.window.messages.text == ""
