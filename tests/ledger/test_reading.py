"""Files become articles: text, language, date, sentences; offsets stay true."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise
from pathlib import Path

import pytest

from xenotime.ledger.article import Article
from xenotime.ledger.reading import article_of_text, read, read_all
from xenotime.world.problems import XenotimeError

from .test_hostile_files import pdf, shown

NEWS = Path(__file__).resolve().parents[3] / "shared" / "news"

BODY = {
    "de": "Japan und Kanada haben am Montag in Tokio eine Vereinbarung über Kobalt unterzeichnet.",
    "nl": "Japan en Canada hebben maandag in Tokio een overeenkomst over kobalt ondertekend.",
    "en": "Japan and Canada signed an agreement on cobalt in Tokyo on Monday, officials said.",
    "fr": "Le Japon et le Canada ont signé lundi à Tokyo un accord sur le cobalt, selon Ottawa.",
    "es": "Japón y Canadá firmaron el lunes en Tokio un acuerdo sobre el cobalto, según Ottawa.",
    "ja": "日本とカナダは月曜日、東京でコバルトに関する合意文書に署名したと発表した。",
}
MORE = {
    "de": "Die Minister beider Länder sprachen von einem großen Schritt für die Batterien.",
    "nl": "De ministers van beide landen spraken van een grote stap voor de batterijen.",
    "en": "The ministers of both countries spoke of a large step for battery makers.",
    "fr": "Les ministres des deux pays ont parlé d'un grand pas pour les batteries.",
    "es": "Los ministros de ambos países hablaron de un gran paso para las baterías.",
    "ja": "両国の大臣は電池産業にとって大きな一歩だと述べた。",
}


def only(path: Path) -> Article:
    (article,) = read(path)
    return article


def quotes(article: Article) -> list[str]:
    return [article.quote(s.start, s.end) for s in article.sentences]


def dated(text: str, name: str = "a.txt") -> tuple[str, str]:
    article = article_of_text(name, text)
    return str(article.dated.period), article.dated.evidence


# Language and encoding


@pytest.mark.parametrize("code", sorted(BODY))
def test_the_language_of_an_article_is_found(code: str) -> None:
    assert article_of_text("a", BODY[code]).language == code


@pytest.mark.parametrize(
    "text",
    [
        "Il Giappone e il Canada hanno firmato lunedì a Tokyo un accordo sul cobalto e sul litio.",
        "O Japão e o Canadá assinaram na segunda-feira em Tóquio um acordo sobre o cobalto.",
        "日本和加拿大星期一在东京签署了一项关于钴和稀土的合作协议,双方对此表示欢迎。",
        "Japan och Kanada undertecknade på måndagen ett avtal om kobolt i Tokyo, enligt "
        "regeringen.",
        "一二三四五 12345 %%%",
    ],
)
def test_another_language_is_not_taken_for_a_supported_one(text: str) -> None:
    assert article_of_text("a", text).language == "und"


@pytest.mark.parametrize(
    ("code", "encoding"),
    [
        ("de", "utf-8-sig"),
        ("de", "utf-16"),
        ("fr", "cp1252"),
        ("es", "latin-1"),
        ("ja", "shift_jis"),
        ("ja", "euc_jp"),
        ("ja", "iso2022_jp"),
        ("ja", "utf-16"),
    ],
)
def test_a_file_in_an_older_encoding_is_read(tmp_path: Path, code: str, encoding: str) -> None:
    text = f"{BODY[code]} {MORE[code]}\r\n" * 3
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    article = only(tmp_path / "a.txt")
    assert article.text == text
    assert article.language == code


def test_a_few_broken_bytes_do_not_spoil_a_text_in_utf8(tmp_path: Path) -> None:
    text = ("Müller erklärte die Lage in Österreich für schwierig. " * 10).encode()
    (tmp_path / "a.txt").write_bytes(text + b"Halb: \xc3 und weiter.")
    article = only(tmp_path / "a.txt")
    assert article.text.startswith("Müller erklärte")
    assert article.text.endswith("Halb: \ufffd und weiter.")


@pytest.mark.parametrize("code", ["de", "fr", "ja"])
def test_one_broken_byte_in_an_article_with_few_accents_costs_one_character(
    tmp_path: Path, code: str
) -> None:
    data = f"{BODY[code]} {MORE[code]}".encode()
    at = 12
    (tmp_path / "a.txt").write_bytes(data[:at] + b"\xc3" + data[at:])
    text = only(tmp_path / "a.txt").text
    assert text == f"{data[:at].decode()}\ufffd{data[at:].decode()}"


# Sentences


def test_offsets_count_the_characters_of_the_file_as_it_is(tmp_path: Path) -> None:
    text = f"  {BODY['nl']}\r\n\r\n\t{MORE['nl']}  \r\n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    article = only(tmp_path / "a.txt")
    assert article.text == text
    assert quotes(article) == [BODY["nl"], MORE["nl"]]
    assert [text[s.start : s.end] for s in article.sentences] == [BODY["nl"], MORE["nl"]]


@pytest.mark.parametrize(
    ("code", "sentences"),
    [
        (
            "de",
            [
                "Das Paket umfasst nach Angaben der Regierung rund 473 Mrd. Euro für die Minen.",
                "Am 23. Februar kam die Lieferung Nr. 61 an, wie Dr. Weber sagte.",
                "Im 3. Quartal soll laut Art. 5 die nächste folgen.",
                "„Das ist gut.“",
                "Er ging.",
                "„Kommt sie?“, fragte J. F. Brandt.",
                "Es waren 10.000 Tonnen bis zum 28. Oktober 2025.",
            ],
        ),
        (
            "nl",
            [
                "Het pakket kost volgens de minister ongeveer 5 mld. euro per jaar.",
                "Op 23 feb. begon de levering, zei dhr. Jansen.",
                "J.P. de Wit noemde nr. 61 een succes.",
                "Zij ging.",
            ],
        ),
        (
            "en",
            [
                "The U.S. Department of Energy said the project costs $5.5 bn.",
                "On Oct. 28 Mr. Smith left for Tokyo with J. F. Brown.",
                "Order No. 61 came first.",
                '"Is it signed?" he asked.',
                "Nobody in the U.S. Senate answered.",
            ],
        ),
        (
            "fr",
            [
                "M. Durand a signé lundi le contrat sur le lithium avec Mme. Petit.",
                "Selon l'art. 5, les livraisons commencent en 2027.",
                "« C'est bien », a-t-il dit.",
                "Elle est partie.",
            ],
        ),
        (
            "es",
            [
                "El Sr. López firmó el lunes el contrato del litio con EE. UU. en Madrid.",
                "Según el art. 5, las entregas empiezan en 2027.",
                "¿Qué dijo la Sra. Ruiz?",
                "Nada.",
            ],
        ),
        (
            "ja",
            [
                "首相は「合意した。これは重要な一歩だ。」と述べた。",
                "日本は賛成した。",
                "大臣は「よい」と語り、会場を去った。",
            ],
        ),
    ],
)
def test_sentences_end_where_a_reader_ends_them(code: str, sentences: list[str]) -> None:
    text = ("" if code == "ja" else " ").join(sentences)
    assert quotes(article_of_text("a", text)) == sentences


def test_sentences_lie_in_their_blocks_in_order() -> None:
    article = article_of_text("a", "\n\n".join([BODY["en"] * 3, MORE["en"] * 2, BODY["en"]]))
    assert article.sentences
    for sentence in article.sentences:
        block = article.blocks[sentence.block]
        assert block.start <= sentence.start < sentence.end <= block.end
        assert article.quote(sentence.start, sentence.end).strip()
    assert all(one.end <= two.start for one, two in pairwise(article.sentences))


# The article's own date


@pytest.mark.parametrize(
    ("head", "period"),
    [
        (" date 2025-10-28 ", "2025-10-28"),
        (" date 2023-03 ", "2023-03"),
        ("date: 2025\n\n", "2025"),
        ("Datum: 28. Oktober 2025\n\n", "2025-10-28"),
        ("Stand: 28.10.2025, 14:30 Uhr\n\n", "2025-10-28"),
        ("Veröffentlicht am Dienstag, 28. Oktober 2025\n\n", "2025-10-28"),
        ("28.10.2025 | 14:30\n\n", "2025-10-28"),
        ("---\ntitle: Kobalt\ndate: 2025-10-28\n---\n\n", "2025-10-28"),
    ],
)
def test_a_header_dates_the_article(head: str, period: str) -> None:
    article = article_of_text("a", f"{head}{BODY['de']} {MORE['de']}\n\n{MORE['de']}")
    assert str(article.dated.period) == period
    assert article.dated.evidence.startswith('header "')
    assert quotes(article) == [BODY["de"], MORE["de"], MORE["de"]]


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("de", "Berlin, 28. Oktober 2025 – "),
        ("de", "TOKIO (dpa), 28.10.2025 - "),
        ("nl", "DEN HAAG, 28 oktober 2025 (ANP) - "),
        ("en", "TOKYO, Oct. 28, 2025 (Reuters) - "),
        ("en", "(Reuters) - 28 October 2025 - "),
        ("fr", "Paris, le 28 octobre 2025 (AFP) – "),
        ("es", "Madrid, 28 oct 2025 (EFE).- "),
        ("ja", "【東京2025年10月28日共同】"),
    ],
)
def test_a_dateline_dates_the_article_and_stands_before_its_first_sentence(
    code: str, line: str
) -> None:
    article = article_of_text("a", f"{line}{BODY[code]}\n\n{MORE[code]}")
    assert str(article.dated.period) == "2025-10-28"
    assert article.dated.evidence == f'dateline "{line.strip()}"'
    assert quotes(article) == [BODY[code], MORE[code]]


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("en", "LONDON, 4 March 2026 (Reuters) - "),
        ("en", "LONDON, March 4 (Reuters) - "),
        ("en", "TOKYO (AP) \u2014 "),
        ("en", "BEIJING -- "),
        ("en", "(Reuters) - "),
        ("en", "PORT HEDLAND, Australia \u2014 "),
        ("en", "BRUSSELS/BERLIN, Tuesday, March 4 (Reuters) -\n\n"),
        ("fr", "Paris, le 4 mars 2026 (AFP) - "),
        ("fr", "Berne, le 4 septembre 2025. "),
        ("de", "Wien (APA/dpa) - "),
        ("de", "Frankfurt am Main (dpa) - "),
        ("de", "Hanoi, 14. April 2027 (nda) – "),
        ("de", "Klingenthal, 8. Juli. "),
        ("nl", "DEN HAAG (ANP) - "),
        ("nl", "BRUSSEL, 12 mei 2026 (Belga) - "),
        ("es", "MADRID (EFE).- "),
        ("ja", "【北京＝共同】"),
        ("ja", "【ソウル聯合ニュース】"),
        ("ja", "(ワシントン時事)"),
        ("ja", "［東京 ４日 ロイター］ - "),
    ],
)
def test_the_first_sentence_starts_after_the_dateline(code: str, line: str) -> None:
    text = f"{line}{BODY[code]} {MORE[code]}\n\n{MORE[code]}"
    article = article_of_text("a", text)
    first = article.blocks[0]
    assert (first.role, first.reason) == ("header", "dateline")
    assert article.quote(first.start, first.end) == line.strip()
    assert quotes(article) == [BODY[code], MORE[code], MORE[code]]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("de", "Tokio und Washington - zwei Hauptstädte - haben ein Abkommen unterzeichnet."),
        ("de", "Tokio - Japans Hauptstadt - hat ein Abkommen über Kobalt bekommen."),
        ("de", "Anna Beispiel (CDU) – Ministerin seit 2025 – sprach von einem Erfolg."),
        ("de", "NATO - das Bündnis des Westens - will Kobalt lagern."),
        ("en", "Cobalt Corp (CBLT) - Canada's largest miner - signed an agreement in Tokyo."),
        ("en", "Tokyo, the capital, said on March 4 - a Wednesday - that it had signed."),
        ("ja", "【速報】日本とカナダは月曜日、コバルトに関する合意文書に署名した。"),
    ],
)
def test_a_sentence_that_starts_with_a_place_is_no_dateline(code: str, text: str) -> None:
    article = article_of_text("a", f"{text} {BODY[code]}\n\n{MORE[code]}")
    assert article.blocks[0].role == "body"
    assert article.blocks[0].start == 0


def test_an_agency_below_the_article_is_no_dateline() -> None:
    article = article_of_text("a", f"{BODY['ja']}\n\n(共同)")
    assert [block.role for block in article.blocks] == ["body", "byline"]


def test_a_dateline_without_a_year_takes_that_of_the_file_name() -> None:
    text = f"TOKYO, Dec 30 (Reuters) - {BODY['en']}\n\n{MORE['en']}"
    assert dated(text, "2026-01-02-cobalt.txt")[0] == "2025-12-30"
    assert dated(text, "cobalt.txt") == ("", "")


def test_a_date_in_brackets_after_the_last_sentence_dates_the_article() -> None:
    text = f"{BODY['ja']}\n\n{MORE['ja']}（2025年10月28日 18時05分）\n"
    assert dated(text)[0] == "2025-10-28"
    assert dated(f"{BODY['de']}\n\n{MORE['de'][:-1]} (28. Oktober 2025)")[0] == ""


def test_a_line_that_says_when_it_was_published_dates_the_article() -> None:
    line = "Le Quotidien avec AFP — Publié le 3 juin 2024 à 10h15, mis à jour le 4 juin 2024"
    article = article_of_text(
        "a", f"{line}\n\nAccord sur le cobalt\n\n{BODY['fr']}\n\n{MORE['fr']}"
    )
    assert str(article.dated.period) == "2024-06-03"
    assert article.title == "Accord sur le cobalt"


def test_a_date_in_the_prose_is_not_the_articles() -> None:
    for text in (
        f"{BODY['de']} Seit 2019 wächst der Handel. Der Vertrag vom 3. März 2021 gilt weiter.",
        f"Am 28. Oktober 2025 begann die Reise. {MORE['de']}",
        f"Seit dem 1. März 2024 gilt die Regel - {BODY['de']}",
    ):
        assert dated(f"{text}\n\n{MORE['de']}") == ("", "")


def test_a_date_in_a_teaser_is_not_the_articles() -> None:
    teaser = "Berlin, 7. Februar 2026 – Die Partei beginnt ihre Klausur im Schloss."
    text = "\n\n".join([BODY["de"] * 3, MORE["de"] * 4, "Lesen Sie auch", "Partei tagt", teaser])
    assert dated(text) == ("", "")
    text = "\n\n".join([BODY["de"] * 3, MORE["de"] * 4, "Empfohlen", "Stand: 07.02.2026", teaser])
    assert dated(text) == ("", "")


def test_a_date_that_two_countries_read_differently_is_not_guessed() -> None:
    assert dated(f"Published: 10/11/2025\n\n{BODY['en']}\n\n{MORE['en']}")[0] == ""
    assert dated(f"Published: 10/28/2025\n\n{BODY['en']}\n\n{MORE['en']}")[0] == "2025-10-28"


# Kinds of file


def page(code: str, head: str = "", tail: str = "") -> bytes:
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>Kobalt</title>{head}
<script>var secret = "Script 100 Tonnen";</script><style>p {{}}</style></head><body>
<nav><ul><li><a href="/">Startseite</a></li><li><a href="/p">Politik</a></li></ul></nav>
<article><h1>Abkommen</h1><p>{BODY[code]} {MORE[code]}</p><p>{MORE[code]} {BODY[code]}</p>
<p>{BODY[code]} {MORE[code]}</p></article><aside>{tail}</aside>
<footer>Impressum und mehr</footer></body></html>""".encode()


def test_a_page_gives_its_main_text_and_keeps_the_rest_apart(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page("de"))
    article = only(tmp_path / "a.html")
    assert quotes(article) == [
        BODY["de"],
        MORE["de"],
        MORE["de"],
        BODY["de"],
        BODY["de"],
        MORE["de"],
    ]
    outside = [article.quote(b.start, b.end) for b in article.blocks if b.role == "outside"]
    assert {"Politik", "Impressum und mehr"} <= set(outside)
    assert "secret" not in article.text
    assert article.language == "de"


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2025-10-28T09:00:00+09:00">',
        '<script type="application/ld+json">{"@type": "NewsArticle", '
        '"datePublished": "2025-10-28"}</script>',
    ],
)
def test_the_metadata_of_a_page_date_it(tmp_path: Path, head: str) -> None:
    (tmp_path / "a.html").write_bytes(page("fr", head))
    assert str(only(tmp_path / "a.html").dated.period) == "2025-10-28"


def test_the_time_of_another_article_on_the_page_does_not_date_it(tmp_path: Path) -> None:
    tail = '<h2>Mehr</h2><a href="/x">Zoo</a> <time datetime="2026-02-07">7. Februar 2026</time>'
    (tmp_path / "a.html").write_bytes(page("de", tail=tail))
    assert str(only(tmp_path / "a.html").dated.period) == ""


def test_a_page_in_an_older_encoding_says_so_itself(tmp_path: Path) -> None:
    text = page("ja").decode().replace('charset="utf-8"', 'charset="shift_jis"')
    (tmp_path / "a.html").write_bytes(text.encode("shift_jis"))
    assert BODY["ja"] in only(tmp_path / "a.html").text


def test_packed_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(page("en")))
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(BODY["en"].encode()))
    assert [article.language for article in read(tmp_path)] == ["en", "en"]


def test_markdown_headings_are_title_and_subheading(tmp_path: Path) -> None:
    text = f"# Cobalt agreement\n\n{BODY['en']}\n\n## What comes next\n\n{MORE['en']}\n"
    (tmp_path / "a.md").write_text(text, "utf-8")
    article = only(tmp_path / "a.md")
    assert article.title == "Cobalt agreement"
    assert [block.role for block in article.blocks] == ["title", "body", "subheading", "body"]


def test_each_line_of_json_is_an_article_with_its_own_fields(tmp_path: Path) -> None:
    records = [
        {"text": BODY["de"], "date": "2025-10-28", "title": "Kobalt", "language": "de-AT"},
        {"body": BODY["en"], "url": "https://example.org/2025/10/28/cobalt"},
        {"content": BODY["fr"], "date": "28 octobre 2025", "language": "fr"},
    ]
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    (tmp_path / "a.jsonl").write_text("\n".join([lines[0], "", *lines[1:]]), "utf-8")
    articles = list(read(tmp_path / "a.jsonl"))
    assert [a.name for a in articles] == ["a.jsonl#1", "a.jsonl#3", "a.jsonl#4"]
    assert [a.language for a in articles] == ["de", "en", "fr"]
    assert {str(a.dated.period) for a in articles} == {"2025-10-28"}
    assert articles[0].title == "Kobalt"
    assert articles[0].text == BODY["de"]


def test_a_word_torn_at_the_end_of_a_line_of_a_pdf_is_one_word(tmp_path: Path) -> None:
    lines = (
        "Japan and Canada signed a long-term agreement on Wed-",
        "nesday in Tokyo on deliveries of cobalt and neo-",
        "dymium to makers of magnets. The ministers want short-",
        "and long-",
        "term contracts with Rio-",
        "Tinto.",
    )
    (tmp_path / "a.pdf").write_bytes(pdf(shown(*lines)))
    assert only(tmp_path / "a.pdf").text.split("\n") == [
        "Japan and Canada signed a long-term agreement on Wednesday",
        "in Tokyo on deliveries of cobalt and neodymium",
        "to makers of magnets. The ministers want short-",
        "and long-term",
        "contracts with Rio-",
        "Tinto.",
    ]


def test_a_folder_is_read_in_order_without_its_hidden_files(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("b.txt", "a.txt", ".hidden.txt", "sub/c.txt", ".git/d.txt"):
        (tmp_path / name).write_text(BODY["en"], "utf-8")
    assert [article.name for article in read(tmp_path)] == ["a.txt", "b.txt", "sub/c.txt"]


def test_a_file_without_a_suffix_is_known_by_its_beginning(tmp_path: Path) -> None:
    (tmp_path / "page").write_bytes(page("en"))
    (tmp_path / "records").write_text(json.dumps({"text": BODY["en"]}), "utf-8")
    (tmp_path / "words").write_text(BODY["en"], "utf-8")
    articles = {article.name: article for article in read(tmp_path)}
    assert sorted(articles) == ["page", "records#1", "words"]
    assert "<p>" not in articles["page"].text


def test_a_broken_file_does_not_keep_the_others_from_being_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BODY["en"], "utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 broken")
    (tmp_path / "c.jsonl").write_text('no json\n{"text": "Words enough."}\n', "utf-8")
    (tmp_path / "d.txt").write_text(BODY["en"], "utf-8")
    errors: list[tuple[str, str]] = []
    articles = read_all([tmp_path, tmp_path / "none"], lambda p, e: errors.append((p.name, str(e))))
    assert [article.name for article in articles] == ["a.txt", "c.jsonl#2", "d.txt"]
    assert [name for name, _ in errors] == ["b.pdf", "c.jsonl", "none"]
    with pytest.raises(XenotimeError, match=r"b\.pdf"):
        list(read(tmp_path))


def test_articles_are_read_one_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BODY["en"], "utf-8")
    (tmp_path / "b.txt").write_text("", "utf-8")
    articles = read(tmp_path)
    assert next(articles).name == "a.txt"
    with pytest.raises(XenotimeError, match=r"b\.txt is empty"):
        next(articles)


# The annotated seeds


@pytest.mark.skipif(not (NEWS / "gold.jsonl").is_file(), reason="../shared/news is absent")
def test_the_annotated_facts_are_sentences_and_the_boilerplate_is_none() -> None:
    articles = {article.name: article for article in read(NEWS / "seeds")}
    spans = {name: [(s.start, s.end) for s in a.sentences] for name, a in articles.items()}
    with (NEWS / "gold.jsonl").open(encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    for record in records:
        if record["record"] == "fact":
            own = spans[record["file"]]
            assert record["start"] in {start for start, _ in own}, record["id"]
            assert record["end"] in {end for _, end in own}, record["id"]
        elif record["record"] == "boilerplate" and record["class"] != "filler":
            assert not any(
                start < record["end"] and record["start"] < end
                for start, end in spans[record["file"]]
            ), record["id"]
        elif record["record"] == "doc":
            article = articles[record["file"]]
            assert article.language == record["lang"]
            if record["date_source"].startswith("header"):
                assert str(article.dated.period) == record["date"]
            else:
                assert article.dated.evidence == ""
