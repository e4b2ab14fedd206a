"""Sound that is reflected by walls: images of the receiver, and the paths to them."""
