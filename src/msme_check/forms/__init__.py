"""Blank forms, to be filled in on paper or in another program and read back by `intake`."""
