"""Reports for officers, monitors and leadership: registrations, roll-out, feedback, SMS. See README.md."""
