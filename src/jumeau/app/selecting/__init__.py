"""Selection in the picture and by expression, and the filter of a layer."""
