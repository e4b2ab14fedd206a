"""The window (Qt). Nothing below this package knows Qt."""
