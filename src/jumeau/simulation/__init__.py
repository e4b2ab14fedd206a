"""Analyses: kernels and the records that run them."""
