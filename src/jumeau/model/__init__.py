"""Values: the project and everything in it that is small. Standard library, msgspec, numpy only."""
