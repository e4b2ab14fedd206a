"""Boards of the sun's shade, asked for in dialogs and made in a process of their own."""
