"""The picture: scene, ground, buildings, trees, camera, picking, furniture. VTK, no Qt."""
