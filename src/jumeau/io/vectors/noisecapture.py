"""A walk recorded with NoiseCapture: what the file beside its track says.

An archive of the application holds ``track.geojson``, one point a second, and
``meta.properties`` (Picaut et al., 2019, doi:10.1016/j.buildenv.2018.10.049).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jumeau.model.codes import iso_instant

META = "meta.properties"
_LARGEST = 65_536
_ZONE = "Europe/Paris"


@dataclass(frozen=True, slots=True)
class Track:
    """When a walk began (ISO 8601, time of Paris with its offset, or empty), and the phone."""

    instant: str = ""
    facts: tuple[tuple[str, str], ...] = ()


def track_of(path: Path) -> Track:
    """Return what ``meta.properties`` beside a track says; an empty one where it is missing.

    Parameters
    ----------
    path : Path
        The track's file.
    """
    from zoneinfo import ZoneInfo

    beside = path.with_name(META)
    try:
        with open(beside, "rb") as file:
            text = file.read(_LARGEST).decode("utf-8", errors="replace")
    except OSError:
        return Track()
    lines = (x.partition("=") for x in text.splitlines() if not x.startswith(("#", "!")))
    said = {key.strip(): value.strip() for key, sign, value in lines if sign}
    moment = said.get("record_utc", "")
    instant = ""
    with suppress(ValueError, OverflowError):
        began = datetime.fromisoformat(iso_instant(moment)).astimezone(ZoneInfo(_ZONE))
        instant = began.isoformat(timespec="seconds")
    phone = " ".join(filter(None, (said.get("device_manufacturer"), said.get("device_model"))))
    calibrated = said.get("method_calibration", "").lower() not in ("", "none")
    with suppress(ValueError):
        calibrated = calibrated or float(said.get("gain_calibration", "0")) != 0.0
    facts = [("calibrated", "yes" if calibrated else "no")]
    if phone:
        facts.append(("phone", phone))
    return Track(instant, tuple(facts))
