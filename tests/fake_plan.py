"""A plan that nobody computed: what a page shows of a result, with every kind of row and gap."""

from __future__ import annotations

from typing import Any

import polars as pl

from xenotime.studies.planning.plan_case import Future, PlanCase, Purse
from xenotime.studies.planning.result import PlanResult

FUTURES = {"undisturbed": 0.6, "china-ree-stop": 0.15, "gallium-germanium-ban": 0.25}
YEARS = range(2027, 2033)
BUILT = (
    # id, name, place, kind, mineral, commodity, start, size, share, given, capex, support
    ("mp_10x_northlake", "MP 10X Northlake", "USA", "plant", "rare_earths", "ndfeb_dytb_magnet",
     "2028-01", 7000.0, 1.0, True, 0.0, None),
    ("vulcan_benson", "Vulcan Elements, Benson NC", "USA", "plant", "rare_earths",
     "ndfeb_dytb_magnet", "2029-01", 10000.0, 1.0, False, 9.18e8, 21_400.0),
    ("gramercy_gallium", "Gramercy gallium circuit", "USA", "plant", "gallium", "gallium_refined",
     "2029-07", 50.0, 1.0, False, 4.5e8, 310_000.0),
    ("jpn_gallium_stockpile", "Gallium stockpile, Japan (option)", "JPN", "stockpile", "gallium",
     "gallium_refined", "2027-01", 22.5, 0.75, False, 1.35e7, None),
    ("white_mesa_heavy", "White Mesa heavy line", "USA", "expansion", "rare_earths", "dy_oxide",
     "2029-01", 2300.0, 1.0, False, 1.04e8, 0.0),
    ("jpn_gallium_recycling", "More gallium recycling, Japan (option)", "JPN", "recycling",
     "gallium", "gallium_refined", "2028-07", 20.0, 1.0, False, 1.2e7, 95_000.0),
)  # fmt: skip
PAID = (
    ("vulcan_benson", "usa_loans", "USA", "loan", 6.2e8, (2027, 2028)),
    ("vulcan_benson", "private", "private", "equity", 2.98e8, (2027, 2028)),
    ("gramercy_gallium", "usa_loans", "USA", "loan", 2.0e8, (2028, 2029)),
    ("gramercy_gallium", "jpn_equity", "JPN", "equity", 1.0e8, (2028, 2029)),
    ("gramercy_gallium", "private", "private", "equity", 1.5e8, (2027, 2028)),
    ("jpn_gallium_stockpile", "jpn_stocks", "JPN", "grant", 1.35e7, (2027,)),
    ("white_mesa_heavy", "usa_grants", "USA", "grant", 5.2e7, (2027, 2028)),
    ("white_mesa_heavy", "private", "private", "equity", 5.2e7, (2028,)),
    ("jpn_gallium_recycling", "jpn_equity", "JPN", "equity", 1.2e7, (2027,)),
)
SHORT = (
    # place, sector, commodity, wanted, short before and after, USD per t
    ("JPN", "traction_motors", "ndfeb_dytb_magnet", 36_000.0, 9_200.0, 4_100.0, 310_000.0),
    ("USA", "defence", "ndfeb_dytb_magnet", 6_000.0, 1_900.0, 120.0, 420_000.0),
    ("JPN", "compound_semiconductors", "gallium_refined", 480.0, 95.0, 11.0, 4_000_000.0),
    ("USA", "compound_semiconductors", "gallium_refined", 110.0, 31.0, 0.0, 4_500_000.0),
    ("JPN", "wind", "ndfeb_magnet", 4_000.0, 310.0, 300.0, 90_000.0),
)


def fake_case() -> PlanCase:
    """A case with purses of two partners."""
    return PlanCase(
        name="Japan and the United States, 2027 to 2032",
        horizon=("2027-01", "2032-12"),
        futures=(
            Future(scenario="china-ree-stop", probability=0.15),
            Future(scenario="gallium-germanium-ban", probability=0.25),
        ),
        purses=(
            Purse(id="usa_loans", name="Loans of the OSC", partner="USA", instrument="loan"),
            Purse(id="usa_grants", name="Defense awards", partner="USA", instrument="grant"),
            Purse(id="jpn_equity", name="JOGMEC equity", partner="JPN", instrument="equity"),
            Purse(id="jpn_stocks", name="JOGMEC stocks", partner="JPN", instrument="grant"),
        ),
    )


def fake_plan(**changed: Any) -> PlanResult:
    """A result on names of the atlas; `changed` replaces parts of it."""
    parts: dict[str, Any] = {
        "case": fake_case(),
        "partnership": ("JPN", "USA"),
        "periods": tuple(str(year) for year in YEARS),
        "status": "optimal",
        "method": "lshaped",
        "seconds": 41.2,
        "objective": 1.23e9,
        "bound": 1.21e9,
        "before_usd": 3.9e9,
        "projects": _projects(),
        "payments": _payments(),
        "left_out": pl.DataFrame(
            [
                {"project": f"p{n}", "name": f"Project {n}", "reason": reason}
                for n, reason in enumerate(
                    ["its capacity is not known"] * 7
                    + ["it cannot start before the horizon ends"] * 3
                    + ["not worth its money here"] * 19
                )
            ]
        ),
        "before": _short(4),
        "after": _short(5),
        "partners": pl.DataFrame(
            {
                "partner": ["JPN", "USA"],
                "pays_usd": [1.255e8, 8.72e8],
                "loss_before": [2.6e9, 1.3e9],
                "loss_after": [0.9e9, 0.15e9],
                "gain": [1.57e9, 0.28e9],
                "alone": [0.4e9, 0.35e9],
                "side_payment": [-0.55e9, 0.55e9],
            }
        ),
        "frontier": pl.DataFrame(
            {
                "budget_usd": [0.0, 1e8, 2.5e8, 5e8, 1e9, 1.5e9, 2e9, 3e9, 5e9],
                "objective": [3.9e9, 3.0e9, 2.4e9, 1.9e9, 1.4e9, 1.3e9, 1.23e9, 1.23e9, 1.23e9],
                "bound": [3.9e9, 2.98e9, 2.37e9, 1.86e9, 1.38e9, 1.28e9, 1.2e9, 1.2e9, 1.2e9],
                "loss_usd": [3.9e9, 2.9e9, 2.2e9, 1.7e9, 1.15e9, 1.08e9, 1.05e9, 1.05e9, 1.05e9],
                "shortage_t": [2100.0, 1700.0, 1300.0, 1200.0, 800.0, 780.0, 700.0, 700.0, 700.0],
                "projects": [1, 3, 4, 4, 5, 6, 6, 6, 6],
                "capex_usd": [0.0, 0.9e8, 2.1e8, 4.9e8, 9.8e8, 1.4e9, 1.5e9, 1.5e9, 1.5e9],
            }
        ),
        "stockpiles": pl.DataFrame(
            [
                {
                    "project": "jpn_gallium_stockpile",
                    "commodity": "gallium_refined",
                    "place": "JPN",
                    "tonnes": 22.5,
                    "days": 34.0,
                    "shared": True,
                }
            ]
        ),
        "promise": pl.DataFrame(
            {
                "future": list(FUTURES),
                "promised_usd": [1.0e7, 5.1e9, 1.1e9],
                "simulated_usd": [1.1e7, 6.4e9, 1.5e9],
                "others_usd": [0.0, 0.7e9, 0.3e9],
                "foresight_usd": [1.0e6, 0.6e9, 0.1e9],
                "without_plan_usd": [1.2e7, 9.8e9, 2.5e9],
            }
        ),
        "attack": pl.DataFrame(
            schema={
                "rank": pl.Int64,
                "action": pl.String,
                "name": pl.String,
                "cost_usd": pl.Float64,
            }
        ),
    }
    return PlanResult(**(parts | changed))


def _projects() -> pl.DataFrame:
    names = (
        "id", "name", "place", "kind", "mineral", "commodity", "start", "size", "share", "given",
        "capex_usd", "price_support",
    )  # fmt: skip
    frame = pl.DataFrame(BUILT, schema=names, orient="row").with_columns(
        pl.col("price_support").cast(pl.Float64)
    )
    count = frame.height
    values = [5.4e8, 1.9e9, 6.0e8, 2.1e8, 3.1e8, None][:count]
    return frame.with_columns(
        lead_months=pl.Series([24.0, 24.0, 30.0, 6.0, None, 18.0]),
        ramp_months=pl.Series([24.0, 36.0, 12.0, 12.0, 12.0, 6.0]),
        estimated=pl.Series(["", "", "capex_usd lead_months", "", "lead_months", ""]),
        chance=pl.Series([0.75, 0.45, 0.65, 0.9, 0.65, 0.7]),
        price=pl.Series([75_000.0, 75_000.0, 480_000.0, 480_000.0, None, 480_000.0]),
        breakeven=pl.Series([None, 96_400.0, 790_000.0, None, None, 575_000.0]),
        value_alone=pl.Series([None, *values[1:]], dtype=pl.Float64),
        value_last=pl.Series([None, 1.1e9, 1.4e8, 0.9e8, 2.6e8, None], dtype=pl.Float64),
        shapley=pl.Series([None, 1.5e9, 3.9e8, 1.5e8, 2.9e8, None], dtype=pl.Float64),
        shapley_error=pl.Series([None, 0.9e8, 0.4e8, 0.1e8, 0.0, None], dtype=pl.Float64),
        if_it_fails=pl.Series([None, 1.2e9, 1.6e8, 0.9e8, 2.7e8, None], dtype=pl.Float64),
    ).select(
        "id", "name", "place", "kind", "mineral", "commodity", "start", "size", "share", "given",
        "capex_usd", "lead_months", "ramp_months", "chance", "estimated", "price", "breakeven",
        "price_support", "value_alone", "value_last",
        "shapley", "shapley_error", "if_it_fails",
    )  # fmt: skip


def _payments() -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "project": project,
                "purse": purse,
                "partner": partner,
                "instrument": instrument,
                "year": year,
                "usd": usd / len(years),
            }
            for project, purse, partner, instrument, usd, years in PAID
            for year in years
        ]
    )


def _short(column: int) -> pl.DataFrame:
    scale = {"undisturbed": 0.0, "china-ree-stop": 1.0, "gallium-germanium-ban": 1.0}
    rows = []
    for future, probability in FUTURES.items():
        for row in SHORT:
            hit = ("gallium" in row[2]) == ("gallium" in future)
            tonnes = row[column] * scale[future] * hit
            rows.append(
                {
                    "future": future,
                    "probability": probability,
                    "place": row[0],
                    "sector": row[1],
                    "commodity": row[2],
                    "wanted": row[3],
                    "shortage_t": tonnes,
                    "cost_usd": tonnes * row[6],
                }
            )
    return pl.DataFrame(rows)
