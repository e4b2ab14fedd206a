"""What the window remembers between two starts: one ini file in the user's own folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QLocale, QSettings

from jumeau.i18n import LANGUAGES, Language
from jumeau.io.places import config_folder

RECENT_KEPT = 8


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

    def layout(self, name: str) -> QByteArray:
        """Return a kept geometry or dock state; empty when there is none."""
        found = self._ini.value(f"layout/{name}")
        return found if isinstance(found, QByteArray) else QByteArray()

    def keep_layout(self, name: str, state: QByteArray) -> None:
        """Keep a geometry or dock state."""
        self._ini.setValue(f"layout/{name}", state)

    def sync(self) -> None:
        """Write everything to the file now."""
        self._ini.sync()
