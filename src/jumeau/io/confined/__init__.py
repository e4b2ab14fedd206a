"""Untrusted files are read in a process of their own, with limits, which may die without harm.

``parent`` is what the window and the commands call; ``process`` starts, watches and ends the other
process, in which ``child`` runs; ``messages`` is all that passes between the two: data, never
objects. ``limits`` says how much it may take; ``linux`` and ``windows`` are what the systems add.
"""
