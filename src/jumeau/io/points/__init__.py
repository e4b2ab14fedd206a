"""Point clouds: what their files are, one COPC file for each layer, and what is derived of them."""
