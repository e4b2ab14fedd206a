"""Lets the tests of this folder import :mod:`model_files`, which lies beside them."""

import sys
from pathlib import Path

import pytest

from jumeau.io.store import Store
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import Project, add_layers, new_project
from jumeau.model.roles import Role

sys.path.append(str(Path(__file__).parent))


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    """Return a store on disk, empty."""
    return Store(tmp_path / "store")


@pytest.fixture
def lyon() -> Project:
    """Return a project whose data lie around Lyon, in Lambert-93."""
    ref = PayloadRef(PayloadKind.TABLE, "0" * 64, ".parquet")
    box = (841_000.0, 6_518_000.0, 844_000.0, 6_521_000.0)
    layer = Layer("building", Role.BUILDING, ref, count=1, bounds=box)
    return add_layers(new_project("Lyon"), (layer,))
