"""The window's side of project variants: which one is drawn, its list, its card."""
