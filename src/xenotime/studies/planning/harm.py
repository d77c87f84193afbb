"""What each partner loses under a portfolio, scenario by scenario: one yardstick for all accounts.

As `studies/impact.py` counts it: tonnes short at what they are worth beyond their price, tonnes
replaced at their extra cost, tonnes given up at the step in price, beyond what the undisturbed
world lacks. All of these are linear in the solution y, so that a partner's loss is a weight of the
model's columns: h[partner] . (y - y of the undisturbed world).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.sparse import csr_array

from xenotime.network.model import Model
from xenotime.solve.two_stage import Risk
from xenotime.studies.planning.planner import Planner

CERTAIN = 1e-12


def harm_weights(model: Model, partners: Sequence[str]) -> csr_array:
    """USD that a tonne in each column costs each partner: float64[partner, column]."""
    index, columns = model.index, model.program.columns
    price = index.prices[index.demand["node"].to_numpy()]
    place = index.demand["place"]
    everyone = np.arange(index.demand.height)
    step = index.parameters["price_step"]
    substitutes, short = index.substitutes, columns["short"].labels
    parts = (
        ("short", short["demand"].to_numpy(), short["worth"].to_numpy()),
        ("substituted", substitutes["demand"].to_numpy(), substitutes["cost"].to_numpy()),
        ("priced_out", everyone, price * step),
    )
    number = {name: at for at, name in enumerate(partners)}
    whose = place.replace_strict(number, default=-1, return_dtype=pl.Int64).to_numpy()
    rows, at, values = [], [], []
    for name, demand, usd in parts:
        mine = np.flatnonzero(whose[demand] >= 0)
        numbers = columns[name].numbers[mine]
        rows.append(np.repeat(whose[demand[mine]], numbers.shape[1]))
        at.append(numbers.ravel())
        values.append(np.repeat(usd[mine], numbers.shape[1]))
    return csr_array(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(at))),
        shape=(len(number), len(model.program.cost)),
    )


def harm(planner: Planner, x: np.ndarray) -> np.ndarray:
    """What each partner loses under a portfolio in each scenario: float64[partner, scenario], USD;
    infinite where the portfolio leaves a scenario without any solution."""
    total = np.zeros((len(planner.partners), len(planner.futures.probabilities)))
    for number, (group, part) in enumerate(zip(planner.groups, planner.parts, strict=True)):
        weights = harm_weights(group.model, planner.partners)
        normal = weights @ group.undisturbed.x
        by_event = np.full((len(part.events), len(planner.partners)), np.inf)
        for event in range(len(part.events)):
            found = planner.recourse.value(number, event, x)
            if len(found.y):
                by_event[event] = weights @ found.y - normal
        total += by_event[part.event_of].T
    return total


def stocked_value(planner: Planner) -> np.ndarray:
    """What the goods that a stockpile at full size lays in within the horizon are still worth, at
    reference prices: float64[option], USD; 0 for what is no stockpile. The models buy these goods,
    so that they are in `Planner.loss`, but they are still there."""
    options = planner.options
    value = planner.candidates.select("value_usd", project="id")
    goods = options.frame.select("project", "stock").join(
        value, on="project", how="left", maintain_order="left"
    )
    full = goods.select(pl.when("stock").then("value_usd").fill_null(0.0)).to_series().to_numpy()
    found: np.ndarray = planner.case.stockpiles.keeps * full * options.filled.sum(axis=1)
    return found


def goal_weights(risk: Risk, cost: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """How much each scenario counts in the goal: float64[scenario], which add up to 1.

    Their product with `cost` is the goal's measure, and with any part of the cost the share of it
    that this part causes (Euler's rule; D. Tasche, Allocating portfolio economic capital to
    sub-portfolios, 2004). Of several worst scenarios the first counts.
    """
    if risk.measure == "expected":
        return probabilities
    likely = np.where(probabilities > 0, cost, -np.inf)
    worst = np.zeros(len(cost))
    worst[int(np.argmax(likely))] = 1.0
    tail = 1.0 - risk.level
    if risk.measure == "worst":
        return worst
    if tail > CERTAIN:
        order = np.argsort(-likely, kind="stable")
        before = np.cumsum(probabilities[order]) - probabilities[order]
        worst = np.zeros(len(cost))
        worst[order] = np.clip(tail - before, 0.0, probabilities[order]) / tail
    weights: np.ndarray = (1.0 - risk.weight) * probabilities + risk.weight * worst
    return weights
