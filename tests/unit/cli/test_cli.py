"""The command line as a person or a program meets it: words, answers, exit codes."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from jumeau.cli import main
from jumeau.cli.parser import COMMANDS
from jumeau.io.places import demo_project

DEMO = demo_project()


def feature(x: float, y: float, height: float) -> dict[str, object]:
    ring = [[x, y], [x + 12, y], [x + 12, y + 9], [x, y + 9], [x, y]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"hauteur": height}, "geometry": geometry}


def write_buildings(path: Path, *, crs: bool = True) -> Path:
    content: dict[str, object] = {
        "type": "FeatureCollection",
        "features": [feature(652_000 + 30 * i, 6_862_000, 6.0 + i) for i in range(4)],
    }
    if crs:
        name = {"name": "urn:ogc:def:crs:EPSG::2154"}
        content["crs"] = {"type": "name", "properties": name}
    path.write_text(json.dumps(content))
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_buildings(tmp_path / "batiment.geojson")


def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    printed = capsys.readouterr()
    assert printed.err == ""
    value: dict[str, object] = json.loads(printed.out)
    return value


def test_new_info_card_export_and_reopen(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = str(tmp_path / "essai.jumeau")
    assert main(["new", project, str(data), "--json"]) == 0
    made = answer(capsys)
    assert made["crs"] == "EPSG:2154"
    assert main(["info", project, "--json"]) == 0
    facts = answer(capsys)
    assert [layer["count"] for layer in facts["layers"]] == [4]  # type: ignore[attr-defined]
    layer = facts["layers"][0]["id"]  # type: ignore[index]

    picture = tmp_path / "vue.png"
    export = ["export", "image", project, "--out", str(picture), "--size", "320x200", "--json"]
    assert main(export) == 1  # no year: nothing public leaves
    error = answer(capsys)["error"]
    assert error["code"] == "export.year_missing"  # type: ignore[index]
    assert not picture.exists()
    assert main([*export, "--internal"]) == 0
    assert answer(capsys)["internal"] is True

    assert (
        main(["card", project, layer, "--producer", "Mairie", "--edition", "2024", "--json"]) == 0
    )
    answer(capsys)
    assert main(export) == 0
    record = answer(capsys)
    assert record["sources"] == ["Mairie édition 2024"]
    with Image.open(picture) as image:
        assert image.size == (320, 200)
        assert "Mairie édition 2024" in image.info["XML:com.adobe.xmp"]
        assert image.info["Description"] == record["alternative_text"]
        first = np.asarray(image).copy()
    assert first.std() > 5
    assert main(export) == 0
    with Image.open(picture) as image:
        assert np.array_equal(np.asarray(image), first)


def test_a_packed_project_gives_the_same_picture(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, packed = tmp_path / "essai", tmp_path / "ailleurs.jumeau"
    assert main(["new", str(folder), str(data)]) == 0
    assert main(["pack", str(folder), "--out", str(packed)]) == 0
    pixels = []
    for project in (folder, packed):
        out = tmp_path / f"{project.stem}.png"
        words = ["export", "image", str(project), "--out", str(out), "--size", "240x160"]
        assert main([*words, "--internal"]) == 0
        with Image.open(out) as image:
            pixels.append(np.asarray(image).copy())
    assert np.array_equal(*pixels)
    capsys.readouterr()


def test_a_file_without_crs_asks_and_takes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shapes = tmp_path / "sans.shp"
    import pyogrio.raw
    import shapely

    boxes = shapely.to_wkb(shapely.box([652_000.0], [6_862_000.0], [652_012.0], [6_862_009.0]))
    pyogrio.raw.write(
        shapes, boxes, [np.array([6.0])], ["HAUTEUR"], geometry_type="Polygon", crs="EPSG:2154"
    )
    shapes.with_suffix(".prj").unlink()
    project = str(tmp_path / "essai")
    assert main(["new", project, str(shapes), "--json"]) == 1
    error = answer(capsys)["error"]
    assert error["code"] == "crs.needed"  # type: ignore[index]
    assert "EPSG:2154" in json.dumps(error)
    assert not Path(project).exists()
    assert main(["new", project, str(shapes), "--crs", "EPSG:2154", "--json"]) == 0
    assert answer(capsys)["crs"] == "EPSG:2154"


def test_adding_keeps_what_was_there(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = str(tmp_path / "essai")
    assert main(["new", project, str(data)]) == 0
    second = write_buildings(tmp_path / "autres.geojson")
    assert main(["add", project, str(second)]) == 0
    capsys.readouterr()
    assert main(["info", project, "--json"]) == 0
    assert len(answer(capsys)["layers"]) == 2  # type: ignore[arg-type]


def test_a_check_passes_and_a_tampered_payload_fails(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "essai"
    assert main(["new", str(project), str(data)]) == 0
    capsys.readouterr()
    assert main(["check", str(project), "--json"]) == 0
    cases = answer(capsys)["cases"]
    assert set(cases[0]) == {"id", "expected", "got", "tolerance", "deviation", "ok"}  # type: ignore[index]
    payload = next((project / "store").glob("??/*"))
    content = bytearray(payload.read_bytes())
    content[6] ^= 1  # inside the first column's pages
    payload.chmod(0o644)
    payload.write_bytes(bytes(content))
    assert main(["check", str(project), "--json"]) == 1
    bad = [case for case in answer(capsys)["cases"] if not case["ok"]]  # type: ignore[attr-defined]
    assert bad


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["info", "absent.gpkg"], 1),
        (["export", "image", "absent", "--out", "x.png"], 1),
        (["export"], 2),
        (["dance"], 2),
        (["export", "image", "x", "--out", "y.png", "--size", "large"], 2),
        (["--help"], 0),
        (["--version"], 0),
    ],
)
def test_exit_codes(words: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == code
    capsys.readouterr()


def test_errors_speak_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--lang", "fr", "info", "absent.gpkg"])
    assert "n’existe pas" in capsys.readouterr().err
    main(["--lang", "en", "info", "absent.gpkg"])
    assert "does not exist" in capsys.readouterr().err


@pytest.mark.skipif(DEMO is None, reason="the demo project is not built")
def test_the_demo_draws_its_views_and_stays_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert DEMO is not None
    before = DEMO.read_bytes()
    words = ["demo", "--headless", str(tmp_path / "vues"), "--size", "320x180", "--json"]
    assert main(words) == 0
    images = answer(capsys)["images"]
    assert len(images) >= 4  # type: ignore[arg-type]
    assert {image["certainty"] for image in images} == {"illustration"}  # type: ignore[attr-defined]
    assert len(list((tmp_path / "vues").glob("*.png"))) == len(images)  # type: ignore[arg-type]
    assert DEMO.read_bytes() == before


@pytest.mark.skipif(DEMO is None, reason="the demo project is not built")
def test_a_commune_is_taken_out_of_a_delivery(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert DEMO is not None
    delivery = next((DEMO.parent / "montreval").glob("BDTOPO_*"))
    project = str(tmp_path / "commune.jumeau")
    assert main(["new", project, str(delivery), "--json"]) == 1
    assert answer(capsys)["error"]["code"] == "delivery.commune_needed"  # type: ignore[index]
    assert main(["new", project, str(delivery), "--commune", "montreval", "--json"]) == 0
    made = answer(capsys)
    assert "terrain" in made["missing"]  # type: ignore[operator]
    roles = {layer["role"] for layer in made["layers"]}  # type: ignore[attr-defined]
    assert {"building", "road", "terrain"} <= roles
    main(["info", project, "--json"])
    assert answer(capsys)["place"]["insee"] == "99901"  # type: ignore[index]
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.mark.parametrize(
    ("words", "variable", "expected"),
    [
        (["--lang", "en"], "", "en"),
        (["--lang=fr"], "en", "fr"),
        ([], "en", "en"),
        ([], "", None),
    ],
)
def test_the_window_keeps_its_language_unless_another_is_asked_for(
    words: list[str], variable: str, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    import jumeau.app.main

    asked = []
    monkeypatch.setenv("JUMEAU_LANG", variable)
    monkeypatch.setattr(jumeau.app.main, "run", lambda _path, language: asked.append(language) or 0)
    assert main(words) == 0
    assert asked == [expected]


def test_a_file_named_alone_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    monkeypatch.setattr("jumeau.app.main.run", lambda path, language: opened.append(path) or 0)
    assert main([str(tmp_path)]) == 0
    assert main([]) == 0
    assert opened == [tmp_path, None]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert command in capsys.readouterr().out
