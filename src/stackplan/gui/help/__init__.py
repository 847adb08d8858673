"""Help pages and shortcuts."""
