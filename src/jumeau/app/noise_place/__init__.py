"""The noise of a place, way by way."""
