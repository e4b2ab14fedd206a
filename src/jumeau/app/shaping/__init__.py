"""Changing what stands there: held, moved, turned, stretched, raised, removed."""
