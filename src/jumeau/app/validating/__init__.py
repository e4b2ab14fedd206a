"""The method held against published values, in the window."""
