"""Sound that goes around the vertical edges of buildings and barriers."""
