"""The style editor: how a layer looks, chosen with the picture in sight."""
