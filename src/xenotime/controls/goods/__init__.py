"""What a good is: its elements, forms and properties, from a text, a customs code and a cell."""

from xenotime.controls.goods.cells import parse_elements
from xenotime.controls.goods.customs.codes import unknown_code
from xenotime.controls.goods.description import Goods, describe, off_heading

__all__ = ["Goods", "describe", "off_heading", "parse_elements", "unknown_code"]
