"""Customs codes, shares and elements, cell by cell."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from xenotime.controls.goods import unknown_code
from xenotime.controls.lines.faults import CellFault
from xenotime.controls.lines.folding import fold, unknown_words

FEWEST_DIGITS, MOST_DIGITS = 6, 10
LEAST_CHAPTER, LAST_CHAPTER, NO_CHAPTER = 1, 97, 77
NATIONAL_CHAPTERS = (98, 99)
"""Left to each country by the Harmonized System; chapter 77 is kept empty."""

_SPOKEN = re.compile(
    r"^(?:ex|no\.?|hs|hts|htsus|hsn|cn|kn|nc|sh|sa|ztn|taric|zolltarifnummer|code|nr\.?|税则号|税号|税番"
    r"|hsコード|hs编码|[\s:#.'’])+",
    re.IGNORECASE,
)
_CODE = re.compile(r"\d[\d\s.\-]*$")
_PLACEHOLDERS = re.compile(r"(?<=\d)[\s.]*(?:[xX]{2}[\s.]*)+$")
_EXPONENT = re.compile(r"^\d(?:[.,]\d+)?[eE]\+?\d+$")
_WHOLE_NUMBER = re.compile(r"^(\d{6,10})\.0$")

_PER_CENT = re.compile(
    r"\s*(?:%|pct\.?|per ?cent|prozent|pour ?cent|por ?ciento|パーセント)\s*$", re.IGNORECASE
)
_NUMBER = re.compile(r"^\d+(?:[.,]\d+)?$|^[.,]\d+$")
_TINY = re.compile(r"^\d(?:\.\d+)?[eE]-\d{1,3}$")


@lru_cache(maxsize=50_000)
def hs_code_of(cell: str) -> str | None:
    """The digits of a customs code; None when the cell says that it is not known.

    `8505.11.10.00`, `HS 850511`, `ex 8505 11` and `8505.11.xx` are understood. Seven or nine
    digits stay as they are, since some acts and customs print such codes, unless they are a code
    only with a zero before them (`8119095`, for 0811.90.95).

    Raises:
        CellFault: fewer than 6 digits or more than 10, a chapter that does not exist, two codes.
    """
    text = unicodedata.normalize("NFKC", cell).strip()
    if fold(text) in unknown_words():
        return None
    if _EXPONENT.match(text):
        raise CellFault("was shortened by a spreadsheet: write all digits, as text")
    code = _PLACEHOLDERS.sub("", _WHOLE_NUMBER.sub(r"\1", _SPOKEN.sub("", text)))
    if not _CODE.match(code):
        raise CellFault("is no customs code: write one code of 6 to 10 digits")
    digits = re.sub(r"\D", "", code)
    if len(digits) > MOST_DIGITS:
        raise CellFault(f"has {len(digits)} digits: write one code of 6 to 10 digits")
    odd = len(digits) % 2 == 1
    if odd and (len(digits) < FEWEST_DIGITS or _lost_its_zero(digits)):
        raise CellFault(
            f"has {len(digits)} digits, so a zero at its beginning or end seems lost: write 6 to "
            "10 digits, as text"
        )
    if len(digits) < FEWEST_DIGITS:
        raise CellFault(f"has only {len(digits)} digits: write 6 to 10")
    if not _chapter_exists(digits):
        raise CellFault(f"begins with {digits[:2]}, which is no chapter of the Harmonized System")
    return digits


def _lost_its_zero(digits: str) -> bool:
    """Whether a code of 7 or 9 digits is no code as it stands, or only with a zero before it."""
    with_zero = f"0{digits}"
    return not _chapter_exists(digits) or (unknown_code(digits) and not unknown_code(with_zero))


def _chapter_exists(digits: str) -> bool:
    chapter = int(digits[:2])
    ordinary = LEAST_CHAPTER <= chapter <= LAST_CHAPTER and chapter != NO_CHAPTER
    return ordinary or chapter in NATIONAL_CHAPTERS


@lru_cache(maxsize=50_000)
def share_of(cell: str) -> float | None:
    """A share in per cent as a fraction: `0.1`, `0.1 %` and `0,1` are 0.001; None: not known.

    Raises:
        CellFault: no number, a bound (`<0.1`: on which side of a threshold it lies is not told),
            or a share outside 0 to 100.
    """
    text = unicodedata.normalize("NFKC", cell).strip().replace("\u2212", "-")
    if fold(_PER_CENT.sub("", text)) in unknown_words():
        return None
    number = _PER_CENT.sub("", text).lstrip("'").strip()
    if re.match("[<>=≤≥~≈±]|(?:ca|circa|about|under|over|max|min)\\b", number, re.IGNORECASE):
        raise CellFault("is a bound or a guess: write the share itself in per cent, such as 0.09")
    if re.match(r"^-\s*\d", number):
        raise CellFault("is negative: write a share from 0 to 100 per cent")
    if not (_NUMBER.match(number) or _TINY.match(number)):
        raise CellFault("is no share: write a number from 0 to 100, in per cent")
    # In decimals, so that 0.1 per cent is exactly the 0.001 of a threshold.
    per_cent = Decimal(number.replace(",", "."))
    if per_cent > 100:
        raise CellFault("is above 100: write a share from 0 to 100 per cent")
    return float(per_cent / 100)
