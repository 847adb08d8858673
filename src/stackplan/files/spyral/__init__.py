"""Spyral's workspaces: what its logs and files say, read and never written."""
