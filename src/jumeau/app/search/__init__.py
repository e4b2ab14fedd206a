"""Going to a place by its name."""
