"""Measurements, each with a floor or a peer in the same run: `make bench`. Read the ratios, not the times."""
