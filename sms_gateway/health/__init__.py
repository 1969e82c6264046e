"""How well providers do their work, judged together by all processes and kept in the database: see README.md."""
