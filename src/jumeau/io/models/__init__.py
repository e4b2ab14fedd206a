"""Models made elsewhere (glTF, OBJ, IFC, CityJSON): read, tidied, kept as one glTF binary."""
