"""Mutated files, read in confined processes: what becomes of each is counted by format."""

from __future__ import annotations

import io
import logging
import random
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from fuzz_seeds import REAL, SEEDS, Seed

from jumeau.errors import InputError
from jumeau.i18n import LANGUAGES, catalogue
from jumeau.io.confined.limits import Limits
from jumeau.io.confined.parent import Confined
from jumeau.model.project import new_project

GIGABYTE = 1 << 30
LIMITS = Limits(memory=2 * GIGABYTE, patience=60.0)
BROKEN = ("reader.crashed", "reader.hung", "reader.memory", "reader.failed")
TOKENS = (
    b"NaN", b"-Infinity", b"1e309", b"-1", b"0", b"4294967295", b"9223372036854775808", b"null",
    b"[]", b"{}", b'""', b"\0", b"\xff\xff\xff\xff", b"\x80\0\0\0", b"%s%n", b"../../../etc/passwd",
    b"\xef\xbb\xbf", b"\r", b"]]>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>&b;", b"EPSG:999999",
    b"[" * 400,
    b"http://localhost:1/a", b"file:///etc/passwd", b"1" * 5000,
)  # fmt: skip


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Return a content with one to three faults."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        content = _FAULTS[chance.randrange(len(_FAULTS))](content, chance)
    return content


def _flipped(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(min(len(changed), chance.choice((1, 2, 8, 40)))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _block(content: bytes, chance: random.Random) -> tuple[int, int]:
    first = chance.randrange(len(content) + 1)
    return first, min(len(content), first + chance.choice((1, 4, 16, 128, 1024)))


def _doubled(content: bytes, chance: random.Random) -> bytes:
    first, last = _block(content, chance)
    return content[:last] + content[first:last] * chance.choice((1, 1, 50)) + content[last:]


def _removed(content: bytes, chance: random.Random) -> bytes:
    first, last = _block(content, chance)
    return content[:first] + content[last:]


def _numbers(content: bytes, chance: random.Random) -> bytes:
    """Exchange a number for another one, in text or in binary."""
    found = list(re.finditer(rb"-?\d+(\.\d+)?", content))
    if found and chance.random() < 0.6:
        one, other = chance.choice(found), chance.choice(found)
        return content[: one.start()] + other[0] + content[one.end() :]
    size = chance.choice((1, 2, 4, 8))
    at = chance.randrange(max(1, len(content) - size))
    extreme = chance.choice((0, 1, 255, (1 << 8 * size) - 1, 1 << (8 * size - 1), 0x7F))
    value = (extreme % (1 << 8 * size)).to_bytes(size, chance.choice(("little", "big")))
    return content[:at] + value + content[at + size :]


def _token(content: bytes, chance: random.Random) -> bytes:
    first, last = _block(content, chance)
    token = chance.choice(TOKENS)
    return content[:first] + token + content[first if chance.random() < 0.5 else last :]


_FAULTS = (_flipped, _flipped, _cut, _doubled, _removed, _numbers, _numbers, _token)


def mutated_seed(seed: Seed, chance: random.Random) -> Seed:
    """Return a seed of which one file is mutated; in a zip, half the time one of its members."""
    name = chance.choice(list(seed)) if chance.random() < 0.5 else next(iter(seed))
    content = seed[name]
    if content[:2] == b"PK" and chance.random() < 0.5:
        return {**seed, name: _rezipped(content, chance)}
    return {**seed, name: mutated(content, chance)}


def _rezipped(content: bytes, chance: random.Random) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(memory, "w") as new:
        victim = chance.choice(old.namelist())
        for member in old.namelist():
            inside = old.read(member)
            info = zipfile.ZipInfo(member)
            new.writestr(info, mutated(inside, chance) if member == victim else inside)
    return memory.getvalue()


def seeds(folder: Path) -> dict[str, Seed]:
    """Make the sound files."""
    made = {}
    for name, make in SEEDS.items():
        place = folder / name
        place.mkdir()
        made[name] = make(place)
    return made


def real_seeds(real_data: Path) -> dict[str, Seed]:
    """Return the sound files of formats that only a real file stands for."""
    return {name: {Path(p).name: (real_data / p).read_bytes()} for name, p in REAL.items()}


@dataclass(slots=True)
class Tally:
    """What became of the files: counts by format and outcome, and where readers failed."""

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    wordless: set[str] = field(default_factory=set)

    def count(self, form: str, outcomes: list[str]) -> None:
        """Count the outcomes of one file."""
        known = self.outcomes.setdefault(form, Counter())
        known.update(outcomes)
        for code in outcomes:
            if code != "loaded" and not phrased(code):
                self.wordless.add(code)

    def lines(self) -> list[str]:
        """Return one line a format, and one a place where a reader failed."""
        lines = []
        for form, counts in sorted(self.outcomes.items()):
            told = ", ".join(f"{code} {count}" for code, count in counts.most_common())
            lines.append(f"{form:10} {sum(counts.values()):6}  {told}")
        return lines + [f"{count:6} {fault}" for fault, count in self.faults.most_common()]

    def total(self, *codes: str) -> int:
        """Return how many files ended so; without codes, how many there were."""
        return sum(
            count
            for counts in self.outcomes.values()
            for code, count in counts.items()
            if not codes or code in codes
        )


def phrased(code: str) -> bool:
    """Tell whether both catalogues say what an error is."""
    return all(f"errors.{code}.what" in catalogue(language) for language in LANGUAGES)


def fuzz(sound: dict[str, Seed], count: int, folder: Path, start: int, workers: int = 2) -> Tally:
    """Read mutated files, shared out over the formats.

    Parameters
    ----------
    sound : dict
        Format to its seed.
    count : int
        How many mutated files.
    folder : Path
        For the files and the store.
    start : int
        Of the random numbers; the same one gives the same files.
    workers : int
        Confined processes at a time.
    """
    names = sorted(sound)
    jobs = [(names[number % len(names)], start + number) for number in range(count)]
    tally = Tally()
    listener = _Faults(tally)
    log = logging.getLogger("jumeau.io.confined")
    log.addHandler(listener)
    propagate, log.propagate = log.propagate, False
    try:
        with ThreadPoolExecutor(workers) as pool:
            shares = [jobs[worker::workers] for worker in range(workers)]
            places = [folder / f"worker{worker}" for worker in range(workers)]
            for found in pool.map(lambda s, p: list(_outcomes(sound, s, p)), shares, places):
                for form, outcomes in found:
                    tally.count(form, outcomes)
    finally:
        log.removeHandler(listener)
        log.propagate = propagate
    return tally


def _outcomes(
    sound: dict[str, Seed], jobs: list[tuple[str, int]], folder: Path
) -> Iterator[tuple[str, list[str]]]:
    inbox = folder / "in"
    with Confined(folder / "store", LIMITS) as reader:
        for number, (form, start) in enumerate(jobs):
            if number % 200 == 199:
                for payloads in (folder / "store").glob("??"):
                    shutil.rmtree(payloads)
            place = inbox / str(start)
            place.mkdir(parents=True)
            files = mutated_seed(sound[form], random.Random(start))
            for name, content in files.items():
                (place / name).write_bytes(content)
            yield form, outcomes_of(reader, place / next(iter(files)))
            shutil.rmtree(place)


def outcomes_of(reader: Confined, path: Path) -> list[str]:
    """Load one file and return ``loaded``, or the code of each error that was told."""
    try:
        loaded = reader.import_sources([path], new_project("x"), crs="EPSG:2154")
    except InputError as error:
        return [error.code]
    if loaded.layers:
        return ["loaded"]
    return [problem.code for problem in loaded.problems] or ["silence"]


class _Faults(logging.Handler):
    """Notes where readers failed in a way that nobody foresaw."""

    def __init__(self, tally: Tally) -> None:
        super().__init__(logging.ERROR)
        self._tally = tally

    def emit(self, record: logging.LogRecord) -> None:
        lines = record.getMessage().strip().splitlines()
        places = [
            line.strip() for line in lines if "/jumeau/" in line and line.startswith("  File")
        ]
        place = places[-1].rsplit("/jumeau/", 1)[1] if places else ""
        self._tally.faults[f"{place}: {lines[-1][:160] if lines else ''}"] += 1
