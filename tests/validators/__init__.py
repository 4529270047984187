"""Judges from outside: veraPDF for PDFs, axe-core in headless Chromium for HTML, poppler for what was printed."""
