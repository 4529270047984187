"""Two points in time side by side: of one firm, and of the firms of two batches."""
