"""Records become figures, figures become totals, from the village to the nation. Pure."""
