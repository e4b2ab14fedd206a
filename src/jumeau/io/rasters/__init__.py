"""Grids and pictures: what they are, where they lie, how they become one mosaic."""
