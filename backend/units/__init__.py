"""Schools and employers with their classes: headcounts, who is in which class, and their coordinators. See README.md."""
