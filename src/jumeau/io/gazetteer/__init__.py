"""Where something is: an index of the names that a project's layers hold, and questions to it."""
