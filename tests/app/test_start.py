"""The first seconds: light, then ready."""

from __future__ import annotations

import os
import subprocess
import sys

SCRIPT = """
import sys
from jumeau.app.main import application
from jumeau.app.settings import Settings
from jumeau.app.window import Window

app = application()
window = Window(app, Settings())
seen = []

def look():
    heavy = ("numpy", "vtkmodules", "vtk", "pyarrow", "numba", "msgspec", "pyproj", "PIL")
    seen.extend(name for name in heavy if name in sys.modules)
    window.warmed.connect(lambda problem: finish(problem))

def finish(problem):
    from PySide6.QtCore import QTimer
    seen.append(repr(problem)) if problem else None
    QTimer.singleShot(0, window.close)

window.first_painted.connect(look)
window.show()
app.exec()
print("SEEN", seen)
"""


def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path):
    environment = dict(os.environ)
    for name in ("CONFIG", "DATA", "LOG"):
        environment[f"JUMEAU_{name}_DIR"] = str(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "SEEN []" in done.stdout, done.stdout + done.stderr


def test_the_home_screen_leads_somewhere(desk):
    home = desk.window.home
    assert home.isVisible()
    assert set(home.choices) == {"demo", "open", "new"}
    home.choices["new"].click()
    desk.until(lambda: desk.projects.opened is not None)
    assert desk.workspace.empty.isVisible()


def test_recent_projects_that_are_gone_are_greyed(make_desk, home):
    desk = make_desk()
    desk.window.settings.remember(home / "gone.jumeau")
    desk.window.dress()
    assert not desk.window.home.recents[0].isEnabled()


def test_every_icon_and_every_word_of_the_actions_exists(desk):
    from jumeau.app.actions import SPECS
    from jumeau.app.icons import ROLE_ICONS

    names = {spec.icon for spec in SPECS.values() if spec.icon} | set(ROLE_ICONS.values())
    for name in names:
        assert not desk.window.icons(name).isNull()


def test_a_packaged_program_is_its_own_child_process(monkeypatch, capsys):
    import multiprocessing

    from jumeau.app.main import freeze_support
    from jumeau.cli import main

    called = []
    monkeypatch.setattr(multiprocessing, "freeze_support", lambda: called.append("child"))
    freeze_support()
    main(["--version"])
    assert not called
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    freeze_support()
    main(["--version"])
    assert called == ["child", "child"]
    assert "jumeau" in capsys.readouterr().out.lower()


def test_every_role_has_an_icon_of_its_kind():
    from jumeau.app.icons import ROLE_ICONS
    from jumeau.model.roles import Role

    assert set(ROLE_ICONS) == set(Role)
    # Of one kind: hedges and woods, plans, pictures, a result and its change.
    shared = {"trees", "waves", "map", "image", "hourglass", "cloud-sun", "zap", "ear"}
    own = [icon for icon in ROLE_ICONS.values() if icon not in shared]
    assert len(own) == len(set(own))


def test_the_window_starts_with_one_file_of_the_catalogue(desk):
    """A sentence that lies in another file would have all of them read before the first paint."""
    from jumeau.i18n import LANGUAGES, _folder, _sentences_of

    wanted = {f"app.action.{name}" for name in desk.window.actions_}
    assert "app.action.derive_terrain" in wanted
    for language in LANGUAGES:
        assert wanted <= _sentences_of(_folder(language) / "app.toml").keys()
