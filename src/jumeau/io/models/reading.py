"""Reading a model in a process of its own: what the window and the commands call."""

from __future__ import annotations

from pathlib import Path

from jumeau.io.confined.limits import USUAL, Limits
from jumeau.io.confined.parent import Confined
from jumeau.io.models.found import Oddity, ReadModel
from jumeau.io.store import Store
from jumeau.model.progress import Progress, silent
from jumeau.model.project import Project

__all__ = ["Oddity", "ReadModel", "read_model"]


def read_model(
    path: Path,
    store: Store,
    project: Project,
    *,
    unit: str = "",
    up: str = "",
    progress: Progress = silent,
    limits: Limits = USUAL,
) -> ReadModel:
    """Read a model (glTF, GLB, OBJ, IFC, CityJSON, CityGML) and put it into the store.

    Parameters
    ----------
    path : Path
        Opened read-only, with the materials and textures beside it.
    store : Store
        Takes one payload, a glTF binary; nothing else is written, and nothing on failure.
    project : Project
        Its CRS is that of the place; its data tell what is near.
    unit : str
        A key of :data:`jumeau.io.models.shaping.UNITS`; empty for what the file says or its size
        suggests.
    up : str
        ``y`` or ``z``; empty for what the file says or its form suggests.
    progress : Progress
        Told as it goes; when it raises ``Cancelled`` the process is ended at once.
    limits : Limits
        What the process may take.

    Raises
    ------
    InputError
        ``models.format``, ``models.empty``, ``models.no_size``, ``models.compressed``,
        ``models.extension``, ``models.damaged``, ``models.gltf_version``, ``models.no_ifc``,
        ``ifc.*``, ``gltf.not_one``, ``obj.not_one``, ``cityjson.*``; ``reader.*`` for a file that
        breaks the reader.
    Cancelled
        Nothing is left behind.
    """
    with Confined(store.folder, limits) as reader:
        return reader.read_model(path, project, unit=unit, up=up, progress=progress)
