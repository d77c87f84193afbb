"""The model: world x scenario -> arrays. Knows minerals, but no solver and no files."""
