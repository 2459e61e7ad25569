"""Item models over the engine's dataclasses: dumb tables, tested without a window."""
