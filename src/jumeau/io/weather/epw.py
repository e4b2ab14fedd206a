"""EPW, the weather files of EnergyPlus.

Fields as in the Auxiliary Programs reference of EnergyPlus, "EnergyPlus Weather File (EPW) Data
Dictionary": eight lines of header, then one line an interval, told by its end, in the local
standard time of the station.
"""

from __future__ import annotations

import csv
import io

import numpy as np

from jumeau.io.weather.rows import Numbers, Rows

HEADER = 8
MONTH, DAY, HOUR, MINUTE, DRY_BULB, GHI, DNI, DHI = 1, 2, 3, 4, 6, 13, 14, 15
NO_RADIATION = 9999.0
NO_TEMPERATURE = 99.9


def read_epw(text: str) -> Rows:
    """Return the rows of a file.

    Raises
    ------
    ValueError, IndexError
        Where the text is no whole EPW file.
    """
    lines = text.splitlines()
    head = {line.split(",", 1)[0].upper(): line.split(",") for line in lines[:HEADER]}
    place = [part.strip() for part in head["LOCATION"]]
    latitude, longitude, offset, altitude = (float(x) for x in place[6:10])
    periods = head.get("DATA PERIODS", [])
    each = int(periods[2]) if len(periods) > 2 else 1
    if not 1 <= each <= 60:
        raise ValueError(f"DATA PERIODS {each}")
    columns = (MONTH, DAY, HOUR, MINUTE, DRY_BULB, GHI, DNI, DHI)
    parsed = csv.reader(io.StringIO("\n".join(lines[HEADER:])))
    values = np.array([[float(row[k]) for k in columns] for row in parsed if row])
    if values.size == 0:
        raise ValueError("no data")
    month, day, hour, minute, warm, ghi, dni, dhi = values.T
    # Hour 1 is the interval from 0 to 1; of several an hour, the minute tells where each ends.
    end = hour if each == 1 else hour - 1 + minute / 60
    named = ", ".join(part for part in (place[1], place[3], place[4]) if part)
    return Rows(
        month.astype(np.int64), day.astype(np.int64), end - 0.5 / each, offset, 1 / each,
        _known(ghi), _known(dni), _known(dhi), _known(warm, NO_TEMPERATURE),
        latitude, longitude, altitude, f"EPW {named}",
    )  # fmt: skip


def _known(values: Numbers, missing: float = NO_RADIATION) -> Numbers:
    return np.where(values >= missing, np.nan, values)
