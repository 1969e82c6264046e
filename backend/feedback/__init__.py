"""Feedback of citizens (phản ánh, kiến nghị): received, worked on, coordinated, answered. See README.md."""
