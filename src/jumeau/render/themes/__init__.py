"""How published data look: one module a theme, one register of them all."""
