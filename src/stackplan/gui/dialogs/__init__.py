"""Dialogs: each is imported when it is asked for."""
