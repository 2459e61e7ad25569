"""From a query to hits: understand it, retrieve by words and by meaning, fuse, rank, explain."""
