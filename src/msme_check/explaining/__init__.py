"""Why: an assessment taken apart, so that every score, gate and recommendation can be followed to the answers.

Nothing is decided here anew. Whether a condition holds is asked of the engine, leaf by leaf. A score is taken apart
into what its questions add, in exact fractions that add up to the engine's number. `lines` and `json` show the same.
"""
