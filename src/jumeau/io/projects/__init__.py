"""Project files: the folder, its journal and the packed form."""
