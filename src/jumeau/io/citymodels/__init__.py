"""City models: bodies of surfaces from CityGML, CityJSON, 3D Tiles and meshes."""
