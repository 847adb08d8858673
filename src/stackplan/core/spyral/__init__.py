"""A workspace of Spyral as a value: what its logs say, which runs are done, what is left."""
