"""Reports of one event put together: likeness of texts, stories, and claims side by side."""
