"""The sun on the picture: who stands in shade, and the sun's way across the sky."""
