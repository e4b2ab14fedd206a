"""Shade on grids of heights: one sweep away from the sun."""
