"""Styles that people make: fields, classes, ramps, and the colours that each feature wears."""
