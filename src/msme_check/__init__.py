"""msme-check: how ready is a small firm, and what should it do next?"""
