"""The strip below the picture: date and hour of the sun."""
