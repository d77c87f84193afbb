"""Customs codes: editions of the Harmonized System, and what headings may hold."""
