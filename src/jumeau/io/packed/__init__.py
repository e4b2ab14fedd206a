"""What comes packed: archives, tiles and the deliveries of IGN."""
