"""The profile's one encrypted database: catalog, passages, lexical index, vectors, settings."""
