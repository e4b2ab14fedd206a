"""Jumeau: a desktop 3D twin of a French commune."""

__version__ = "0.1.0"
