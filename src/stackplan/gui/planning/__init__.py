"""What a request sets off: scanning, planning, the longer search, edits by hand."""
