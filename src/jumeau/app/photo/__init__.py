"""A photograph beside the simulated shade of its minute and viewpoint."""
