"""Frozen models of the instrument, the response and the assessment. No input or output here."""
