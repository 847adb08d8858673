"""The window as a whole: its widgets, commands, menus, presenter and preferences."""
