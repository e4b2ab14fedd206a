"""What all tests share: the real data, folders of their own, and the options of the suite."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import hypothesis
import pytest
from platformdirs import user_cache_path

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
REAL_DATA = "JUMEAU_REAL_DATA"
USER_FOLDERS = ("JUMEAU_CONFIG_DIR", "JUMEAU_DATA_DIR", "JUMEAU_CACHE_DIR")
QT_FIXTURES = {"qtbot", "qapp", "qtmodeltester"}

# numba reads it when it is first imported. Its compiled kernels may outlive a run: they are keyed
# by the source and the processor, and compiling them anew would take longer than the tests.
os.environ.setdefault("NUMBA_CACHE_DIR", str(user_cache_path("jumeau-tests") / "numba"))


# A first example compiles kernels: its time says nothing.
hypothesis.settings.register_profile("jumeau", deadline=None)
hypothesis.settings.load_profile("jumeau")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("jumeau")
    group.addoption("--slow", action="store_true", help="run the long checks too")
    group.addoption("--benchmark", action="store_true", help="run the measured ratios too")


def pytest_configure(config: pytest.Config) -> None:
    folder = real_data_folder()
    if folder is not None and not folder.is_dir():
        raise pytest.UsageError(f"{REAL_DATA} names {folder}, which is not a folder")
    config.stash[OWN_FOLDER] = Path(tempfile.mkdtemp(prefix="jumeau-tests-"))
    for name in USER_FOLDERS:
        # In the environment, so that the programs that tests start see them as well.
        own = config.stash[OWN_FOLDER] / name.removeprefix("JUMEAU_").lower()
        own.mkdir()
        os.environ[name] = str(own)


OWN_FOLDER = pytest.StashKey[Path]()


def pytest_unconfigure(config: pytest.Config) -> None:
    if OWN_FOLDER in config.stash:
        shutil.rmtree(config.stash[OWN_FOLDER], ignore_errors=True)


def pytest_report_header() -> str:
    return f"real data: {real_data_folder() or 'absent'}"


# --- which tests run --------------------------------------------------------------------------


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [name for name in ("slow", "benchmark") if not config.getoption(f"--{name}")]
    kept, deselected = [], []
    for item in items:
        if item.path.is_relative_to(TESTS / "benchmarks"):
            item.add_marker("benchmark")
        if _is_under_real(item.path):
            item.add_marker("real")
        (deselected if any(item.get_closest_marker(n) for n in left_out) else kept).append(item)
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        items[:] = kept
    no_data = pytest.mark.skip(reason=f"{REAL_DATA} is not set: no folder of real data sets")
    no_window = pytest.mark.skip(reason="no display, and no Xvfb to make one")
    for item in items:
        if item.get_closest_marker("real") and real_data_folder() is None:
            item.add_marker(no_data)
        if QT_FIXTURES & set(getattr(item, "fixturenames", ())) and not has_display():
            item.add_marker(no_window)


def has_display() -> bool:
    """Tell whether a window can be opened; Qt would abort the process where it cannot."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# --- the real data sets -----------------------------------------------------------------------


def real_data_folder() -> Path | None:
    """Return the folder of real data sets: the variable, or else ``../shared/data``.

    An empty variable says that there is none.
    """
    named = os.environ.get(REAL_DATA)
    if named is not None:
        return Path(named).resolve() if named else None
    beside = ROOT.parent / "shared" / "data"
    return beside if beside.is_dir() else None


def _is_under_real(path: Path) -> bool:
    return path.is_relative_to(TESTS / "real")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure for a test on real data that are there."""
    report = yield
    expected = hasattr(report, "wasxfail")
    if report.skipped and not expected and item.get_closest_marker("real") and real_data_folder():
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} may not skip where the real data are: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn the skip of a whole module of real-data tests into a failure."""
    report = yield
    if report.skipped and _is_under_real(collector.path) and real_data_folder():
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} may not skip where the real data are"
    return report


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real public data sets; they are only ever read."""
    folder = real_data_folder()
    if folder is None:
        pytest.skip(f"{REAL_DATA} is not set: no folder of real data sets")
    return folder


@pytest.fixture(scope="session")
def olemps(real_data: Path) -> Path:
    """Return the BD TOPO extract of Olemps (Aveyron), a commune of 3 400 inhabitants."""
    return real_data / "ign" / "bdtopo_v3_olemps_12174"
