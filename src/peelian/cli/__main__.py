"""`python -m peelian.cli` is `peelian`."""

from peelian.cli import main

main()
