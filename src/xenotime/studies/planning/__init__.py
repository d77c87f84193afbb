"""Which joint projects, when and of what size, paid by whom: from a plan case to a ranked
portfolio."""
