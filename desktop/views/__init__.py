"""Widgets: lay out, show, emit."""
