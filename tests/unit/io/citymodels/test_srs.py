from __future__ import annotations

import pytest

from jumeau.io.citymodels.srs import Srs, srs_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EPSG:3946", Srs("EPSG:3946")),
        ("epsg:2154", Srs("EPSG:2154")),
        ("urn:ogc:def:crs:EPSG::2154", Srs("EPSG:2154")),
        ("urn:ogc:def:crs,crs:EPSG::25832,crs:EPSG::5783", Srs("EPSG:25832", "EPSG:5783")),
        ("urn:ogc:def:crs,crs:EPSG:6.12:3946,crs:EPSG:6.12:5720", Srs("EPSG:3946", "EPSG:5720")),
        ("http://www.opengis.net/def/crs/EPSG/0/7415", Srs("EPSG:28992", "EPSG:5709")),
        ("https://www.opengis.net/def/crs-compound?1=https://www.opengis.net/def/crs/EPSG/0/2154"
         "&2=https://www.opengis.net/def/crs/EPSG/0/5720", Srs("EPSG:2154", "EPSG:5720")),
        ("http://www.opengis.net/gml/srs/epsg.xml#4326", Srs("EPSG:4326", "", True)),
        ("urn:ogc:def:crs:EPSG::4326", Srs("EPSG:4326", "", True)),
        ("EPSG:4326", Srs("EPSG:4326")),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", Srs("EPSG:4326")),
        ("EPSG:4979", Srs("EPSG:4326", "EPSG:4979")),
        ("urn:adv:crs:ETRS89_UTM32*DE_DHHN92_NH", Srs("EPSG:25832")),
        ("EPSG:4978", Srs()),
        ("EPSG:99999", Srs()),
        ("local", Srs()),
        ("", Srs()),
    ],
)  # fmt: skip
def test_the_forms_of_a_name(text: str, expected: Srs) -> None:
    assert srs_of(text) == expected


def test_coordinates_tell_whether_a_file_obeys_the_order_of_its_axes() -> None:
    asked = srs_of("urn:ogc:def:crs:EPSG::4171")
    assert asked.is_turned((45.7, 4.8, 45.8, 4.9))
    assert not asked.is_turned((4.8, 45.7, 4.9, 45.8))
    assert not srs_of("EPSG:2154").is_turned((842_000, 6_520_000, 842_001, 6_520_001))
    assert srs_of("EPSG:2154").is_turned((6_520_000, 842_000, 6_520_001, 842_001))
    assert not Srs().is_turned((45.7, 4.8, 45.8, 4.9))
