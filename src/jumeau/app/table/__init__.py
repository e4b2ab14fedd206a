"""The attribute table: the features of a layer, row by row, linked with the picture."""
