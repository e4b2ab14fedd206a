"""The model cut open along a line; what is seen from a point."""
