"""A town as noise sees it: from a project and a variant to sources, walls, ground and dwellings."""
