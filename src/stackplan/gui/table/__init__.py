"""The stack table: its model, its view, its menu."""
