"""Results on the model's surfaces: cells of walls, roofs that wear the ground's raster."""
