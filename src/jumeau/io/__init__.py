"""Files: readers, the store of payloads, project files. No Qt, no VTK."""
