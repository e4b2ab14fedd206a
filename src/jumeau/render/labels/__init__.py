"""Names on the picture: prepared in workers, placed after the model is drawn, never in its way."""
