"""Lets the tests of this folder import :mod:`point_samples`; gives them a store in memory."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jumeau.io.store import MemoryStore

sys.path.append(str(Path(__file__).parent))


@pytest.fixture
def store() -> Iterator[MemoryStore]:
    store = MemoryStore()
    yield store
    store.close()
