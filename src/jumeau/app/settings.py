"""What the window remembers between two starts: one ini file in the user's own folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QByteArray, QLocale, QSettings

from jumeau.i18n import LANGUAGES, Language
from jumeau.io.places import config_folder

RECENT_KEPT = 8
FOLDED_KEPT = 200


class Settings:
    """The settings, typed.

    Parameters
    ----------
    path : Path or None
        The ini file; by default in the program's own folder.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or config_folder() / "jumeau.ini"
        self._ini = QSettings(str(self.path), QSettings.Format.IniFormat)
        self._asked: Language | None = None

    @property
    def language(self) -> Language:
        """The language: as asked for, else as chosen, else the system's, else French."""
        if self._asked is not None:
            return self._asked
        chosen = self._ini.value("language", "")
        if chosen in LANGUAGES:
            return chosen
        return "en" if QLocale.system().language() == QLocale.Language.English else "fr"

    @language.setter
    def language(self, language: Language) -> None:
        self._asked = None
        self._ini.setValue("language", language)

    def speak(self, language: Language) -> None:
        """Speak a language until another is chosen; the one that is kept stays as it is."""
        self._asked = language

    @property
    def theme(self) -> str:
        """Name of the theme."""
        return str(self._ini.value("theme", "light"))

    @theme.setter
    def theme(self, theme: str) -> None:
        self._ini.setValue("theme", theme)

    @property
    def text_scale(self) -> float:
        """Size of the text of the window, 1 for the usual one."""
        return self._number("text_scale", 1.0, 0.8, 2.0)

    @text_scale.setter
    def text_scale(self, scale: float) -> None:
        self._ini.setValue("text_scale", f"{scale:g}")

    @property
    def margin(self) -> float:
        """What is loaded around a commune [m]."""
        return self._number("margin", 500.0, 0.0, 10_000.0)

    @margin.setter
    def margin(self, margin: float) -> None:
        self._ini.setValue("margin", f"{margin:g}")

    @property
    def profile(self) -> str:
        """How much the machine is asked for; empty for as much as it seems able to do."""
        return self.kept("profile")

    @profile.setter
    def profile(self, profile: str) -> None:
        self._ini.setValue("profile", profile)

    @property
    def minimap(self) -> bool:
        """Whether the overview map stands on the picture."""
        return self.kept("minimap") == "true"

    @minimap.setter
    def minimap(self, shown: bool) -> None:
        self._ini.setValue("minimap", "true" if shown else "false")

    @property
    def motion(self) -> bool:
        """Whether the camera flies, rather than jumps, to a view."""
        return str(self._ini.value("motion", "true")).lower() == "true"

    @motion.setter
    def motion(self, motion: bool) -> None:
        self._ini.setValue("motion", "true" if motion else "false")

    @property
    def recent(self) -> list[Path]:
        """Projects opened lately, the latest first; some may be gone."""
        found = self._ini.value("recent", [])
        names = found if isinstance(found, list) else [found]
        return [Path(str(name)) for name in names if name]

    def remember(self, path: Path) -> None:
        """Put a project on top of the recent ones."""
        path = path.absolute()
        others = [x for x in self.recent if x != path]
        self._ini.setValue("recent", [str(x) for x in [path, *others][:RECENT_KEPT]])

    def forget(self, path: Path) -> None:
        """Take a project off the recent ones."""
        self._ini.setValue("recent", [str(x) for x in self.recent if x != path])

    @property
    def folder(self) -> Path:
        """The folder in which the last file was chosen."""
        return Path(str(self._ini.value("folder", "") or Path.home()))

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._ini.setValue("folder", str(folder))

    def folded(self, project_id: str) -> set[str] | None:
        """Return the groups of a project's layer tree that were left folded; None at first."""
        start = f"{project_id}/"
        found = {x.removeprefix(start) for x in self._folded() if x.startswith(start)}
        return found - {""} if found else None

    def keep_folded(self, project_id: str, groups: Iterable[str]) -> None:
        """Keep which groups of a project's layer tree are folded."""
        others = [x for x in self._folded() if not x.startswith(f"{project_id}/")]
        listed = [*others, *(f"{project_id}/{group}" for group in ("", *sorted(groups)))]
        self._ini.setValue("folded", listed[-FOLDED_KEPT:])

    def _folded(self) -> list[str]:
        found = self._ini.value("folded", [])
        return [str(x) for x in (found if isinstance(found, list) else [found]) if x]

    def layout(self, name: str) -> QByteArray:
        """Return a kept geometry or dock state; empty when there is none."""
        found = self._ini.value(f"layout/{name}")
        return found if isinstance(found, QByteArray) else QByteArray()

    def keep_layout(self, name: str, state: QByteArray) -> None:
        """Keep a geometry or dock state."""
        self._ini.setValue(f"layout/{name}", state)

    def forget_layout(self) -> None:
        """Let windows and panels stand where they stand at first."""
        self._ini.remove("layout")

    def kept(self, name: str) -> str:
        """Return a text that was kept under a name; empty where there is none."""
        return str(self._ini.value(name, "") or "")

    def keep(self, name: str, text: str) -> None:
        """Keep a text under a name."""
        self._ini.setValue(name, text)

    def _number(self, name: str, usual: float, least: float, most: float) -> float:
        try:
            return max(least, min(most, float(str(self._ini.value(name, usual)))))
        except ValueError:  # somebody wrote to the file
            return usual

    def sync(self) -> None:
        """Write everything to the file now."""
        self._ini.sync()
