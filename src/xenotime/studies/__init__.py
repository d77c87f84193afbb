"""The questions: one file per verb, a function from a case to a result with tables."""
