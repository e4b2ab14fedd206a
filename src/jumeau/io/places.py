"""Where the program keeps its own files; each folder can be moved by an environment variable."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def data_folder() -> Path:
    """Return the folder of drafts and of unpacked projects (``JUMEAU_DATA_DIR``)."""
    return _folder("JUMEAU_DATA_DIR", platformdirs.user_data_dir("jumeau", appauthor=False))


def config_folder() -> Path:
    """Return the folder of settings (``JUMEAU_CONFIG_DIR``)."""
    return _folder("JUMEAU_CONFIG_DIR", platformdirs.user_config_dir("jumeau", appauthor=False))


def log_folder() -> Path:
    """Return the folder of logs (``JUMEAU_LOG_DIR``)."""
    return _folder("JUMEAU_LOG_DIR", platformdirs.user_log_dir("jumeau", appauthor=False))


def demo_project() -> Path | None:
    """Return the demo commune's project (``JUMEAU_DEMO``); None where it is not installed."""
    if moved := os.environ.get("JUMEAU_DEMO"):
        return Path(moved)
    here = Path(__file__).resolve()
    candidates = (
        here.parents[1] / "sample_data" / "demo.jumeau",  # inside an installed package
        here.parents[3] / "sample_data" / "demo.jumeau",  # in a source tree
    )
    return next((path for path in candidates if path.is_file()), None)


def _folder(variable: str, usual: str) -> Path:
    return Path(os.environ.get(variable) or usual)
