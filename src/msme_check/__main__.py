"""`python -m msme_check`, where the command is not on the PATH."""

from msme_check.cli import main

main()
