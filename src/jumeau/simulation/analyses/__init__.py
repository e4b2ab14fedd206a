"""Simulations of the catalogue: their parameters, their methods, what runs them."""
