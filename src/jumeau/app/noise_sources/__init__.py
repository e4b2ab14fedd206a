"""What makes noise in a variant, and how its traffic is known, in the window."""
