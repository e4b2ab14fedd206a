import errno
import os
import shutil
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pytest

from jumeau.errors import ProjectError
from jumeau.io.projects.project_file import (
    JOURNAL,
    PROJECT,
    OpenProject,
    create,
    open_project,
    read_project,
    unfinished_drafts,
    working_folder,
)
from jumeau.io.store import Store
from jumeau.model.layer import Layer
from jumeau.model.project import Project, add_layers, new_project, remove_layer, rename
from jumeau.model.roles import Role
from jumeau.model.view_state import Camera, ViewState


def with_table(opened: OpenProject, name: str) -> Project:
    ref = opened.store.add_table(pa.table({"nom": [name]}), "")
    return add_layers(opened.session.project, (Layer(id=name, role=Role.TABLE, payload=ref),))


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenProject:
    monkeypatch.setenv("JUMEAU_DATA_DIR", str(tmp_path / "data"))
    project = create(tmp_path / "projet", new_project("Essai"))
    project.session.commit("add", with_table(project, "arbres"))
    return project


def crash(opened: OpenProject) -> None:
    """Leave the project as a killed process leaves it: nothing closed in order."""
    opened._journal.close()
    opened._lock.release()


def test_what_is_saved_is_opened_again(opened: OpenProject) -> None:
    view = ViewState(camera=Camera(target=(664_000.0, 6_360_000.0, 600.0)), title="Olemps")
    opened.session.set_view(view)
    opened.save()
    project = opened.session.project
    opened.close()
    again = open_project(opened.folder)
    assert again.session.project == project
    assert again.session.view == view
    assert (again.recovered, again.session.dirty) == (0, False)
    assert again.store.table(project.layers[0].payload).to_pydict() == {"nom": ["arbres"]}
    again.close()


def test_a_crash_loses_nothing_and_undo_still_works(opened: OpenProject) -> None:
    opened.save()
    opened.session.commit("rename", rename(opened.session.project, "un"), name="un")
    opened.session.commit("rename", rename(opened.session.project, "deux"), name="deux")
    opened.session.undo()
    crash(opened)
    again = open_project(opened.folder)
    assert (again.session.project.name, again.recovered) == ("un", 3)
    assert again.session.can_redo
    again.session.undo()
    assert again.session.project.name == "Essai"
    again.close(discard=True)


def test_a_torn_line_is_cut_off(opened: OpenProject) -> None:
    crash(opened)
    journal = opened.folder / JOURNAL
    whole = journal.read_bytes()
    journal.write_bytes(whole + b'{"n":2,"entry":{"op":"com')
    again = open_project(opened.folder)
    assert [layer.id for layer in again.session.project.layers] == ["arbres"]
    assert journal.read_bytes() == whole
    again.session.commit("rename", rename(again.session.project, "suite"))
    crash(again)
    assert open_project(opened.folder).session.project.name == "suite"


def test_unreadable_lines_in_the_middle_are_kept_aside(opened: OpenProject) -> None:
    opened.session.commit("rename", rename(opened.session.project, "un"))
    crash(opened)
    journal = opened.folder / JOURNAL
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(lines[0] + b"garbage\n" + lines[1])
    again = open_project(opened.folder)
    assert again.session.project.name == "Essai"
    assert (opened.folder / "journal.unread").read_bytes() == b"garbage\n" + lines[1]


def test_a_package_is_worked_on_saved_and_read_elsewhere(
    opened: OpenProject, tmp_path: Path
) -> None:
    package = tmp_path / "ailleurs" / "commune.jumeau"
    package.parent.mkdir()
    opened.save_as(package)
    assert opened.place == package
    opened.session.commit("rename", rename(opened.session.project, "Commune"))
    opened.save()
    project = opened.session.project
    opened.close()
    read, _view, store = read_project(package, tmp_path / "lecture")
    assert read == project
    assert store.table(read.layers[0].payload).num_rows == 1
    again = open_project(package)
    assert again.session.project == project
    assert again.folder == working_folder(package)
    again.close()


def test_the_same_project_packs_to_the_same_bytes(opened: OpenProject, tmp_path: Path) -> None:
    opened.pack(tmp_path / "a.jumeau")
    opened.pack(tmp_path / "b.jumeau")
    assert (tmp_path / "a.jumeau").read_bytes() == (tmp_path / "b.jumeau").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.jumeau") as archive:
        payload = next(x for x in archive.infolist() if x.filename.startswith("store/"))
        assert payload.compress_type == zipfile.ZIP_STORED


def test_a_package_replaced_by_a_colleague_never_swallows_unsaved_work(
    opened: OpenProject, tmp_path: Path
) -> None:
    package = tmp_path / "commune.jumeau"
    opened.save_as(package)
    opened.session.commit("rename", rename(opened.session.project, "mon travail"))
    crash(opened)
    other = create(tmp_path / "autre", new_project("Du collègue"))
    other.pack(package)
    other.close()
    again = open_project(package)
    assert again.session.project.name == "Du collègue"
    again.close()
    (draft,) = unfinished_drafts()
    assert open_project(draft).session.project.name == "mon travail"


def test_a_draft_lives_until_it_gets_a_place(opened: OpenProject, tmp_path: Path) -> None:
    opened.close(discard=True)
    draft = create(None, new_project("Brouillon"))
    draft.session.commit("add", with_table(draft, "routes"))
    crash(draft)
    (found,) = unfinished_drafts()
    again = open_project(found)
    assert again.draft
    assert again.place is None
    again.save_as(tmp_path / "place")
    assert not found.exists()
    again.session.undo()
    again.session.redo()
    crash(again)
    assert [x.id for x in open_project(tmp_path / "place").session.project.layers] == ["routes"]
    assert unfinished_drafts() == []


def test_a_copy_leaves_the_original_alone(opened: OpenProject) -> None:
    opened.save()
    opened.close()
    before = {p: p.read_bytes() for p in opened.folder.rglob("*") if p.is_file()}
    copy = open_project(opened.folder, as_copy=True)
    copy.session.commit("rename", rename(copy.session.project, "copie"))
    copy.close(discard=True)
    assert {p: p.read_bytes() for p in opened.folder.rglob("*") if p.is_file()} == before
    assert not copy.folder.exists()


def test_payloads_go_when_nothing_can_reach_them(opened: OpenProject) -> None:
    opened.save()
    opened.session.commit("remove", remove_layer(opened.session.project, "arbres"))
    opened.save()
    ref = opened.session.history[1].layers[0].payload
    assert opened.store.has(ref)  # undo still reaches it
    opened.close()
    assert not Store(opened.folder / "store").has(ref)


def test_two_windows_never_write_one_project(opened: OpenProject) -> None:
    with pytest.raises(ProjectError) as caught:
        open_project(opened.folder)
    assert caught.value.code == "project.locked"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", "project.damaged"),
        (b"[]", "project.damaged"),
        (b'{"format": "other", "schema": 1}', "project.damaged"),
        (b'{"format": "jumeau-project", "schema": "1"}', "project.damaged"),
        (b'{"format": "jumeau-project", "schema": 99, "program": "9.0"}', "project.newer"),
        (b'{"format": "jumeau-project", "schema": 1, "project": {}}', "project.damaged"),
    ],
)
def test_a_project_that_cannot_be_read_says_why(
    opened: OpenProject, content: bytes, code: str
) -> None:
    opened.close(discard=True)
    (opened.folder / PROJECT).write_bytes(content)
    with pytest.raises(ProjectError) as caught:
        open_project(opened.folder)
    assert caught.value.code == code
    with pytest.raises(ProjectError):  # the lock was given back: the same answer, not "locked"
        open_project(opened.folder)


def refuse(number: int) -> Any:
    def write(*args: object, **kwargs: object) -> int:
        raise OSError(number, os.strerror(number))

    return write


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "project.disk_full"), (errno.EACCES, "project.not_writable")],
)
def test_a_refused_save_leaves_everything_as_it_was(
    opened: OpenProject, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    saved = (opened.folder / PROJECT).read_bytes()
    project = opened.session.project
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", refuse(number))
        with pytest.raises(ProjectError) as caught:
            opened.save()
    assert caught.value.code == code
    assert (opened.folder / PROJECT).read_bytes() == saved
    assert not list(opened.folder.glob("*.part"))
    assert opened.session.dirty
    crash(opened)
    assert open_project(opened.folder).session.project == project


@pytest.mark.parametrize("name", ["place.jumeau", "place"])
def test_a_refused_save_as_leaves_nothing_behind(
    opened: OpenProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    target = tmp_path / "cle" / name
    target.parent.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copy2", refuse(errno.ENOSPC))
        patch.setattr(shutil, "copyfileobj", refuse(errno.ENOSPC))
        with pytest.raises(ProjectError) as caught:
            opened.save_as(target)
    assert caught.value.code == "project.disk_full"
    assert list(target.parent.iterdir()) == []
    opened.session.commit("rename", rename(opened.session.project, "suite"))
    opened.save()
    opened.close()
    assert open_project(opened.folder).session.project.name == "suite"


def test_an_action_that_cannot_be_made_safe_is_not_done(
    opened: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, journal = opened.session.project, (opened.folder / JOURNAL).read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse(errno.ENOSPC))
        with pytest.raises(ProjectError) as caught:
            opened.session.commit("rename", rename(project, "perdu"))
    assert caught.value.code == "project.disk_full"
    assert opened.session.project is project
    assert (opened.folder / JOURNAL).read_bytes() == journal


def test_a_folder_in_use_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("à garder")
    with pytest.raises(ProjectError) as caught:
        create(tmp_path, new_project("Essai"))
    assert caught.value.code == "project.exists"


@pytest.mark.parametrize(
    "member", ["../escape", "/absolute", "store/aa/evil.py", "store/ab/" + "ab" * 32 + ".parquet"]
)
def test_a_package_with_foreign_members_is_refused(
    opened: OpenProject, tmp_path: Path, member: str
) -> None:
    package = tmp_path / "mauvais.jumeau"
    opened.pack(package)
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr(member, b"foreign")
    with pytest.raises(ProjectError) as caught:
        open_project(package)
    assert caught.value.code == "package.damaged"
    assert not working_folder(package).exists()
    assert not (tmp_path / "escape").exists()


def test_a_file_that_is_no_package_is_refused(tmp_path: Path) -> None:
    package = tmp_path / "texte.jumeau"
    package.write_text("bonjour")
    with pytest.raises(ProjectError) as caught:
        open_project(package)
    assert caught.value.code == "package.damaged"


def test_what_the_journal_holds_counts_for_readers(opened: OpenProject, tmp_path: Path) -> None:
    opened.session.commit("rename", rename(opened.session.project, "en cours"))
    project, _view, _store = read_project(opened.folder, tmp_path / "lecture")
    assert project.name == "en cours"


def test_old_project_files_open_for_ever() -> None:
    kept = Path(__file__).parents[2] / "kept_projects"
    found = sorted(kept.glob("*/project.json"))
    assert found
    from jumeau.io.projects.project_format import decode

    for path in found:
        saved = decode(path.read_bytes(), path)
        assert msgspec.to_builtins(saved.project)["layers"], path


@pytest.mark.parametrize(("flags", "method"), [(1, 0), (0, 97)], ids=["locked", "unknown_method"])
def test_a_package_that_cannot_be_unpacked_is_refused(
    opened: OpenProject, tmp_path: Path, flags: int, method: int
) -> None:
    package = tmp_path / "mauvais.jumeau"
    opened.pack(package)
    content = bytearray(package.read_bytes())
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(sign)
        content[place + at] |= flags
        if method:
            content[place + at + 2] = method
    package.write_bytes(bytes(content))
    with pytest.raises(ProjectError) as caught:
        open_project(package)
    assert caught.value.code == "package.damaged"
    assert not working_folder(package).exists()
