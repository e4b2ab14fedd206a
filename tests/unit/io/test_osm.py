"""OpenStreetMap extracts: tags become roles and numbers."""

from __future__ import annotations

import math
from pathlib import Path

import pyarrow as pa
import pytest

from jumeau.errors import Cancelled, InputError
from jumeau.io import reading
from jumeau.io.osm.tags import length, number, speed
from jumeau.io.reading import Draft, Window
from jumeau.model.roles import Role

NODES = ((44.35, 2.57), (44.35, 2.571), (44.351, 2.571), (44.351, 2.57), (44.36, 2.58))


def extract(path: Path, ways: str, nodes: str = "", dated: bool = True) -> Path:
    stamp = 'version="1" timestamp="2024-05-06T07:08:09Z"' if dated else ""
    points = "".join(
        f'<node id="{n}" lat="{lat}" lon="{lon}" {stamp}/>' for n, (lat, lon) in enumerate(NODES, 1)
    )
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">{points}{nodes}{ways}</osm>',
        encoding="utf-8",
    )
    return path


def way(number_: int, refs: str, **tags: str) -> str:
    inside = "".join(f'<nd ref="{ref}"/>' for ref in refs)
    pairs = {key.replace("__", ":"): value for key, value in tags.items()}
    inside += "".join(f'<tag k="{k}" v="{v}"/>' for k, v in pairs.items())
    stamp = 'version="1" timestamp="2023-01-02T00:00:00Z"'
    return f'<way id="{number_}" {stamp}>{inside}</way>'


def drafts(path: Path, window: Window | None = None) -> dict[Role, Draft]:
    found = list(reading.read(path, window))
    assert all(isinstance(draft, Draft) for draft in found)
    return {draft.role: draft for draft in found if isinstance(draft, Draft)}


def rows(draft: Draft) -> list[dict[str, object]]:
    assert isinstance(draft.content, pa.Table)
    return draft.content.to_pylist()


def test_buildings_have_heights_to_the_gutter_and_storeys(tmp_path: Path) -> None:
    ways = way(1, "12341", building="house", height="10 m", roof__height="3")
    ways += way(2, "12341", building="yes", building__levels="2")
    ways += way(3, "12341", building="no", landuse="grass")
    found = drafts(extract(tmp_path / "a.osm", ways))

    building = found[Role.BUILDING]
    columns = dict(building.columns)
    first, second = rows(building)
    assert (first[columns["height"]], second[columns["storeys"]]) == (7.0, 2.0)
    assert second[columns["height"]] is None
    assert first[building.key_field] == "way/1"
    assert building.crs == "EPSG:4326"
    assert len(rows(found[Role.VEGETATION])) == 1


def test_lines_and_points_find_their_roles(tmp_path: Path) -> None:
    ways = way(1, "12", highway="residential", name="Rue Haute", maxspeed="30 mph", oneway="yes")
    ways += way(2, "23", railway="tram") + way(3, "34", waterway="stream")
    ways += way(4, "45", barrier="hedge") + way(5, "51", barrier="wall")
    ways += way(6, "12341", natural="water") + way(7, "12341", landuse="cemetery")
    nodes = (
        '<node id="9" lat="44.35" lon="2.57"><tag k="natural" v="tree"/>'
        '<tag k="height" v="env. 8"/><tag k="genus" v="Tilia"/></node>'
    )
    found = drafts(extract(tmp_path / "a.osm", ways, nodes))

    assert set(found) == {
        Role.ROAD, Role.RAIL, Role.WATERCOURSE, Role.HEDGE, Role.CONSTRUCTION, Role.WATER,
        Role.CEMETERY, Role.TREE,
    }  # fmt: skip
    assert [row["nature"] for row in rows(found[Role.CONSTRUCTION])] == ["wall"]
    road = rows(found[Role.ROAD])[0]
    assert road["maxspeed"] == pytest.approx(48.28, abs=0.01)
    tree = found[Role.TREE]
    assert rows(tree)[0][dict(tree.columns)["species"]] == "Tilia"
    assert [(x.reason, x.count) for x in tree.left_out] == [("unreadable_values", 1)]


def test_the_card_names_the_contributors_and_the_newest_date(tmp_path: Path) -> None:
    path = extract(tmp_path / "a.osm", way(1, "12", highway="path"))

    card = drafts(path)[Role.ROAD].provenance

    assert card.producer == "les contributeurs OpenStreetMap"
    assert card.licence.startswith("ODbL")
    assert card.edition == "2023-01-02"
    assert [source.name for source in card.sources] == ["a.osm"]


def test_without_dates_there_is_no_edition(tmp_path: Path) -> None:
    ways = way(1, "12", highway="path").replace('timestamp="2023-01-02T00:00:00Z"', "")
    road = drafts(extract(tmp_path / "a.osm", ways, dated=False))[Role.ROAD]

    assert road.provenance.edition == ""
    assert "osm_timestamp" not in rows(road)[0]


def test_the_other_tags_are_kept_as_text(tmp_path: Path) -> None:
    path = extract(tmp_path / "a.osm", way(1, "12", highway="path", sac_scale="hiking"))

    road = drafts(path)[Role.ROAD]

    assert isinstance(road.content, pa.Table)
    assert road.content.schema.field("other_tags").type == pa.string()
    assert "hiking" in str(rows(road)[0]["other_tags"])


def test_a_window_and_the_users_wish_to_stop(tmp_path: Path) -> None:
    ways = way(1, "12", highway="path") + way(2, "55", highway="path")
    path = extract(tmp_path / "a.osm", ways)
    near = Window((2.0, 44.0, 2.5715, 44.3505), "EPSG:4326")

    assert len(rows(drafts(path, near)[Role.ROAD])) == 1
    with pytest.raises(InputError, match=r"vector\.nothing_here"):
        drafts(path, Window((5.0, 45.0, 6.0, 46.0), "EPSG:4326"))

    def stop(fraction: float, step: str = "") -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        list(reading.read(path, None, stop))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.osm", b"<html></html>", "file.other_content"),
        ("a.osm", b"<?xml version='1.0'?><gpx/>", "vector.not_one"),
        ("a.osm", b"<osm version='0.6'><node id='1' lat=", "osm.unreadable"),
        ("a.osm", b"<osm version='0.6'></osm>", "vector.empty_layer"),
        ("a.pbf", b"anything", "vector.not_one"),
        ("a.osm.pbf", b"\0\0\0\x0d\n\x09OSMHeader\x18\x7c" + bytes(40), "osm.unreadable"),
    ],
)
def test_bad_extracts_say_what_is_wrong(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(InputError) as error:
        drafts(path)

    assert error.value.code == code


def test_lengths_speeds_and_counts() -> None:
    assert length("12,5 m") == 12.5
    assert length("6'6\"") == pytest.approx(1.9812)
    assert length("40 ft") == pytest.approx(12.192)
    assert math.isnan(length("haut"))
    assert (speed("50"), speed("FR:urban"), number("2.5")) == (50.0, 50.0, 2.5)
    assert math.isnan(speed("walk fast"))
    assert math.isnan(number(None))
