"""Saving and opening plans, and recovering unsaved work."""
