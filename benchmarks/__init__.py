"""How fast Peelian is, each figure a ratio to something stated that was timed in one run: `make bench`."""
