"""Generator of Montreval-sur-Lise, an invented commune in the schemas of the real products."""
