"""KPU's public JSON files of 2024, key for key, so that every client of its site works unchanged."""
