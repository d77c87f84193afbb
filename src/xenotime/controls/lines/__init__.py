"""Shipment lists as people keep them: CSV, Excel and Parquet to typed lines, fault by fault.

In: the path of a list, whatever its headers, language and encoding. Out: a `LinesFile` that says
which header was taken for which column and gives the lines in batches, in flat memory. A cell that
cannot be read leaves its line in place, with a sentence in `error`; a file that cannot be read is
a `XenotimeError`.

    shipments    the file as a whole: its kind, its headers, its batches
    headers      which header stands for which column; beginning: in which row they stand
    text_file    CSV in blocks of whole rows; encodings, loose_rows: what is not as it should be
    sheets       Excel and OpenDocument; percent_cells: numbers shown in per cent
    typed        text cells to typed columns; raw: the frames of text cells
    cell_values  customs codes and shares; countries, days, word_values, elements: other cells
"""

from xenotime.controls.lines.header_words import CANONICAL
from xenotime.controls.lines.headers import Matched
from xenotime.controls.lines.shipments import LinesFile, open_lines
from xenotime.controls.lines.typed import TYPES, typed

__all__ = ["CANONICAL", "TYPES", "LinesFile", "Matched", "open_lines", "typed"]
