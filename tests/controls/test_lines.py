"""Shipment lists as people keep them are read line by line, and what cannot be read is said."""

import csv
import datetime
import io
import random
import zipfile

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from xenotime.controls.lines import CANONICAL, TYPES, open_lines, text_file, typed
from xenotime.controls.lines.folding import fold
from xenotime.controls.lines.tables import rows
from xenotime.world.problems import XenotimeError

DAY = datetime.date(2026, 3, 1)


def read(path, as_of=DAY, columns=None, size=200_000):
    frames = list(open_lines(path, as_of, columns).batches(size))
    return pl.concat(frames) if frames else typed(pl.DataFrame(), as_of, 1)


def written(folder, text, encoding="utf-8", name="list.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def one(**cells):
    return typed(pl.DataFrame([{k: str(v) for k, v in cells.items()}]), DAY, 1).row(0, named=True)


def value(column, cell, target):
    line = one(**{column: cell, "case_id": "A"})
    return line[target], line["error"]


# Files


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_any_separator_and_line_end_is_read(tmp_path, separator, ends):
    cells = [["case_id", "destination_iso3", "item_text"], ["A", "JPN", "magnet"], ["B", "DE", "x"]]
    path = written(tmp_path, "".join(separator.join(row) + ends for row in cells))
    assert read(path)["destination"].to_list() == ["JPN", "DEU"]


@pytest.mark.parametrize(
    ("encoding", "header", "cells"),
    [
        ("utf-8", "Bestimmungsland;Warenbezeichnung", "Österreich;Größe 3"),
        ("utf-8-sig", "Bestimmungsland;Warenbezeichnung", "Österreich;Größe 3"),
        ("cp1252", "Bestimmungsland;Warenbezeichnung", "Österreich;Größe 3"),
        ("utf-16", "Bestimmungsland;Warenbezeichnung", "Österreich;Größe 3"),
        ("cp1252", "pays de destination;désignation", "Autriche;aimant façonné"),
        ("gb18030", "最终目的国;商品名称", "奥地利;钕铁硼磁体"),
        ("cp932", "仕向国;品名", "オーストリア;ネオジム磁石"),
        ("euc_jp", "仕向国;品名", "オーストリア;ネオジム磁石"),
        ("big5", "目的國;品名規格", "奧地利;磁體"),
    ],
)
def test_the_encoding_of_a_list_is_recognised(tmp_path, encoding, header, cells):
    lines = read(written(tmp_path, f"{header}\n{cells}\n", encoding))
    assert lines["destination"].to_list() == ["AUT"]
    assert lines["item_text"].to_list() == [cells.split(";")[1]]


def test_titles_above_the_headers_are_skipped_and_told(tmp_path):
    path = written(tmp_path, "Shipments, week 9\n,,\n\nitem,ship to\nmagnet,JP\n")
    file = open_lines(path, DAY)
    assert "Shipments week 9" in file.notes[0]
    assert read(path).select("line", "destination").rows() == [(1, "JPN")]


def test_blank_rows_give_no_line_but_are_counted(tmp_path):
    path = written(tmp_path, "item,ship to\nmagnet,JP\n\n , \noxide,DE\n,\n")
    assert read(path).select("line", "destination").rows() == [(1, "JPN"), (4, "DEU")]


def test_cells_of_several_lines_are_one_line(tmp_path):
    path = written(tmp_path, 'item,ship to\n"magnet,\nNdFeB ""N42""",JP\noxide,DE\n')
    lines = read(path)
    assert lines["item_text"].to_list() == ['magnet, NdFeB "N42"', "oxide"]
    assert lines["line"].to_list() == [1, 2]


def test_a_stray_quotation_mark_swallows_no_line(tmp_path):
    body = (
        'item,ship to,case,HS\ndisc 3",JP,A,850511\n"disc, DE,B,850511\nring 4" x 2",FR,C,850511\n'
    )
    lines = read(written(tmp_path, body + '"rod, ""long""\nthin",IT,D,850511\n'))
    assert lines["destination"].to_list() == ["JPN", "DEU", "FRA", "ITA"]
    assert lines["case_id"].to_list() == ["A", "B", "C", "D"]


def test_marks_that_happen_to_pair_swallow_no_line(tmp_path):
    row = "{mark}disc{end},JP,{n},850511,no,civil,CHN,CHN\n"
    text = "item,ship to,case,HS,listed,end use,COO,exporter country\n"
    for n in range(20):
        text += row.format(n=n, mark='"' if n == 3 else "", end='"' if n == 9 else "")
    assert read(written(tmp_path, text))["case_id"].to_list() == [str(n) for n in range(20)]


def test_a_row_with_too_many_cells_is_a_fault_and_nothing_in_it_is_trusted(tmp_path):
    path = written(tmp_path, "case_id,item,ship to\nA,magnet, coated,JP\nB,oxide,DE\nC,oxide,DE,\n")
    lines = read(path)
    assert lines["destination"].to_list() == [None, "DEU", "DEU"]
    assert "more cells" in lines["error"][0]
    assert lines["case_id"][0] == "A"
    assert lines["error"].to_list()[1:] == [None, None]


def test_line_numbers_run_on_from_batch_to_batch(tmp_path):
    path = written(tmp_path, "item,ship to\n" + "magnet,JP\n\noxide,DE\n" * 50)
    whole = read(path)
    assert read(path, size=7).equals(whole)
    assert whole["line"].to_list()[:4] == [1, 3, 4, 6]


def test_a_long_file_is_read_block_by_block_without_loss(tmp_path, monkeypatch):
    monkeypatch.setattr(text_file, "BLOCK", 4096)
    count = 2000
    body = "".join(f'Österreich,"magnet, ""N42""\nblock",C{n}\n' for n in range(count))
    body += 'Österreich,"3" disc,odd\n' + body
    for encoding in ("utf-8", "cp1252", "gb18030"):
        chinese = encoding == "gb18030"
        head = "最终目的国" if chinese else "ship to"
        text = body.replace("Österreich", "奥地利") if chinese else body
        path = written(tmp_path, f"{head},item,case\n{text}", encoding)
        lines = read(path)
        assert lines.height == 2 * count + 1
        assert lines["case_id"].to_list()[count - 1 : count + 2] == [f"C{count - 1}", "odd", "C0"]
        assert lines["item_text"][0] == 'magnet, "N42" block'


def test_a_separator_declared_for_excel_is_obeyed(tmp_path):
    path = written(tmp_path, "sep=;\nitem;ship to\nmagnet, coated;JP\n")
    assert read(path)["item_text"].to_list() == ["magnet, coated"]


EXCEL_ROWS = [
    ["Title"],
    [],
    ["date", "HS", "% controlled", "destination", "listed", "case", "technology origin"],
    [DAY, 8505111000, 0.1, "Japan", True, "=cmd|' /C calc'!A0", "NAM"],
    [],
    [46082, "8505.11", 0.001, "Hong Kong", "no", 17, None],
]


def workbook(path, rows=EXCEL_ROWS, corner=(0, 0)):
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        book.add_worksheet("Cover").write(0, 0, "nothing here")
        sheet = book.add_worksheet("Lines")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        per_cent = book.add_format({"num_format": "0.00%"})
        for r, row in enumerate(rows, corner[0]):
            for c, cell in enumerate(row, corner[1]):
                if isinstance(cell, datetime.date):
                    sheet.write_datetime(
                        r, c, datetime.datetime(cell.year, cell.month, cell.day), day
                    )
                elif cell == 0.001:
                    sheet.write_number(r, c, cell, per_cent)
                elif cell is not None:
                    sheet.write(r, c, cell)
    return path


@pytest.mark.parametrize("corner", [(0, 0), (4, 3)])
def test_a_workbook_gives_days_numbers_and_per_cent_as_they_are_shown(tmp_path, corner):
    path = workbook(tmp_path / "list.xlsx", corner=corner)
    lines = read(f"{path}:Lines", as_of=None)
    assert lines["error"].to_list() == [None, None]
    assert lines["line"].to_list() == [1, 3]
    assert lines["as_of"].to_list() == [DAY, DAY]
    assert lines["hs_code"].to_list() == ["8505111000", "850511"]
    assert lines["share"].to_list() == [0.001, 0.001]
    assert lines["destination"].to_list() == ["JPN", "HKG"]
    assert lines["end_user_listed"].to_list() == ["control_list", "no"]
    assert lines["case_id"].to_list() == ["=cmd|' /C calc'!A0", "17"]


def test_the_sheets_of_a_workbook_are_named_when_one_is_missing(tmp_path):
    path = workbook(tmp_path / "list.xlsx")
    with pytest.raises(XenotimeError, match="no sheet 'Other'; it has Cover, Lines"):
        open_lines(f"{path}:Other", DAY)
    with pytest.raises(XenotimeError, match="neither a destination nor goods"):
        open_lines(path, DAY)


def open_document(path):
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in ("item", "ship to", "value share")
    )
    row = (
        '<table:table-cell office:value-type="string"><text:p>magnet</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string"><text:p>日本</text:p></table:table-cell>'
        '<table:table-cell office:value-type="percentage" office:value="0.0009"><text:p>0.09 %'
        "</text:p></table:table-cell>"
    )
    content = (
        f'<office:document-content xmlns:office="{office}office:1.0" '
        f'xmlns:table="{office}table:1.0" xmlns:text="{office}text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Lines"><table:table-row>{cells}'
        f'</table:table-row><table:table-row table:number-rows-repeated="2">{row}'
        "</table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{office}manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        "</manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def test_an_open_document_sheet_is_read_and_its_per_cent_too(tmp_path):
    lines = read(open_document(tmp_path / "list.ods"))
    assert lines.select("line", "destination", "share").rows() == [
        (1, "JPN", 0.0009),
        (2, "JPN", 0.0009),
    ]


def test_parquet_with_real_types_is_read_like_text(tmp_path):
    frame = pl.DataFrame(
        {
            "as_of_date": [DAY, None],
            "destination": pl.Series(["JP", "DEU"], dtype=pl.Categorical),
            "hs_code": [850511.0, 8505111000.0],
            "controlled share": [0.1, 12.5],
            "listed": [True, False],
            "other": [[1], [2]],
        }
    )
    frame.write_parquet(tmp_path / "list.parquet")
    file = open_lines(tmp_path / "list.parquet", datetime.date(2026, 5, 1))
    lines = pl.concat(file.batches())
    assert file.rows == 2
    assert file.ignored == ["other"]
    assert lines["as_of"].to_list() == [DAY, datetime.date(2026, 5, 1)]
    assert lines["hs_code"].to_list() == ["850511", "8505111000"]
    assert lines["share"].to_list() == [0.001, 0.125]
    assert lines["end_user_listed"].to_list() == ["control_list", "no"]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b"\n\n", "names neither"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "picture"),
        ("broken.xlsx", b"PK\x03\x04 nothing", "cannot be read as a spreadsheet"),
        ("broken.xls", b"\xd0\xcf\x11\xe0 nothing", "cannot be read as a spreadsheet"),
        ("broken.parquet", b"PAR1 nothing", "cannot be read as Parquet"),
        ("other.csv", b"surname,age\nA,3\n", "its headers are 'surname', 'age'"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence_with_its_name(tmp_path, name, data, sentence):
    path = written(tmp_path, data, name=name)
    with pytest.raises(XenotimeError, match=sentence) as caught:
        read(path)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_said(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(XenotimeError, match="there is no file"):
            open_lines(path, DAY)


# Headers


def matched(tmp_path, *headers, columns=None):
    buffer = io.StringIO()
    csv.writer(buffer).writerow(headers)
    csv.writer(buffer).writerow(["x"] * len(headers))
    file = open_lines(written(tmp_path, buffer.getvalue()), DAY, columns)
    return {match.header: (match.column, match.how) for match in file.matched}, file


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("HS", "hs_code"),
        ("HTS Code", "hs_code"),
        ("Zolltarifnummer", "hs_code"),
        ("code SH", "hs_code"),
        ("税则号", "hs_code"),
        ("HSコード", "hs_code"),
        ("HS Code / 税则号", "hs_code"),
        ("Bestimmungsland", "destination_iso3"),
        ("Ship-To", "destination_iso3"),
        ("consignee country", "destination_iso3"),
        ("Destination (country)", "destination_iso3"),
        ("destination ISO2", "destination_iso3"),
        ("COO", "origin_iso3"),
        ("Country of Origin", "origin_iso3"),
        ("Endverwendung", "end_use"),
        ("Verwendungszweck", "end_use"),
        ("Denied party?", "end_user_listed"),
        ("description of goods", "item_text"),
        ("Warenbezeichnung", "item_text"),
        ("品名", "item_text"),
        ("item", "item_text"),
        ("% controlled", "controlled_value_share_pct"),
        ("made in", "made_in_iso3"),
        ("Technology Origin", "technology_origin_iso3"),
        ("出口国", "exporter_iso3"),
        ("Ultimate Consignee", "end_user"),
    ],
)
def test_known_headers_find_their_column(tmp_path, header, column):
    needed = "elements" if column != "elements" else "hs_code"
    assert matched(tmp_path, header, needed)[0][header] == (column, "known words")


def test_canonical_headers_are_exact_and_misspelt_ones_similar(tmp_path):
    for name in CANONICAL:
        found, _ = matched(tmp_path, name, "item_text" if name != "item_text" else "hs_code")
        assert found[name] == (name, "exact")
    found, _ = matched(tmp_path, "destnation country", "elements")
    assert found["destnation country"] == ("destination_iso3", "similar")


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        (["ship to", "destination country", "HS"], "both claim destination_iso3"),
        (["destination", "destination", "HS"], "stands 2 times"),
        (["country", "HS"], "may be origin_iso3 or exporter_iso3 or destination_iso3"),
        (["from", "HS", "destination"], "may be origin_iso3 or exporter_iso3"),
        (["value share (fraction)", "HS"], "in per cent"),
    ],
)
def test_unclear_headers_ask_for_column(tmp_path, headers, sentence):
    with pytest.raises(XenotimeError, match=sentence) as caught:
        matched(tmp_path, *headers)
    assert "--column" in str(caught.value)


def test_column_overrules_every_matching(tmp_path):
    found, _ = matched(
        tmp_path,
        "country",
        "ship to",
        "X9",
        columns={
            "destination_iso3": "country",
            "hs_code": "X9",
            "origin_iso3": "",
            "exporter_iso3": "",
        },
    )
    assert found == {"country": ("destination_iso3", "chosen"), "X9": ("hs_code", "chosen")}
    with pytest.raises(XenotimeError, match="no header is 'Y'"):
        matched(tmp_path, "HS", columns={"destination_iso3": "Y"})
    with pytest.raises(XenotimeError, match="'destination' is no column"):
        matched(tmp_path, "HS", columns={"destination": "HS"})


def test_a_header_named_by_the_user_marks_the_header_row(tmp_path):
    path = written(tmp_path, "destination of this list: Japan\nAA,BB\nJP,magnet\n")
    lines = read(path, columns={"destination_iso3": "AA", "item_text": "BB"})
    assert lines.select("destination", "item_text").rows() == [("JPN", "magnet")]


def test_consignee_and_end_user_are_both_kept(tmp_path):
    path = written(tmp_path, "consignee,end user,HS\nAlpha,Beta,850511\n,Beta,850511\n")
    assert read(path)["end_user"].to_list() == ["Alpha / Beta", "Beta"]


def test_no_word_of_the_table_means_two_columns():
    meant = {}
    for row in rows("headers"):
        if row["value"] == "own":
            for word in row["words"]:
                meant.setdefault(fold(word), set()).add(row["column"])
    assert {word: columns for word, columns in meant.items() if len(columns) > 1} == {}


# Cells


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("JPN", "JPN"), ("jp", "JPN"), ("Japan", "JPN"), ("日本", "JPN"), ("Japón", "JPN"),
        ("P.R. China", "CHN"), ("PRC", "CHN"), ("China, People's Republic of", "CHN"),
        ("South Korea", "KOR"), ("Korea, Rep.", "KOR"), ("韩国", "KOR"), ("Südkorea", "KOR"),
        ("Hong Kong", "HKG"), ("Hong Kong SAR", "HKG"), ("台湾", "TWN"), ("UK", "GBR"),
        ("U.S.A.", "USA"), ("the Netherlands", "NLD"), ("Pays-Bas", "NLD"), ("Viet Nam", "VNM"),
        ("Türkiye", "TUR"), ("Côte d’Ivoire", "CIV"), ("JP - Japan", "JPN"), ("Japan (JP)", "JPN"),
        ("Nagoya, Japan", "JPN"), ("DEUTSCHLAND", "DEU"), ("Kosovo", "XKX"),
        ("unknown", None), ("?", None), ("n/a", None), ("-", None), ("不明", None),
    ],
)  # fmt: skip
def test_countries_are_understood(cell, code):
    assert value("destination_iso3", cell, "destination") == (code, None)


@pytest.mark.parametrize("cell", ["Wakanda", "Korea", "NA", "EU", "CN/JP", "XX", "17", "\x00\x01A"])
def test_what_is_no_one_country_is_a_fault(cell):
    code, error = value("destination_iso3", cell, "destination")
    assert code is None
    assert error.startswith("destination_iso3 '")


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03-01", "2026/03/01", "2026.3.1", "20260301", "01.03.2026", "1.3.2026", "46082",
        "46082.5", "2026-03-01 00:00:00", "2026-03-01T23:59:59Z", "1 March 2026", "March 1, 2026",
        "1st of March 2026", "1-Mar-2026", "1. März 2026", "1er mars 2026", "1 de marzo de 2026",
        "Sunday, 1 March 2026", "2026年3月1日", "令和8年3月1日", "２０２６年３月１日",
        "2026-Mar-01",
    ],
)  # fmt: skip
def test_days_are_understood(cell):
    line = typed(pl.DataFrame({"as_of_date": [cell], "hs_code": ["850511"]}), None, 1)
    assert line["as_of"].to_list() == [DAY]
    assert line["error"].to_list() == [None]


@pytest.mark.parametrize("cell", ["13/03/2026", "03/13/2026"])
def test_a_day_that_can_be_one_day_only_is_taken(cell):
    assert value("as_of_date", cell, "as_of")[0] == datetime.date(2026, 3, 13)


@pytest.mark.parametrize(
    "cell", ["03/04/2026", "3-4-2026", "01.03.26", "2026-03", "2026-02-30", "soon", "1", "99999",
             "1-Mar-26", "2026-13-01", "0000-00-00", "1 Foo 2026"]
)  # fmt: skip
def test_a_day_that_is_none_or_could_be_two_is_a_fault_even_with_a_default(cell):
    day, error = value("as_of_date", cell, "as_of")
    assert day is None
    assert "write YYYY-MM-DD" in error


def test_a_line_without_day_takes_that_of_all_lines_or_is_a_fault():
    raw = pl.DataFrame({"as_of_date": ["", "?", "2026-04-01"], "hs_code": ["850511"] * 3})
    assert typed(raw, DAY, 1)["as_of"].to_list() == [DAY, DAY, datetime.date(2026, 4, 1)]
    errors = typed(raw, None, 1)["error"].to_list()
    assert "as_of_date is empty" in errors[0]
    assert errors[2] is None
    assert typed(raw.drop("as_of_date"), None, 1)["error"].null_count() == 0


@pytest.mark.parametrize(
    ("cell", "use"),
    [
        ("civil", "civil"), ("Zivil", "civil"), ("non-military", "civil"), ("民生用", "civil"),
        ("commercial use", "civil"), ("Military", "military"), ("軍事用途", "military"),
        ("military end-use (navy)", "military"), ("Rüstung", "military"),
        ("半导体", "semiconductor"), ("semiconductors", "semiconductor"),
        ("Halbleiterfertigung, Dresden", "semiconductor"),
        ("", None), ("unknown", None), ("?", None), ("n/a", None), ("未知", None),
    ],
)  # fmt: skip
def test_end_uses_are_understood(cell, use):
    assert value("end_use", cell, "end_use") == (use, None)


@pytest.mark.parametrize("cell", ["dual use", "civil or military", "not for the army", "xyz"])
def test_an_end_use_that_is_not_clear_is_a_fault(cell):
    use, error = value("end_use", cell, "end_use")
    assert use is None
    assert "write civil, military or semiconductor" in error


@pytest.mark.parametrize(
    ("cell", "listing"),
    [
        ("no", "no"), ("N", "no"), ("0", "no"), ("FALSE", "no"), ("not listed", "no"),
        ("なし", "no"), ("未列入", "no"), ("nein", "no"), ("0.0", "no"), ("none", "no"),
        ("yes", "control_list"), ("TRUE", "control_list"), ("1", "control_list"),
        ("listed", "control_list"), ("control list", "control_list"), ("管控名单", "control_list"),
        ("watch list", "watch_list"), ("関注リスト", "watch_list"), ("关注名单", "watch_list"),
        ("entity list", "entity_list"), ("on the BIS Entity List", "entity_list"),
        ("unreliable entity list", "unreliable_list"), ("不可靠实体清单", "unreliable_list"),
        ("yes - METI end user list", "end_user_list"), ("watch_list", "watch_list"),
        ("yes, since 2026", "control_list"), ("unknown", None), ("", None), ("tbd", None),
    ],
)  # fmt: skip
def test_listings_are_understood(cell, listing):
    assert value("end_user_listed", cell, "end_user_listed") == (listing, None)


@pytest.mark.parametrize(
    "cell", ["not on the entity list", "perhaps", "watch list, entity list", "2"]
)
def test_a_listing_that_is_not_clear_is_a_fault_and_never_no(cell):
    listing, error = value("end_user_listed", cell, "end_user_listed")
    assert listing is None
    assert "write no, yes or one of" in error


@pytest.mark.parametrize(
    ("cell", "share"),
    [("0.1", 0.001), ("0.1 %", 0.001), ("0,1", 0.001), ("0.09", 0.0009), ("0.11%", 0.0011),
     ("100", 1.0), ("0", 0.0), ("1e-05", 1e-7), (".5", 0.005), ("０．１％", 0.001), ("-", None),
     ("25 percent", 0.25), ("n/a", None)],
)  # fmt: skip
def test_shares_in_per_cent_become_fractions(cell, share):
    assert value("controlled_value_share_pct", cell, "share") == (share, None)


@pytest.mark.parametrize(
    "cell", ["<0.1", "> 0.1", "~0.1", "max 0.1", "100.1", "-1", "abc", "1.000,5", "0.1-0.2", "inf"]
)
def test_a_share_that_is_no_share_is_a_fault(cell):
    share, error = value("controlled_value_share_pct", cell, "share")
    assert share is None
    assert error.startswith("controlled_value_share_pct")


@pytest.mark.parametrize(
    ("cell", "code"),
    [("8505.11.10.00", "8505111000"), ("HS 850511", "850511"), ("850511.0", "850511"),
     ("ex 8505 11", "850511"), ("8505.11.xx", "850511"), ("'28469019", "28469019"),
     ("税则号：2846.90", "284690"), ("020120", "020120"), ("8112929", "8112929"), ("?", None)],
)  # fmt: skip
def test_customs_codes_are_brought_to_digits(cell, code):
    assert value("hs_code", cell, "hs_code") == (code, None)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [("20120", "zero"), ("8505.1", "zero"), ("8505", "only 4"), ("85051110000", "11 digits"),
     ("770100", "no chapter"), ("7701000", "zero"), ("8119095", "zero"),
     ("8.50511E+09", "shortened"), ("850511; 850519", "one code"),
     ("magnet", "no customs code"), ("000000", "no chapter")],
)  # fmt: skip
def test_a_customs_code_that_is_none_is_a_fault(cell, sentence):
    code, error = value("hs_code", cell, "hs_code")
    assert code is None
    assert sentence in error


def test_elements_are_brought_to_one_spelling():
    assert value("elements", "Dy 4;Nd 28,5", "elements") == ("Dy:4;Nd:28.5", None)
    assert value("elements", "Dy;Tb", "elements") == ("Dy;Tb", None)
    assert value("elements", "Ga 99.99999", "elements") == ("Ga:99.99999", None)
    assert value("elements", "?", "elements") == (None, None)
    elements, error = value("elements", "Dy 4;Qq 3", "elements")
    assert elements is None
    assert "Qq" in error


def test_several_faults_of_a_line_are_all_told():
    line = one(destination_iso3="Wakanda", hs_code="12", end_use="xyz", item_text="magnet")
    assert len(line["error"].split("; ")) == 3
    assert line["item_text"] == "magnet"


def test_formulas_and_control_characters_stay_harmless_text():
    line = one(
        item_text="=1+1\x00\x07 mag\u202enet\u200b", end_user="@SUM(A1)\r\nx", hs_code="850511"
    )
    assert line["item_text"] == "=1+1 magnet"
    assert line["end_user"] == "@SUM(A1) x"
    assert line["error"] is None


# Rules for any list

WORDS = ["JPN", "日本", "Korea", "2026-03-01", "03/04/2026", "civil", "yes", "0.1", "<1", "850511",
         "50511", "Dy 4;Nd 28", "?", '3" disc', "=A1", "a,b", "x\ny", "\x00", "\ufeff"]  # fmt: skip
CELLS = st.sampled_from(WORDS) | st.text(max_size=12) | st.none()
FRAMES = st.lists(st.tuples(*[CELLS] * len(CANONICAL)), min_size=1, max_size=8).map(
    lambda rows: pl.DataFrame(rows, schema=dict.fromkeys(CANONICAL, pl.String), orient="row")
)


@settings(deadline=None)
@given(FRAMES, st.none() | st.just(DAY))
def test_typing_never_fails_and_every_row_with_a_cell_is_a_line(raw, as_of):
    lines = typed(raw, as_of, 1)
    assert dict(lines.schema) == TYPES
    full = [
        at
        for at, row in enumerate(raw.rows(), 1)
        if any(one_cell and one_cell.strip().isprintable() and one_cell.strip() for one_cell in row)
    ]
    assert set(full) <= set(lines["line"].to_list())
    assert lines["line"].is_sorted()


@settings(deadline=None)
@given(FRAMES, st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing_but_their_numbers(raw, chance: random.Random):
    order = list(range(raw.height))
    chance.shuffle(order)
    straight = {row[0]: row[1:] for row in typed(raw, DAY, 0).rows()}
    mixed = {order[row[0]]: row[1:] for row in typed(raw[order], DAY, 0).rows()}
    assert mixed == straight


@settings(deadline=None)
@given(FRAMES)
def test_a_line_is_read_alike_alone_and_among_others(raw):
    together = typed(raw, DAY, 1)
    alone = pl.concat([typed(raw.slice(at, 1), DAY, at + 1) for at in range(raw.height)])
    assert together.equals(alone)


PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf"]), max_size=10)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(PLAIN, PLAIN), min_size=1, max_size=30), st.sampled_from(",;\t"))
def test_a_well_written_file_gives_back_its_texts(tmp_path_factory, cells, separator):
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerow(["case_id", "item_text", "destination_iso3"])
    writer.writerows([*row, "JPN"] for row in cells)
    path = written(tmp_path_factory.mktemp("lists"), buffer.getvalue())
    lines = read(path)
    assert lines.select("case_id", "item_text").rows() == [
        (" ".join(a.split()) or None, " ".join(b.split()) or None) for a, b in cells
    ]


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=300) | st.text('ab,;"\n\r\t é磁', max_size=120).map(str.encode))
def test_no_bytes_do_more_than_raise_a_sentence(tmp_path_factory, data):
    path = written(tmp_path_factory.mktemp("lists"), b"item,ship to,case\n" + data)
    sentence = ""
    try:
        assert dict(read(path).schema) == TYPES
    except XenotimeError as error:
        sentence = str(error)
    assert "\n" not in sentence


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(['disc 3"', '"open', 'shut"', '"a,b"', "plain", '""', 'x"y"z']),
                min_size=1, max_size=25))  # fmt: skip
def test_no_quotation_mark_makes_a_line_disappear(tmp_path_factory, items):
    head = "case_id,destination_iso3,hs_code,listed,end use,COO,exporter country,item_text\n"
    rows_written = "".join(f"C{at},JPN,850511,no,civil,CHN,CHN,{i}\n" for at, i in enumerate(items))
    lines = read(written(tmp_path_factory.mktemp("lists"), head + rows_written))
    assert lines["case_id"].to_list() == [f"C{at}" for at in range(len(items))]
