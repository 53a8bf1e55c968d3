"""What the published site costs: its files, the seconds to make them, and how soon a return is public."""
