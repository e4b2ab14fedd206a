"""Features: GeoPackage, shapefile, GeoJSON, FlatGeobuf and KML through GDAL, checked and mended."""
