"""OpenStreetMap: files, tags and the layers of the twin that they make."""
