"""The groups of the layer tree: functions from project to project.

The tree has two levels: entries from the top to the bottom, each a layer or a group of layers. Each
function reads the project as such a tree and writes it back, so that the layers of a group follow
one another and no group is empty, whatever was there before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from jumeau.model.layer import Layer
from jumeau.model.project import Group, Project, replaced
from jumeau.model.roles import Role


class Branch(msgspec.Struct, frozen=True):
    """An entry of the tree: a group with its layers, or one layer that stands in no group."""

    group: Group | None
    layers: tuple[Layer, ...]

    @property
    def id(self) -> str:
        """Id of the group, or of the layer."""
        return self.layers[0].id if self.group is None else self.group.id


THEMES: dict[str, frozenset[Role]] = {
    "buildings": frozenset(
        {Role.BUILDING, Role.CITY_OBJECT, Role.CONSTRUCTION, Role.PLACE_OF_INTEREST}
    ),
    "transport": frozenset(
        {
            Role.ROAD, Role.RAIL, Role.TRANSPORT_AREA, Role.STOP, Role.TRANSIT_LINE,
            Role.TRAFFIC_COUNT, Role.LUMINAIRE,
        }
    ),
    "nature": frozenset(
        {
            Role.VEGETATION, Role.HEDGE, Role.TREE, Role.WATER, Role.WATERCOURSE, Role.LAND_COVER,
            Role.CROP, Role.SPORTS_GROUND, Role.CEMETERY,
        }
    ),
    "plans": frozenset(
        {
            Role.COMMUNE, Role.SETTLEMENT, Role.PARCEL, Role.ADDRESS, Role.ZONING,
            Role.PRESCRIPTION,
        }
    ),
    "people": frozenset({Role.CENSUS_AREA, Role.POPULATION_GRID}),
    "noise": frozenset({Role.NOISE_MAP, Role.SOUND_CLASSIFICATION, Role.NOISE_MEASUREMENT}),
    "climate": frozenset({Role.LOCAL_CLIMATE_ZONE, Role.SURFACE_TEMPERATURE, Role.SENSOR}),
    "analyses": frozenset(
        {
            Role.VIEWSHED, Role.SUN_HOURS, Role.SUN_HOURS_CHANGE, Role.SHADE_LINES, Role.SKY_VIEW,
            Role.SKY_VIEW_CHANGE, Role.IRRADIATION, Role.IRRADIATION_CHANGE, Role.NOISE_LEVEL,
            Role.NOISE_LEVEL_CHANGE, Role.NOISE_ZONES,
        }
    ),
    "relief": frozenset(
        {
            Role.TERRAIN, Role.SURFACE_MODEL, Role.CANOPY, Role.ORTHOPHOTO, Role.RASTER,
            Role.POINT_CLOUD,
        }
    ),
    "other": frozenset({Role.TABLE, Role.POLYGONS, Role.LINES, Role.POINTS}),
}  # fmt: skip
"""The groups by theme, from the top, and the roles that stand in each."""


def theme_of(role: Role) -> str:
    """Return the theme of a role."""
    return next(theme for theme, roles in THEMES.items() if role in roles)


def theme_id(theme: str) -> str:
    """Return the id of the group of a theme; without a title it is called as its theme is."""
    return f"theme:{theme}"


def theme_named(group_id: str) -> str:
    """Return the theme whose group has this id, empty where it is none."""
    theme = group_id.removeprefix("theme:")
    return theme if theme != group_id and theme in THEMES else ""


def branches(project: Project) -> tuple[Branch, ...]:
    """Return the tree of a project; a group stands where the first of its layers does."""
    groups = {group.id: group for group in project.groups}
    found: dict[tuple[bool, str], list[Layer]] = {}
    for layer in project.layers:
        grouped = layer.group in groups
        found.setdefault((grouped, layer.group if grouped else layer.id), []).append(layer)
    return tuple(
        Branch(groups[name] if grouped else None, tuple(layers))
        for (grouped, name), layers in found.items()
    )


def group_named(project: Project, group_id: str) -> Group:
    """Return the group with this id; KeyError when there is none."""
    for group in project.groups:
        if group.id == group_id:
            return group
    raise KeyError(group_id)


def layers_of(project: Project, group_id: str) -> tuple[Layer, ...]:
    """Return the layers of a group, from its top."""
    return tuple(x for x in project.layers if x.group == group_id)


def layers_named(project: Project, ids: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of layers, in their order, for ids of layers and of groups."""
    wanted = set(ids)
    groups = {group.id for group in project.groups} & wanted
    return tuple(x.id for x in project.layers if x.id in wanted or x.group in groups)


def group_layers(project: Project, ids: Collection[str], title: str = "") -> Project:
    """Return the project with layers, or the layers of whole groups, in a new group.

    It stands where the first of them stood.

    Raises
    ------
    KeyError
        When an id is neither a layer's nor a group's.
    """
    names = _known(project, ids)
    if not names:
        return project
    group = Group(_free_id(project), title)
    tree = branches(project)
    first = next(x for x in tree if names & {layer.id for layer in x.layers})
    inside = tuple(x for x in project.layers if x.id in names)
    grown: list[Branch] = []
    for branch in tree:
        rest = tuple(x for x in branch.layers if x.id not in names)
        if branch is first:
            grown.append(Branch(group, inside))
        if rest:
            grown.append(Branch(branch.group, rest))
    return _written(project, grown)


def ungroup(project: Project, group_id: str) -> Project:
    """Return the project without a group: its layers stay where they are.

    Raises
    ------
    KeyError
        When there is no such group.
    """
    group_named(project, group_id)
    grown: list[Branch] = []
    for branch in branches(project):
        if branch.group is not None and branch.group.id == group_id:
            grown += [Branch(None, (layer,)) for layer in branch.layers]
        else:
            grown.append(branch)
    return _written(project, grown)


def rename_group(project: Project, group_id: str, title: str) -> Project:
    """Return the project with a group under another title.

    Raises
    ------
    KeyError
        When there is no such group.
    """
    group_named(project, group_id)
    groups = tuple(Group(x.id, title) if x.id == group_id else x for x in project.groups)
    return _written(replaced(project, groups=groups), branches(replaced(project, groups=groups)))


def remove_layers(project: Project, ids: Collection[str]) -> Project:
    """Return the project without layers, or whole groups, and without groups that this empties.

    Raises
    ------
    KeyError
        When an id is neither a layer's nor a group's.
    """
    names = _known(project, ids)
    kept = replaced(project, layers=tuple(x for x in project.layers if x.id not in names))
    return _written(kept, branches(kept))


def move(project: Project, ids: Collection[str], into: str = "", before: str = "") -> Project:
    """Return the project with layers and groups at another place of the tree.

    Parameters
    ----------
    ids : collection of str
        Layers and groups; they keep their order. A group is moved whole; moved into a group, its
        layers join that one.
    into : str
        The group in which they stand from now on; empty for the outer level.
    before : str
        The layer of that group, or the entry of the outer level, that they stand above; empty for
        the end.

    Raises
    ------
    KeyError
        When one of these ids is unknown.
    """
    names = _known(project, ids)
    if into:
        return _moved_into(project, names, group_named(project, into), before)
    whole = {group.id for group in project.groups if group.id in set(ids)}
    moved: list[Branch] = []
    grown: list[Branch] = []
    at = -1
    for branch in branches(project):
        if branch.id == before:
            at = len(grown)
        if branch.group is not None and branch.group.id in whole:
            moved.append(branch)
            continue
        moved += [Branch(None, (x,)) for x in branch.layers if x.id in names]
        if rest := tuple(x for x in branch.layers if x.id not in names):
            grown.append(Branch(branch.group, rest))
    if before and at < 0:
        raise KeyError(before)
    at = at if before else len(grown)
    return _written(project, [*grown[:at], *moved, *grown[at:]])


def step(project: Project, entry_id: str, way: int) -> Project:
    """Return the project with a layer or a group one place up (-1) or down (+1).

    A layer moves within its group, and leaves it at its ends; one that stands alone enters the
    group that it meets.

    Raises
    ------
    KeyError
        When there is neither a layer nor a group with this id.
    """
    tree = branches(project)
    home = next((x for x in tree if x.id == entry_id), None)
    if home is None:
        return _step_inside(project, project.layer(entry_id), way)
    at = tree.index(home)
    if not 0 <= at + way < len(tree):
        return project
    met = tree[at + way]
    if home.group is None and met.group is not None:
        return move(project, (entry_id,), met.group.id, met.layers[0].id if way > 0 else "")
    after = at + 2 if way > 0 else at - 1
    return move(project, (entry_id,), "", tree[after].id if after < len(tree) else "")


def group_by_theme(project: Project, ids: Collection[str] | None = None) -> Project:
    """Return the project with the layers that stand in no group in groups by theme.

    Groups that are there stay where they are; new ones stand below them in the order of
    :data:`THEMES`.

    Parameters
    ----------
    ids : collection of str or None
        The layers that are put in order; None for all.
    """
    free = {x.id for x in project.layers if not _is_grouped(project, x)}
    if ids is not None:
        free &= set(ids)
    if not free:
        return project
    new = {
        theme_id(theme): tuple(
            x for x in project.layers if x.id in free and theme_of(x.role) == theme
        )
        for theme in THEMES
    }
    grown: list[Branch] = []
    for branch in branches(project):
        if branch.group is not None:
            grown.append(Branch(branch.group, (*branch.layers, *new.pop(branch.group.id, ()))))
        elif branch.layers[0].id not in free:
            grown.append(branch)
    grown += [Branch(Group(group_id, ""), layers) for group_id, layers in new.items() if layers]
    return _written(project, grown)


def is_by_theme(project: Project) -> bool:
    """Tell whether the layers of a project were put in order by theme."""
    return any(theme_named(x.id) for x in project.groups)


def _is_grouped(project: Project, layer: Layer) -> bool:
    return any(group.id == layer.group for group in project.groups)


def _moved_into(project: Project, names: set[str], group: Group, before: str) -> Project:
    inside = tuple(x for x in project.layers if x.id in names)
    grown: list[Branch] = []
    for branch in branches(project):
        rest = tuple(x for x in branch.layers if x.id not in names)
        if branch.group is not None and branch.group.id == group.id:
            place = _place(branch.layers, names, before)
            grown.append(Branch(group, (*rest[:place], *inside, *rest[place:])))
        elif rest:
            grown.append(Branch(branch.group, rest))
    return _written(project, grown)


def _place(layers: tuple[Layer, ...], names: set[str], before: str) -> int:
    """Return how many of the layers that stay stand above ``before``."""
    ids = [x.id for x in layers]
    end = ids.index(before) if before in ids else len(ids)
    if before and before not in ids:
        raise KeyError(before)
    return sum(name not in names for name in ids[:end])


def _step_inside(project: Project, layer: Layer, way: int) -> Project:
    """Move a layer within its group, or out of it at its ends."""
    tree = branches(project)
    at = next(k for k, x in enumerate(tree) if layer.id in {y.id for y in x.layers})
    ids = [x.id for x in tree[at].layers]
    place = ids.index(layer.id)
    if 0 <= place + way < len(ids):
        after = place + 2 if way > 0 else place - 1
        return move(project, (layer.id,), layer.group, ids[after] if after < len(ids) else "")
    if way < 0:
        return move(project, (layer.id,), "", tree[at].id)
    return move(project, (layer.id,), "", tree[at + 1].id if at + 1 < len(tree) else "")


def _known(project: Project, ids: Collection[str]) -> set[str]:
    """Return the layers that are meant by ids of layers and of groups."""
    known = {x.id for x in project.layers} | {x.id for x in project.groups}
    for name in ids:
        if name not in known:
            raise KeyError(name)
    return set(layers_named(project, ids))


def _free_id(project: Project) -> str:
    taken = {x.id for x in project.groups} | {x.id for x in project.layers}
    number = 1
    while f"group:{number}" in taken:
        number += 1
    return f"group:{number}"


def _written(project: Project, tree: Iterable[Branch]) -> Project:
    """Return the project with this tree."""
    layers: list[Layer] = []
    groups: list[Group] = []
    for branch in tree:
        wanted = "" if branch.group is None else branch.group.id
        if branch.group is not None:
            groups.append(branch.group)
        layers += [
            x if x.group == wanted else msgspec.structs.replace(x, group=wanted)
            for x in branch.layers
        ]
    return replaced(project, layers=tuple(layers), groups=tuple(groups))
