"""The sun over a place: where it stands, what it lights, how long and how strongly."""
