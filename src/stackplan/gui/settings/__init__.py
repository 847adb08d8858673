"""The left column: folder, run range, skip list, number of stacks, method."""
