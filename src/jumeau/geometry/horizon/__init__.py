"""What hides the sky: sweeps over a raster of heights."""
