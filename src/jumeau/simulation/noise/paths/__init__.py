"""What lies between two places: the scene made ready for kernels, and vertical cuts through it."""
