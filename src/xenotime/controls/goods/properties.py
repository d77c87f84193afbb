"""Figures in texts: purity, particle size, strength and the other properties of the vocabulary.

Each becomes an interval: "99.99 %" from 99.99 to 99.99, "< 50 um" up to 50, "over 300 Wh/kg" from
300 on. A least purity is a grade: what is sold as "min 99.8 %" is not taken for a good with less
than half as much impurity, so that it runs from 99.8 to 99.9, and "4N min" from 99.99 to 99.995.
Several figures of one property span from the least to the greatest.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from xenotime.world.vocabulary import PROPERTIES

_NUMBER = r"\d+(?:[.,]\d+)*"
_LEAST = (
    r"min(?:imum|dest(?:ens)?|\.)?|>=?|≥|⩾|at least|above|over|more than|mind\.|ab|"
    r"au moins|plus de|mínimo|más de|mayor de|über|大于|超过|至少|≧|不低于"
)
_MOST = (
    r"max(?:imum|\.)?|<=?|≤|⩽|up to|below|under|less than|bis|unter|höchstens|"
    r"moins de|máximo|menos de|小于|不超过|低于|≦|-"
)
_AFTER_LEAST = (
    r"min\b|minimum|mind|以上|up\b|\+|or more|or above|or higher|and above|or better|plus\b|mín"
)
_AFTER_MOST = r"max\b|maximum|以下|or less|or below|未満|down"

_UNITS = {
    "particle_um": r"μm|um|microns?|micromet(?:er|re)s?|mikrometer|mikron|微米|ミクロン",
    "strength_mpa": r"mpa|n/mm2",
    "density_g_cm3": r"g/c(?:m3|m\^3|c)|g/ml|g/cu\.? ?cm|kg/dm3",
    "energy_wh_kg": r"wh/kg|wh\.kg-1|wh per kg",
    "capacity_mah_g": r"mah/g|ma\.h/g|mah per g",
    "power_kw": r"kw|キロワット|千瓦",
    "pressure_gpa": r"gpa",
    "layers": r"-? ?layers?|层|層|-? ?lagig|-? ?couches|-? ?capas",
    "tpp": r"tpp",
    "bandwidth_gb_s": r"gb/s",
    "tb/s": r"tb/s",
    "nm": r"nm|纳米|ナノメートル|nanomet(?:er|re)s?",
    "mesh": r"mesh|目|メッシュ",
    "mm": r"mm|millimet(?:er|re)s?|毫米|ミリ",
}
_DIRECT = (
    "particle_um strength_mpa density_g_cm3 energy_wh_kg capacity_mah_g power_kw pressure_gpa "
    "layers tpp bandwidth_gb_s"
).split()
"""Properties that are read in the unit of the vocabulary."""
_MESH_UM = 15_000.0
"""Opening of a sieve in micrometres times its number of meshes, roughly: 325 mesh is 46."""
_NODE = (
    r"\b(?:node|process|logic|finfet|gaafet|euv|lithography)\b|"
    r"制程|工艺节点|プロセス|チップ|芯片|\bchips?\b|prozess|\bics?\b"
)
_BORE = (
    r"(?:cylinders?|piston|bore|zylinder\w*|kolben\w*|vérin|cilindro|油缸|液压缸|缸径|活塞|"
    rf"シリンダー?)[^\d;]{{0,24}}?((?:(?:{_LEAST}) ?|(?:[<>≥≤]=?) ?)?{_NUMBER} ?"
    r"(?:mm|millimet(?:er|re)s?|毫米|ミリ))"
)
"""Bore of the cylinders of presses, which is their size; stroke and daylight are not."""
_PRESS = r"press|压机|壓機|プレス|prensa"
_CONTENT_FROM = 50.0
"""Percentages below are the content of something else: moisture, an additive, part of an alloy."""
_IMPURITY_OF_GRADE = 0.5
"""Least impurity of a grade as a share of the most that it allows."""
_NUMBERS = tuple(PROPERTIES)


def _float(expression: pl.Expr) -> pl.Expr:
    """A number with decimal point or comma; a comma before exactly three digits parts thousands.

    `99,995` is a purity and `0,125` a fraction.
    """
    return (
        expression.str.replace_all(" ", "", literal=True)
        .str.replace(r"^(99|100|0),(\d+)$", "$1.$2")
        .str.replace_all(r",(\d{3})(?:$|\b)", "$1")
        .str.replace(",", ".", literal=True)
        .cast(pl.Float64, strict=False)
    )


def _found(texts: pl.Series, pattern: str, only: str | None = None) -> pl.DataFrame:
    """All matches of a pattern with the number of their text, one to a row."""
    frame = pl.DataFrame({"text": np.arange(len(texts)), "string": texts})
    if only is not None:
        frame = frame.filter(pl.col("string").str.contains(only))
    return (
        frame.with_columns(found=pl.col("string").str.extract_all(pattern))
        .select("text", "found")
        .explode("found")
        .drop_nulls()
    )


def _intervals(texts: pl.Series, unit: str) -> pl.DataFrame:
    """Figures with a unit: text, low, high."""
    body = (
        rf"(?:(?P<least>{_LEAST})|(?P<most>{_MOST}))? ?"
        rf"(?P<one>{_NUMBER}) ?(?:(?:-|~|to|bis|à) ?(?P<two>{_NUMBER}))? ?"
        rf"(?:{unit})(?:\b|$|[^a-z]) ?(?:(?P<from>{_AFTER_LEAST})|(?P<until>{_AFTER_MOST}))?"
    )
    rows = _found(texts, body, rf"\d ?(?:{unit})")
    if rows.is_empty():
        return pl.DataFrame(schema={"text": pl.Int64, "low": pl.Float64, "high": pl.Float64})
    groups = rows.with_columns(pl.col("found").str.extract_groups(body)).unnest("found")
    one, two = _float(pl.col("one")), _float(pl.col("two"))
    least = pl.col("least").is_not_null() | pl.col("from").is_not_null()
    most = (pl.col("most").is_not_null() | pl.col("until").is_not_null()) & pl.col("two").is_null()
    return groups.select(
        "text",
        low=pl.when(most).then(None).otherwise(one),
        high=pl.when(least).then(None).when(two.is_not_null()).then(two).otherwise(one),
    )


def _purity(texts: pl.Series, cased: pl.Series) -> pl.DataFrame:
    """Purities in per cent: `99.95 %`, `4N5`, and bare figures such as 99.99.

    A least purity ends half-way to 100.
    """
    shares = _intervals(texts, r"%|pct|per ?cent|prozent|por ciento|pour cent|wt")
    top = pl.max_horizontal("low", "high")
    shares = shares.filter((top >= _CONTENT_FROM) & (top <= 100))
    # All of a sum or a share of the payment is no purity.
    shares = shares.filter(
        (pl.col("low") != 100) | (pl.col("high") != 100) | pl.col("high").is_null()
    )
    nines = (
        r"(?:^|[^A-Za-z0-9.])(?:(?P<least>>=?|≥|min\.? )?)(?P<n>[2-9])N(?P<five>[0-9])?"
        r"(?P<from>\+| ?min| up)?(?:$|[^A-Za-z0-9])"
    )
    rows = _found(cased, nines)
    if not rows.is_empty():
        count = pl.col("n").cast(pl.Float64)
        value = (
            100
            - 10.0 ** (2 - count)
            + (pl.col("five").cast(pl.Float64).fill_null(0) * 10.0 ** (1 - count))
        )
        open_end = (pl.col("least").fill_null("") != "") | pl.col("from").is_not_null()
        shares = pl.concat(
            [
                shares,
                rows.with_columns(pl.col("found").str.extract_groups(nines))
                .unnest("found")
                .select(
                    "text",
                    low=value.round(8),
                    high=pl.when(open_end).then(None).otherwise(value.round(8)),
                ),
            ]
        )
    bare = _bare(texts).join(shares.select("text").unique(), on="text", how="anti")
    grade = (100 - (100 - pl.col("low")) * _IMPURITY_OF_GRADE).round(8)
    return pl.concat([shares, bare]).with_columns(high=pl.coalesce("high", grade))


def _bare(texts: pl.Series) -> pl.DataFrame:
    """Figures from 99 to 100 with decimals and no unit."""
    pattern = (
        rf"(?:(?P<least>{_LEAST}) ?)?(?:^|[^0-9.,])(?P<one>99[.,]\d+) ?(?P<from>{_AFTER_LEAST})?"
    )
    rows = _found(texts, pattern, r"99[.,]\d")
    if rows.is_empty():
        return pl.DataFrame(schema={"text": pl.Int64, "low": pl.Float64, "high": pl.Float64})
    least = pl.col("least").is_not_null() | pl.col("from").is_not_null()
    one = pl.col("one").str.replace(",", ".", literal=True).cast(pl.Float64)
    return (
        rows.with_columns(pl.col("found").str.extract_groups(pattern))
        .unnest("found")
        .select("text", low=one, high=pl.when(least).then(None).otherwise(one))
    )


def _sizes(texts: pl.Series) -> pl.DataFrame:
    """Smallest dimension in mm: of `130 x 130 x 60 mm`; of a single one it is an upper limit."""
    pattern = (
        rf"(?P<a>{_NUMBER}) ?(?:mm)? ?[x×*] ?(?:\D{{0,3}})(?P<b>{_NUMBER})"
        rf"(?: ?(?:mm)? ?[x×*] ?(?:\D{{0,3}})(?P<c>{_NUMBER}))? ?(?P<unit>mm|cm)"
    )
    rows = _found(texts, pattern, r"\d ?(?:mm)? ?[x×*] ?")
    schema = {"text": pl.Int64, "low": pl.Float64, "high": pl.Float64}
    several = pl.DataFrame(schema=schema)
    if not rows.is_empty():
        least = pl.min_horizontal(*(_float(pl.col(name)) for name in "abc"))
        scaled = least * pl.when(pl.col("unit") == "cm").then(10.0).otherwise(1.0)
        several = (
            rows.with_columns(pl.col("found").str.extract_groups(pattern))
            .unnest("found")
            .select("text", low=scaled, high=scaled)
        )
    single = _intervals(texts, _UNITS["mm"]).join(several.select("text"), on="text", how="anti")
    bore = pl.when(texts.str.contains(_PRESS)).then(texts.str.extract(_BORE, 1)).otherwise(None)
    bores = _intervals(pl.select(bore.fill_null("")).to_series(), _UNITS["mm"])
    several = pl.concat([several.join(bores.select("text"), on="text", how="anti"), bores])
    single = single.join(bores.select("text"), on="text", how="anti")
    # One dimension bounds the smallest from above only.
    single = (
        single.group_by("text").agg(pl.col("high").min()).with_columns(low=pl.lit(None, pl.Float64))
    )
    return pl.concat([several, single.select("text", "low", "high")])


def properties(texts: pl.Series) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper ends of each property: float64[text, property], NaN where not stated.

    Args:
        texts: texts in one typography, in their own case.
    """
    low = np.full((len(texts), len(_NUMBERS)), np.nan)
    high = low.copy()
    lower = texts.str.to_lowercase()
    frames = {name: _intervals(lower, _UNITS[name]) for name in _DIRECT}
    frames["purity_pct"] = _purity(lower, texts)
    frames["size_mm"] = _sizes(lower)

    terabytes = _intervals(lower, _UNITS["tb/s"]).with_columns(pl.col("low", "high") * 1_000)
    frames["bandwidth_gb_s"] = pl.concat([frames["bandwidth_gb_s"], terabytes])
    # Processing performance is written before its figure as well as behind.
    turned = lower.str.replace_all(rf"\btpp\b(?: of)? ?[:=]? ?({_NUMBER})", "$1 tpp")
    frames["tpp"] = _intervals(turned, _UNITS["tpp"])

    nanometres = _intervals(lower, _UNITS["nm"])
    node = nanometres["text"].is_in(
        pl.Series(np.flatnonzero(lower.str.contains(_NODE).to_numpy())).implode()
    )
    frames["node_nm"] = nanometres.filter(node)
    small = nanometres.filter(~node).with_columns(pl.col("low", "high") / 1_000)
    mesh = _intervals(lower, _UNITS["mesh"]).with_columns(
        low=pl.lit(None, pl.Float64),
        high=_MESH_UM / pl.max_horizontal("low", "high"),
    )
    frames["particle_um"] = pl.concat([frames["particle_um"], small, mesh])

    for at, name in enumerate(_NUMBERS):
        # A property of the vocabulary for which no words stand here stays unstated.
        if name not in frames:
            continue
        frame = frames[name].filter(pl.any_horizontal(pl.col("low", "high").is_not_null()))
        if frame.is_empty():
            continue
        # An open end beside other figures stays open.
        ends = frame.group_by("text").agg(
            low=pl.when(pl.col("low").is_null().any()).then(None).otherwise(pl.col("low").min()),
            high=pl.when(pl.col("high").is_null().any()).then(None).otherwise(pl.col("high").max()),
        )
        rows = ends["text"].to_numpy()
        low[rows, at] = ends["low"].cast(pl.Float64).fill_null(np.nan).to_numpy()
        high[rows, at] = ends["high"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    return low, high
