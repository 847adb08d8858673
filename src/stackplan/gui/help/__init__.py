"""Help pages, shortcuts, about, tour."""
