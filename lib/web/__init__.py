"""The HTTP edge: what every request passes, and what is said and logged when something breaks."""
