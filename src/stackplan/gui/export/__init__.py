"""The export dialog and what goes to the clipboard."""
