"""Files of typical years: what is read, beside pvlib's readers, and what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest

from jumeau.errors import InputError
from jumeau.io.weather.reading import read_weather

HEAD = (
    "LOCATION,Clermont-Ferrand,AURA,FRA,SRC-TMYx,074600,45.79,3.15,1.0,331.0",
    "DESIGN CONDITIONS,0", "TYPICAL/EXTREME PERIODS,0", "GROUND TEMPERATURES,0",
    "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0", "COMMENTS 1,", "COMMENTS 2,",
    "DATA PERIODS,1,1,Data,Sunday, 1/ 1,12/31",
)  # fmt: skip


def days(year=2015):
    first = np.datetime64(f"{year}-01-01", "h")
    return np.arange(first, first + 8760)


def epw_lines(ghi=None):
    """Return a made-up year: the global radiation of an hour is its number in the year."""
    lines = list(HEAD)
    for number, moment in enumerate(days()):
        date = str(moment)
        value = number if ghi is None else ghi[number]
        row = [date[:4], date[5:7], date[8:10], int(date[11:13]) + 1, 0, "?9", 10.5, 5, 60, 99000]
        row += [0, 0, 300, value, value / 2, value / 4, *([0] * 19)]
        lines.append(",".join(str(x) for x in row))
    return lines


@pytest.fixture
def epw(tmp_path):
    path = tmp_path / "clermont.epw"
    path.write_text("\n".join(epw_lines()), encoding="utf-8")
    return path


def test_an_epw_file_is_read_as_pvlib_reads_it(epw):
    found = read_weather(epw, 2025)
    pvlib = pytest.importorskip("pvlib.iotools")
    table, _ = pvlib.read_epw(epw, coerce_year=2025)
    ends = table.index.tz_convert("UTC").tz_localize(None).to_numpy() + np.timedelta64(30, "m")
    order = np.argsort((ends - np.datetime64("2025-01-01")) % np.timedelta64(8760, "h"))
    assert len(found) == 8760
    np.testing.assert_array_equal(found.ghi, table["ghi"].to_numpy()[order])
    np.testing.assert_array_equal(found.dni, table["dni"].to_numpy()[order])
    np.testing.assert_array_equal(found.dhi, table["dhi"].to_numpy()[order])
    # pvlib's stamp is the start of the interval; ours is its middle.
    kept = slice(0, -1)  # the hour that the time zone carries over New Year
    np.testing.assert_array_equal(found.instants[kept], np.sort(ends)[1:].astype("datetime64[s]"))


def test_the_hour_stands_in_the_middle_and_in_utc(epw):
    found = read_weather(epw, 2025)
    # The line of 1 July, hour 13, is the hour from 12 to 13 of a clock one hour ahead of UTC.
    hour = int((np.datetime64("2015-07-01T12", "h") - days()[0]).astype(int))
    where = int(np.flatnonzero(found.ghi == hour)[0])
    assert found.instants[where] == np.datetime64("2025-07-01T11:30:00")
    assert (found.latitude, found.longitude, found.altitude) == (45.79, 3.15, 331.0)
    assert "Clermont-Ferrand" in found.source
    assert np.all(np.diff(found.instants).astype(int) == 3600)


def test_a_few_gaps_are_dark_and_counted_many_are_refused(tmp_path):
    ghi = np.arange(8760.0)
    ghi[100:140] = 9999
    path = tmp_path / "a.epw"
    path.write_text("\n".join(epw_lines(ghi)), encoding="utf-8")
    found = read_weather(path)
    assert found.missing == 40
    assert found.ghi.max() < 9999
    ghi[100:300] = 9999
    path.write_text("\n".join(epw_lines(ghi)), encoding="utf-8")
    with pytest.raises(InputError, match=r"weather\.radiation_missing"):
        read_weather(path)


PVGIS = """Latitude (decimal degrees): 45.613
Longitude (decimal degrees): 3.019
Elevation (m): 410.0
Irradiance Time Offset (h): 0.25

month,year
1,2010
2,2007

time(UTC),T2m,RH,G(h),Gb(n),Gd(h),IR(h),WS10m,WD10m,SP
"""


def pvgis_rows():
    for number, moment in enumerate(days(2010)):
        stamp = str(moment).replace("-", "").replace("T", ":") + "00"
        yield stamp, 1.5, 80, number, number / 2, number / 4, 300, 1, 90, 97000


def test_a_pvgis_year_is_read_from_csv_and_from_json_alike(tmp_path):
    csv, tree = tmp_path / "tmy.csv", tmp_path / "tmy.json"
    lines = [",".join(str(x) for x in row) for row in pvgis_rows()]
    csv.write_text(PVGIS + "\n".join([*lines, "", "T2m: 2-m air temperature (degree Celsius)"]))
    names = PVGIS.splitlines()[-1].split(",")
    place = {"latitude": 45.613, "longitude": 3.019, "elevation": 410.0,
             "irradiance_time_offset": 0.25}  # fmt: skip
    hours = [dict(zip(names, row, strict=True)) for row in pvgis_rows()]
    tree.write_text(json.dumps({"inputs": {"location": place}, "outputs": {"tmy_hourly": hours}}))
    one, other = read_weather(csv), read_weather(tree)
    for name in ("instants", "hours", "ghi", "dni", "dhi", "temperature"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert one.altitude == other.altitude == 410.0
    assert one.instants[12] == np.datetime64("2025-01-01T12:15:00")
    assert one.ghi[12] == 12
    assert one.temperature[0] == 1.5
    assert "PVGIS" in one.source


UMEP = "iy id it imin qn qh kdown\n1977 1 0 0 -999.00 -999.00 0.00\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (UMEP, "weather.unknown"),
        ("", "weather.unknown"),
        ("\x00\x01", "weather.unknown"),
        ("\n".join(HEAD), "weather.broken"),
        ("\n".join([*HEAD, "2015,1,1,1"]), "weather.broken"),
        ("\n".join([*HEAD, *epw_lines()[8:10], epw_lines()[9]]), "weather.broken"),
        (PVGIS, "weather.broken"),
        ('{"inputs": {}, "outputs": {"tmy_hourly": []}}', "weather.broken"),
        ('{"tmy_hourly"', "weather.broken"),
    ],
)
def test_other_files_are_refused(tmp_path, text, code):
    path = tmp_path / "meteo.txt"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_weather(path)
    assert caught.value.code == code
