"""What happened or was said to happen: facts, each an exact span of an article."""
