"""The reader on real photographs, beside its goals and its peers."""
