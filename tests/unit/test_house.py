"""The rules of the house: what must hold of all files, whatever they do."""

from __future__ import annotations

import ast
import re
import shutil
import string
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest

import jumeau
from jumeau.i18n import LANGUAGES, catalogue

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
LONGEST_FILE = 400
TEXT = {".py", ".md", ".toml", ".txt", ".sh", ".json", ".yml", ".yaml", ".svg", ".cfg", ".ini", ""}
# Paths of one machine, and tools that have no part in what the program is. The brackets keep the
# pattern from matching itself.
FORBIDDEN = re.compile(
    r"(?<![\w.*)\]}])/(?:work|root)[/]"
    r"|(?i:\b(?:cl[a]ude|anthr[o]pic|chatg[p]t|op[e]nai|c[o]pilot|ag[e]nt sessions?"
    r"|language m[o]dels?)\b)"
)
ERRORS = {"JumeauError", "InputError", "ProjectError", "UsageError"}


def project_files() -> list[Path]:
    """Return the files that belong to the project, as git sees them."""
    names = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = shutil.which("git") and subprocess.run(
        names, cwd=ROOT, capture_output=True, check=False
    )
    if listed and listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:  # a released archive, or a machine without git
        folders = ("src", "tests", "docs", "packaging", "sample_data", "requirements")
        paths = [p for folder in folders for p in (ROOT / folder).rglob("*")]
        paths += list(ROOT.glob("*"))
    return sorted(p for p in paths if p.is_file() and "__pycache__" not in p.parts)


def load_run() -> ModuleType:
    """Return ``run.py`` as a module."""
    specification = util.spec_from_file_location("jumeau_run", ROOT / "run.py")
    assert specification is not None
    assert specification.loader is not None
    module = util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


# --- files ------------------------------------------------------------------------------------


def test_files_are_short() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in [*SOURCES, ROOT / "run.py"]
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}


def test_the_project_speaks_of_itself_alone() -> None:
    found = []
    for path in project_files():
        if path.suffix not in TEXT or path.stat().st_size > 4_000_000:
            continue
        text = path.read_bytes().decode("utf-8", errors="replace")
        lines = enumerate(text.splitlines(), start=1)
        found += [
            f"{path.relative_to(ROOT)}:{number}: {match[0]}"
            for number, line in lines
            if (match := FORBIDDEN.search(line))
        ]
    assert found == []


def test_the_forbidden_words_are_found() -> None:
    assert FORBIDDEN.search("/" + "work/main")
    assert FORBIDDEN.search("written by Cl" + "aude")
    assert not FORBIDDEN.search("https://example.org/work/plan")
    assert not FORBIDDEN.search("un agent de la commune, pendant la session du conseil")


@pytest.mark.parametrize("name", ["LICENSE", "README.md", "CHANGELOG.md", "CONTRIBUTING.md"])
def test_the_project_is_complete(name: str) -> None:
    assert (ROOT / name).stat().st_size > 0


def test_the_licence_is_apache() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text


def test_the_version_is_said_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == jumeau.__version__


# --- set-up -----------------------------------------------------------------------------------


def test_the_documents_name_the_system_packages() -> None:
    run = load_run()
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    block = text.split("apt-get install --no-install-recommends", 1)[1].split("```", 1)[0]
    named = set(block.replace("\\", " ").split())
    assert named == {"python3-venv", *run.SYSTEM_PACKAGES, *run.TEST_PACKAGES}


def locked(name: str) -> dict[str, list[str]]:
    """Return the versions of each library of one lock."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    versions: dict[str, list[str]] = {}
    for library, version in re.findall(r"^([\w.-]+)==([\w.]+)", text, flags=re.MULTILINE):
        versions.setdefault(library, []).append(version)
    return versions


def test_the_locks_agree() -> None:
    run, test = locked("run"), locked("test")
    assert run
    assert {name: test.get(name) for name in run} == run


@pytest.mark.parametrize("name", ["run", "test"])
def test_the_locks_hold_no_address(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert "--hash=sha256:" in text
    assert re.findall(r"https?://|file:|--(?:find-links|(?:extra-)?index-url)|@ ", text) == []


@pytest.mark.parametrize("group", ["run", "test"])
def test_the_locks_hold_what_the_project_asks_for(group: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["build"]]
    if group == "test":
        wanted += project["dependency-groups"]["test"]
    names = {re.split(r"[^\w.-]", line, maxsplit=1)[0].lower() for line in wanted}
    assert names - set(locked(group)) == set()


def test_the_licence_of_every_shipped_library_is_listed() -> None:
    text = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    listed = {row.split("|")[1].strip() for row in text.splitlines() if row.startswith("| ")}
    assert set(locked("run")) - listed == set()


# --- sentences --------------------------------------------------------------------------------


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_the_catalogues_hold_the_same_sentences() -> None:
    french, english = (catalogue(language) for language in LANGUAGES)
    assert sorted(set(french) ^ set(english)) == []
    differing = {k for k in french if fields(french[k]) != fields(english[k])}
    assert sorted(differing) == []


def used_keys(tree: ast.AST) -> Iterator[str]:
    """Yield the literal keys given to ``tr(...)``, ``tr.count(...)`` and to errors."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        first, called = node.args[0], node.func
        if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
            continue
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        if name in ("tr", "_tr"):
            yield first.value
        elif name in ERRORS:
            yield f"errors.{first.value}.what"
        elif name == "count" and isinstance(called, ast.Attribute):
            owner = called.value
            owner_name = (
                owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            )
            if owner_name in ("tr", "_tr"):
                yield from (f"{first.value}.one", f"{first.value}.other")


def test_every_sentence_used_is_in_the_catalogue() -> None:
    known = catalogue("fr")
    missing = [
        f"{path.relative_to(ROOT)}: {key}"
        for path in SOURCES
        for key in used_keys(ast.parse(path.read_text(encoding="utf-8")))
        if key not in known
    ]
    assert missing == []


def test_the_keys_of_a_source_are_found() -> None:
    source = 'tr("a.b"); self._tr("c", n=1); tr.count("d.e", 3); raise InputError("f.g", path=p)'
    found = set(used_keys(ast.parse(source.replace("raise ", ""))))
    assert found == {"a.b", "c", "d.e.one", "d.e.other", "errors.f.g.what"}


# --- the tools --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["ruff", "check"], id="lint"),
        pytest.param(["ruff", "format", "--check"], id="format"),
        pytest.param(["mypy"], id="types"),
        pytest.param(["lint-imports"], id="import-direction"),
    ],
)
def test_the_tools_find_nothing(words: list[str]) -> None:
    program = Path(sys.executable).with_name(words[0])
    answer = subprocess.run(
        [str(program), *words[1:]],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    assert answer.returncode == 0, f"{answer.stdout}\n{answer.stderr}"
