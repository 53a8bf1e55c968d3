"""A make-believe election for tests and training: hands that fill forms, cameras, counts."""
