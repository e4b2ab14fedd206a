"""Names of columns and of layers, spelt in one way: whatever the case, the accents, the format."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

_DBASE = re.compile(r",[CNDLF](?:,\d+)*$")
_SIGNS = re.compile(r"[^a-z0-9]+")
_SHORT = 10
"""Letters that a shapefile keeps of the name of a column."""


def plain(name: str) -> str:
    """Return a name in lower case without accents, its words joined by underscores.

    The types that some deliveries write behind a name (``NOM,C,254``) are dropped.
    """
    bare = unicodedata.normalize("NFKD", _DBASE.sub("", name.strip()))
    return _SIGNS.sub("_", bare.encode("ascii", "ignore").decode().lower()).strip("_")


def by_plain_name(fields: Sequence[str]) -> dict[str, str]:
    """Return the columns of a source by their plain names; of two alike, the first."""
    return {plain(field): field for field in reversed(fields)}


def find(
    own: Mapping[str, str], names: Sequence[str], cut: frozenset[str] = frozenset()
) -> str | None:
    """Return the column that bears one of some names, the first of them that is there.

    ``cut`` are the names that count as well when a shapefile has cut them to ten letters.
    """
    for name in names:
        if name in own:
            return own[name]
    for name in names:
        if name in cut and name[:_SHORT] in own:
            return own[name[:_SHORT]]
    return None


def safely_cut(groups: Iterable[Sequence[str]]) -> frozenset[str]:
    """Return the long names that stay themselves when they are cut to ten letters.

    Parameters
    ----------
    groups : iterable of sequences of str
        The names that a record looks for; those of one group mean the same.
    """
    known = [frozenset(group) for group in groups]
    alike: dict[str, set[str]] = {}
    for name in (name for group in known for name in group):
        alike.setdefault(name[:_SHORT], set()).add(name)
    return frozenset(
        name
        for names in alike.values()
        for name in names
        if len(name) > _SHORT
        and all(any(name in g and other in g for g in known) for other in names - {name})
    )
