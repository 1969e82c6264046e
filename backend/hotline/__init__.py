"""The hotline's console: agents answer citizens who asked for a person."""
