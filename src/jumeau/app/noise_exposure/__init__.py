"""Residents and dwellings by computed noise, in the window."""
