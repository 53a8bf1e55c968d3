"""Where the records stay: PostgreSQL, started as a child if none is named, and twins in memory."""
