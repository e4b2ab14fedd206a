"""Analyses in the window: their forms, their results, what has to be computed again."""
