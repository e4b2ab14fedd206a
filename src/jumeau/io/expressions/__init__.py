"""Expressions over the features of a layer, in the text form of OGC's CQL2 (21-065r2)."""
