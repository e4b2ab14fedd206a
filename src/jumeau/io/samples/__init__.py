"""Values on walls and roofs in the store: GeoParquet with a row for each cell."""
