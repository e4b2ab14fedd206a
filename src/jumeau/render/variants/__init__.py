"""Variants in the picture: what is drawn instead of, and besides, the base."""
