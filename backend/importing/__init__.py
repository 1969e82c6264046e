"""Bringing data of other systems in, `bhxh import ...`: row by row, safe to repeat, resumed where it stopped. See README.md."""
