"""What an adversary can do: one control on exports, one plant lost, one strait closed.

Only what can touch the partnership is listed: commodities that are behind what the partners use in
the reference year, through any number of plants and places.

- A government lets only a share of a commodity out, to the partners or to everyone, where its place
  exports or makes it.
- A government does so with all goods of one of its acts at once (`acts.py`), which leaves less room
  to go to the next form of a good.
- A plant that stands alone is lost for the time. National aggregates are many plants and are not
  lost at once. A government that attacks by controls does not wreck its own plants: those of the
  governments named are left out.
- A strait or canal closes. Ships go round most of them, later and dearer: `WAY_ROUND` of the trade
  still arrives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from xenotime.network.index import Index
from xenotime.network.model import Model
from xenotime.scenarios.scenario import Cut, Outage, Scenario
from xenotime.studies.attack.acts import Act, acts_of
from xenotime.studies.attack.behind import EVERYBODY, NEGLIGIBLE, behind_use, exports_of
from xenotime.world.problems import XenotimeError
from xenotime.world.reading import nearest
from xenotime.world.world import World

Kind = Literal["control", "act", "plant", "passage"]
Towards = Literal["partners", "everyone", "either"]
AIMS: tuple[Towards, ...] = ("partners", "everyone")
WAY_ROUND = 0.5
"""Share of trade that still arrives when a strait closes. Own judgement, as in the scenario
strait-closure; too much for a sea without another way out."""
NOTE = "One action of the adversary, by construction; its size is an option of the study"


@dataclass(frozen=True)
class AttackAction:
    """One action as a scenario, and what it is: names are ids of the world, None where they do not
    apply. A control has a government and a commodity, an act a government, a measure and several
    `goods`; both go `towards` the partners or everyone."""

    kind: Kind
    scenario: Scenario
    government: str | None = None
    commodity: str | None = None
    place: str | None = None
    plant: str | None = None
    passage: str | None = None
    towards: Towards | None = None
    measure: str | None = None
    goods: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Short name, the scenario's."""
        return self.scenario.id

    @property
    def name(self) -> str:
        """One line."""
        return self.scenario.name

    def covers(self, other: AttackAction) -> bool:
        """Whether it does all that another control or act of the same government does, and more."""
        mine, others = (self.goods, self.towards), (other.goods, other.towards)
        return (
            self.government == other.government
            and bool(other.goods)
            and set(other.goods) <= set(self.goods)
            and self.towards in (other.towards, "everyone")
            and mine != others
        )

    def concerns(self, index: Index) -> bool:
        """Whether it can touch a group: a closed strait may touch any."""
        if self.goods:
            return bool(index.nodes["commodity"].is_in(list(self.goods)).any())
        return self.kind == "passage" or bool((index.plants["id"] == self.plant).any())


@dataclass(frozen=True)
class _Time:
    """What all actions share."""

    world: World
    start: str
    months: int

    def scenario(
        self, name: str, line: str, **parts: tuple[Cut, ...] | tuple[Outage, ...]
    ) -> Scenario:
        known = self.world.table("sources")["id"]
        return Scenario(
            id=re.sub("[^a-z0-9]+", "-", name.lower()),
            name=line,
            description=NOTE,
            start=self.start,
            months=self.months,
            source=("xenotime",) if (known == "xenotime").any() else (),
            **parts,
        )


def actions_of(
    world: World,
    partnership: Sequence[str],
    models: Iterable[Model],
    *,
    start: str,
    months: int = 12,
    through: float = 0.0,
    governments: Sequence[str] = ("CHN",),
    plants: bool = True,
    passages: bool = True,
    towards: Towards = "either",
    acts: bool = False,
) -> list[AttackAction]:
    """The actions that can touch the partnership, always in the same order.

    Args:
        world: names and places.
        partnership: places that plan together.
        models: the groups' models; their horizon does not matter.
        start: first month, `YYYY-MM`.
        months: how long each action lasts.
        through: share of normal trade that a control lets through.
        governments: places that control exports; `*`: each place outside the partnership with a
            considerable share of the world's exports of a commodity.
        plants: whether plants may be lost.
        passages: whether straits and canals may close.
        towards: whom controls are aimed at; `either` lists both kinds.
        acts: whether governments may also stop all goods of an act of theirs at once.

    Raises:
        XenotimeError: when a government is not in the world, or is a partner.
    """
    _check(world, partnership, governments)
    time = _Time(world, start, months)
    places = dict(world.table("places").select("id", "name").iter_rows())
    aims = AIMS if towards == "either" else (towards,)
    found: list[AttackAction] = []
    closed: set[str] = set()
    exports = []
    for model in models:
        behind = behind_use(model, partnership)
        goods = set(model.index.nodes.filter(behind)["commodity"].to_list())
        exports.append(exports_of(model, goods, partnership, governments))
        feared = exports[-1].filter("considerable").select("origin", "commodity", "home")
        found += [
            _control(time, places, place, good, partnership, through, aim)
            for place, good, home in feared.iter_rows()
            for aim in aims
            if home or aim == "everyone"
        ]
        if plants:
            found += _outages(time, model, goods, governments)
        if passages:
            closed |= _passages(model, behind)
    if acts and exports:
        found += [
            _whole_act(time, places, act, partnership, through, aim)
            for act in acts_of(world, pl.concat(exports))
            for aim in aims
            if act.home or aim == "everyone"
        ]
    return found + [_closure(time, passage) for passage in sorted(closed)]


def _check(world: World, partnership: Sequence[str], governments: Sequence[str]) -> None:
    known = world.table("places")["id"].to_list()
    for government in governments:
        if government != EVERYBODY and government not in known:
            raise XenotimeError(
                f"the government {government!r} is not in places.csv{nearest(government, known)}"
            )
        if government in partnership:
            raise XenotimeError(
                f"{government} is a partner and cannot attack; name governments outside the "
                "partnership"
            )


def _control(
    time: _Time,
    places: dict[str, str],
    place: str,
    good: str,
    partnership: Sequence[str],
    through: float,
    aim: Towards,
) -> AttackAction:
    """The control of one government on one commodity."""
    what = dict(time.world.table("commodities").select("id", "name").iter_rows())[good]
    share = "no" if through == 0 else f"{through:.0%} of its"
    where = "out" if aim == "everyone" else f"go to {', '.join(partnership)}"
    line = f"{places[place]} lets {share} {what} {where}"
    cut = _stop(place, (good,), partnership, through, aim)
    scenario = time.scenario(f"{place}-{good}-{aim}", line, cuts=(cut,))
    return AttackAction("control", scenario, place, good, place, towards=aim, goods=(good,))


def _whole_act(
    time: _Time,
    places: dict[str, str],
    act: Act,
    partnership: Sequence[str],
    through: float,
    aim: Towards,
) -> AttackAction:
    """The control of one government on all goods of an act."""
    place = act.government
    what = "stops all" if through == 0 else f"lets only {through:.0%} through of all"
    whom = "everyone" if aim == "everyone" else ", ".join(partnership)
    scenario = time.scenario(
        f"act-{act.measure}-{aim}",
        f"{places[place]} {what} goods of {act.label} to {whom}",
        cuts=(_stop(place, act.goods, partnership, through, aim),),
    )
    return AttackAction(
        "act",
        scenario,
        place,
        place=place,
        towards=aim,
        measure=act.measure,
        goods=act.goods,
    )


def _stop(
    place: str, goods: tuple[str, ...], partnership: Sequence[str], through: float, aim: Towards
) -> Cut:
    return Cut(
        note=NOTE,
        commodities=goods,
        origins=(place,),
        destinations=(EVERYBODY,) if aim == "everyone" else tuple(partnership),
        through=through,
    )


def _outages(
    time: _Time, model: Model, goods: set[str], governments: Sequence[str]
) -> list[AttackAction]:
    """The loss of each single plant that makes one of the goods, or could within the horizon."""
    index = model.index
    sites = time.world.table("plants").filter(pl.col("scale") == "plant")
    makes = index.recipe.filter((pl.col("amount") > 0) & pl.col("commodity").is_in(list(goods)))
    main = makes.sort("plant", "amount", "commodity", descending=[False, True, False])
    could = np.zeros(index.plants.height)
    for block in ("kept_activity", "extra_activity"):
        could += model.program.columns[block].read(model.program.upper).sum(axis=1)
    chosen = (
        index.plants.with_columns(could=pl.Series(could))
        .join(sites.select("id", "name"), on="id")
        .join(
            main.group_by("plant", maintain_order=True).first().select("plant", "commodity"),
            on="plant",
        )
        .filter((pl.col("could") > NEGLIGIBLE) & ~pl.col("place").is_in(list(governments)))
        .sort("id")
    )
    return [
        AttackAction(
            "plant",
            time.scenario(
                f"plant-{plant}",
                f"Loss of {name}",
                outages=(Outage(note=NOTE, plants=(plant,), available=0.0),),
            ),
            commodity=good,
            place=place,
            plant=plant,
        )
        for plant, name, good, place in chosen.select(
            "id", "name", "commodity", "place"
        ).iter_rows()
    ]


def _passages(model: Model, behind: pl.Series) -> set[str]:
    """Straits and canals that goods behind the partners' use went through."""
    arcs = model.index.arcs.filter(
        pl.Series(model.reference.flow > NEGLIGIBLE)
        & behind.gather(model.index.arcs["head"])
        & behind.gather(model.index.arcs["tail"])
    )
    basins = model.index.passages
    turned = basins.rename({"basin_a": "basin_b", "basin_b": "basin_a"}).select(basins.columns)
    both = pl.concat([basins, turned])
    used = both.join(arcs, on=["basin_a", "basin_b"], how="semi")
    return set(used["passage"].to_list())


def _closure(time: _Time, passage: str) -> AttackAction:
    cut = Cut(note=NOTE, commodities=(EVERYBODY,), passage=passage, through=WAY_ROUND)
    line = f"Closure of {passage.replace('_', ' ').title()}"
    scenario = time.scenario(f"passage-{passage}", line, cuts=(cut,))
    return AttackAction("passage", scenario, passage=passage)
