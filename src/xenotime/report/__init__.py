"""The page: figures, words and the HTML brief, for notebook, command line and web alike."""
