"""Variants compared in one viewport: swipe, side by side, blink, ghost, and the table of both."""
