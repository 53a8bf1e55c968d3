"""Settings and construction: the only room that knows every room, and the loops that keep it going."""
