"""Boards of the sun's shade: hour by hour on the four dates, and the hours of a day overlaid."""
