"""The support directory on its own: what is in it, found by country, topic, kind and words, for all or for one firm."""
