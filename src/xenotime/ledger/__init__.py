"""Who promised what, to whom, by when: from articles to facts with exact spans, to a register."""
