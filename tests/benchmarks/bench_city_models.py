"""Reading city models: megabytes a CPU second, on files made of a real one's buildings, repeated.

Run as ``python tests/benchmarks/bench_city_models.py <folder of real data>/3d --megabytes 100``.
CPU is user and system time of one process that reads the file once; what the program costs to
start, and its kernels to load, is measured on a small file and taken off.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from pathlib import Path

from measure import python

READ = """
import sys
from pathlib import Path
from jumeau.io.reading import read
print(sum(draft.content.num_rows for draft in read(Path(sys.argv[1]))))
"""
GML = (
    "lyon_monuments/208_EGLISE_ECULLY.gml",
    "citygml3_lyon_opera/Opera-Lyon_CityGML3.0_LOD2_with_xAL3_FreeText.gml",
    "lyon_small_houses/LYON_1ER_BATI_2015_small_house.gml",
)
JSON = ("cityjson_delft/delft.json", "cityjson_zurich/zurich_subset_lod2.json")
FLOOR = {".gml": 25.0, ".json": 40.0}
"""Megabytes a CPU second that are wanted."""


def repeated_gml(source: Path, target: Path, size: int) -> None:
    """Write the members of a file again and again, each time with ids of its own."""
    text = source.read_text(encoding="utf-8")
    tag = "core:cityObjectMember" if "<core:cityObjectMember>" in text else "cityObjectMember"
    first, last = text.index(f"<{tag}>"), text.rindex(f"</{tag}>") + len(tag) + 3
    head, body, tail = text[:first], text[first:last], text[last:]
    texture = re.search(r"<app:appearanceMember>.*?</app:appearanceMember>", head, re.DOTALL)
    if texture is not None:
        head, body = head.replace(texture[0], ""), texture[0] + body
    ids = re.compile(r'(gml:id="|#)([^"]+)')
    with open(target, "w", encoding="utf-8") as file:
        written, number = file.write(head), 0
        while written < size:
            written += file.write(ids.sub(rf"\g<1>\g<2>_{number}", body))
            number += 1
        file.write(tail)


def repeated_json(source: Path, target: Path, size: int) -> None:
    """Write the objects of a file again and again, a kilometre apart."""
    document = json.loads(source.read_text(encoding="utf-8"))
    places, things = document["vertices"], document["CityObjects"]
    once = len(json.dumps(document, separators=(",", ":")))  # the source may be indented
    count = max(1, size // once)

    def moved(nested: object, by: int) -> object:
        return [moved(x, by) for x in nested] if isinstance(nested, list) else nested + by  # type: ignore[operator]

    objects = {}
    for number in range(count):
        for key, thing in things.items():
            own = dict(thing)
            for name in {"parents", "children"} & own.keys():
                own[name] = [f"{other}_{number}" for other in own[name]]
            if "geometry" in own:
                by = number * len(places)
                own["geometry"] = [
                    {**g, "boundaries": moved(g["boundaries"], by)} for g in own["geometry"]
                ]
            objects[f"{key}_{number}"] = own
    step = 1_000_000
    vertices = [[x + n * step, y, z] for n in range(count) for x, y, z in places]
    document |= {"CityObjects": objects, "vertices": vertices}
    target.write_text(json.dumps(document, separators=(",", ":")), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder 3d of the real data")
    parser.add_argument("--megabytes", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for name in (*GML, *JSON):
            source = options.folder / name
            big = Path(scratch) / source.name
            write = repeated_gml if source.suffix == ".gml" else repeated_json
            write(source, big, options.megabytes * 1_000_000)
            for picture in source.parent.glob("*.jpg"):
                (big.parent / picture.name).write_bytes(picture.read_bytes())
            python(READ, str(source))  # compiles the kernels where they are not yet
            start = python(READ, str(source))
            whole = python(READ, str(big))
            size = (big.stat().st_size - source.stat().st_size) / 1e6
            rate = size / (whole.cpu - start.cpu)
            print(f"{name}: {rate:.1f} MB a CPU second, {rate / FLOOR[source.suffix]:.2f} of the "
                  f"floor, {whole.peak:.0f} MB at most, {whole.output.strip()} rows")  # fmt: skip
            big.unlink()


if __name__ == "__main__":
    main()
