"""Distances, areas and heights in the picture; a profile along a line."""
