"""Models made elsewhere: opened, placed on the ground, replaced by a new version."""
