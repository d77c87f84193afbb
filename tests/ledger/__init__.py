"""The ledger: from articles to facts with exact spans, and to the register."""
