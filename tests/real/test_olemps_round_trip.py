"""Olemps, from IGN's files to a picture, saved, reopened, packed, and to the same picture again."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from jumeau.cli import main


def pixels(project: Path, out: Path) -> np.ndarray:
    words = ["export", "image", str(project), "--out", str(out), "--size", "480x270"]
    assert main([*words, "--title", "Olemps"]) == 0
    with Image.open(out) as image:
        return np.asarray(image).copy()


def fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        digest.update(path.name.encode() + (path.read_bytes() if path.is_file() else b""))
    return digest.hexdigest()


def test_olemps_gives_the_same_picture_again(
    olemps: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = fingerprint(olemps)
    folder, packed = tmp_path / "olemps", tmp_path / "olemps.jumeau"
    assert main(["new", str(folder), str(olemps), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["problems"] == []
    ground = next(layer for layer in made["layers"] if layer["role"] == "terrain")
    assert ground["provenance"]["method"] == "estimated_ground"
    assert ground["certainty"] == "computed_uncertain"
    first = pixels(folder, tmp_path / "1.png")
    assert first.std() > 10
    assert np.array_equal(pixels(folder, tmp_path / "2.png"), first)
    assert main(["pack", str(folder), "--out", str(packed)]) == 0
    assert np.array_equal(pixels(packed, tmp_path / "3.png"), first)
    assert main(["check", str(packed)]) == 0
    assert fingerprint(olemps) == before
    capsys.readouterr()
