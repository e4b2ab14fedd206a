"""The picture: scene, ground, buildings, trees, camera, picking, furniture. VTK, no Qt."""

import vtkmodules

# VTK's package can dress its classes in Python ones, for the comfort of those who type at a prompt:
# with NumPy's interface, and for pickling. Nothing here uses them, and they double its import.
getattr(vtkmodules, "MODULE_MAPPER", {}).clear()
