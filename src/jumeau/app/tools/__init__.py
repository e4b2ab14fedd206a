"""What the mouse can do in the picture besides moving and clicking."""
