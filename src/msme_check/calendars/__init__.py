"""The plan with days: as a calendar file, and as a sheet for the wall."""
