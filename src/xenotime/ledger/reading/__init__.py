"""Files to articles: text, Markdown, HTML, PDF and JSON lines, one at a time.

What is not the article's own text stays in it as blocks of another role.

    for article in read(Path("news/")):
        print(article.name, article.language, article.dated.period)
"""

from xenotime.ledger.reading.files import article_of_text, read, read_all

__all__ = ["article_of_text", "read", "read_all"]
