"""What a reader costs: files from nginx beside the same data out of a database."""
