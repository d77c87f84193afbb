"""The tables of a world: columns, types, units, keys and allowed values, stated once.

Each table is a class, each column a field. Validation, the table reference in the docs, import,
export and error messages all read these classes; nothing else in the project repeats a column.

Conventions: tonnes are metric; the basis of a commodity's tonne stands in `commodities.basis`;
money is US dollars of the year named; shares are fractions between 0 and 1; an empty cell means
*unknown*, never zero.
"""

from __future__ import annotations

import datetime
import typing
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

STAGES = (
    "extraction",
    "concentration",
    "separation",
    "refining",
    "metal",
    "alloy",
    "component",
    "product",
    "recycling",
)

Stage = Literal[
    "extraction",
    "concentration",
    "separation",
    "refining",
    "metal",
    "alloy",
    "component",
    "product",
    "recycling",
]


@dataclass(frozen=True)
class Ref:
    """The column holds a key of `table`; with `wildcard`, `*` stands for all of them."""

    table: str
    wildcard: bool = False
    many: bool = False


@dataclass(frozen=True)
class Unit:
    """The unit that a number of this column is in."""

    name: str


def on_the_calendar(text: str) -> str:
    """The text, when the day that it names exists (2025-02-30 does not)."""
    if len(text) == len("YYYY-MM-DD"):
        datetime.date.fromisoformat(text)
    return text


Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
Text = Annotated[str, Field(min_length=1)]
PartialDate = Annotated[
    str,
    Field(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"),
    AfterValidator(on_the_calendar),
]
Year = Annotated[int, Field(ge=1900, le=2100), Unit("year")]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), Unit("fraction")]
Tonnes = Annotated[NonNegative, Unit("t")]
TonnesPerYear = Annotated[NonNegative, Unit("t per year")]
UsdPerTonne = Annotated[NonNegative, Unit("USD per t")]
Usd = Annotated[NonNegative, Unit("USD")]
Place = Annotated[str, Ref("places")]
PlaceOrAll = Annotated[str, Ref("places", wildcard=True)]
Commodity = Annotated[str, Ref("commodities")]
CommodityOrAll = Annotated[str, Ref("commodities", wildcard=True)]


class Row(BaseModel):
    """One row of a table. Unknown columns are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    table: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    required: ClassVar[bool] = False
    """Whether a world without any row of this table makes no sense."""


def marks(row: type[Row], column: str) -> list[Any]:
    """What the schema attaches to a column (`Ref`, `Unit` ...), the most general first."""
    info = row.model_fields[column]
    inner = [getattr(part, "__metadata__", ()) for part in typing.get_args(info.annotation)]
    return [mark for marks in inner for mark in marks] + list(info.metadata)


def unit_of(row: type[Row], column: str) -> str | None:
    """The unit of a column's numbers; None for text and for numbers without a fixed unit."""
    units = [mark.name for mark in marks(row, column) if isinstance(mark, Unit)]
    return units[-1] if units else None


class Cited(Row):
    """A row whose figures have a source."""

    source: Annotated[str, Ref("sources")] = Field(description="Publication that states the figure")
    locator: Text | None = Field(None, description="Table, page or row within the publication")
    confidence: Literal["high", "medium", "low"] = Field(
        description="high: read in the publication; medium: derived from it by a stated step, or "
        "read second-hand; low: estimate or own judgement, the note says of what"
    )
    note: Text | None = Field(None, description="Doubts, definitions, how the figure was derived")


class Source(Row):
    """Publications that figures cite."""

    table, key, required = "sources", ("id",), True
    id: Identifier = Field(description="Short name used in the `source` columns")
    publisher: Text = Field(description="Who published it")
    title: Text = Field(description="Title of the publication")
    edition: Text | None = Field(None, description="Edition, version or number")
    date: PartialDate | None = Field(None, description="Date of publication")
    licence: Text = Field(description="Terms under which its figures may be used")
    url: Text | None = Field(None, description="Where the publisher offers it")
    note: Text | None = Field(None, description="Known traps")


class PlaceRow(Cited):
    """Countries, and regions that gather the countries not listed one by one."""

    table, key, required = "places", ("id",), True
    id: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = Field(
        description="ISO 3166-1 alpha-3 code; a region takes a code that ISO leaves to users"
    )
    name: Text = Field(description="English name")
    kind: Literal["country", "region"] = Field(description="Country, or a group of countries")
    members: Text | None = Field(
        None, description="Region only: its countries' codes, or `rest` for all not listed"
    )
    latitude: Annotated[float, Field(ge=-90, le=90), Unit("degrees north")] = Field(
        description="Where the map draws it: main port or industrial centre"
    )
    longitude: Annotated[float, Field(ge=-180, le=180), Unit("degrees east")] = Field(
        description="Where the map draws it"
    )
    basin: Identifier = Field(description="Sea it trades from; `passages` connects the basins")


class Partnership(Cited):
    """Places that plan together."""

    table, key = "partnerships", ("partnership", "place")
    partnership: Identifier = Field(description="Name, such as G7")
    place: Place = Field(description="Member")


class Element(Cited):
    """Chemical elements, and how much of each its usual oxide holds."""

    table, key = "elements", ("id",)
    id: Identifier = Field(description="Symbol, or a name for a mixture such as NdPr")
    name: Text = Field(description="English name")
    oxide: Text | None = Field(None, description="Formula of the oxide in which it is reported")
    element_per_oxide: Annotated[Share | None, Unit("t element per t oxide")] = Field(
        None, description="Mass of element in a tonne of that oxide"
    )
    counts_as: Annotated[str, Ref("elements")] | None = Field(
        None, description="Mixture in which the trade handles it, for mass balances (Nd: NdPr)"
    )


class Mineral(Cited):
    """Minerals that a brief ranks."""

    table, key, required = "minerals", ("id",), True
    id: Identifier = Field(description="Name, such as rare_earths")
    name: Text = Field(description="English name")
    headline: Annotated[str, Ref("commodities", many=True)] = Field(
        description="Commodities whose supply stands for the mineral, space-separated"
    )
    product: Text | None = Field(
        None,
        description="What they are together, as a sentence names it, such as `rare-earth magnets`; "
        "empty: the name of the first",
    )


class CommodityRow(Cited):
    """Materials in a tradable form."""

    table, key, required = "commodities", ("id",), True
    id: Identifier = Field(description="Name, such as ndpr_oxide")
    name: Text = Field(description="English name")
    mineral: Annotated[str, Ref("minerals")] = Field(description="Mineral it belongs to")
    stage: Stage = Field(description="Stage that makes it")
    basis: Literal["contained_reo", "contained_metal", "contained_oxide", "gross"] = Field(
        description="What a tonne means: rare-earth oxide contained, metal contained, other oxide "
        "contained, or gross weight"
    )
    hs: Text | None = Field(None, description="HS 2022 headings that hold it, space-separated")
    freight_class: Annotated[str, Ref("freight")] = Field(description="How it is shipped")


class Content(Cited):
    """What a tonne of a commodity holds. A concentrate's rows are its basket."""

    table, key = "contents", ("commodity", "element")
    commodity: Commodity = Field(description="Commodity")
    element: Annotated[str, Ref("elements")] = Field(description="Element it holds")
    form: Literal["element", "oxide"] = Field(
        description="Whether `share` counts the element or its oxide"
    )
    share: Annotated[Share, Unit("t per t")] = Field(
        description="Tonnes of that form per tonne of the commodity in its basis"
    )


class Process(Cited):
    """Recipes: what one unit of activity takes in and gives out."""

    table, key, required = "processes", ("id",), True
    id: Identifier = Field(description="Name, such as separation_bayan_obo")
    name: Text = Field(description="English name")
    mineral: Annotated[str, Ref("minerals")] = Field(description="Mineral it serves first")
    stage: Stage = Field(description="Stage")
    activity: Text = Field(description="What one tonne of activity is, such as `t NdPr oxide out`")
    cost_usd_per_t: UsdPerTonne | None = Field(
        None, description="Conversion cost per tonne of activity, without the inputs listed"
    )


class Recipe(Cited):
    """Inputs and outputs of a process; joint production has several outputs."""

    table, key, required = "recipes", ("process", "commodity", "direction"), True
    process: Annotated[str, Ref("processes")] = Field(description="Process")
    commodity: Commodity = Field(description="Commodity taken in or given out")
    direction: Literal["in", "out"] = Field(description="Input or output")
    amount: Annotated[NonNegative, Unit("t per t of activity")] = Field(
        description="Tonnes per tonne of activity"
    )


class Plant(Cited):
    """A process at a place: a named plant, or all of a country's plants not named."""

    table, key, required = "plants", ("id",), True
    id: Identifier = Field(description="Name, such as kuantan_separation")
    name: Text = Field(description="English name")
    process: Annotated[str, Ref("processes")] = Field(description="What it does")
    place: Place = Field(description="Where it stands")
    scale: Literal["plant", "national"] = Field(
        description="A named plant, or the national aggregate of all others"
    )
    capacity: TonnesPerYear | None = Field(
        None, description="Tonnes of activity per year; empty when unknown"
    )
    owner: Text | None = Field(None, description="Owner or operator")
    start: PartialDate | None = Field(None, description="First production; empty: before 2020")
    end: PartialDate | None = Field(None, description="Closure")


class Production(Cited):
    """What a plant made in a year."""

    table, key = "production", ("plant", "year")
    plant: Annotated[str, Ref("plants")] = Field(description="Plant")
    year: Year = Field(description="Calendar year")
    tonnes: Tonnes = Field(description="Tonnes of activity in the year")


class Route(Cited):
    """Ways between two places, with what moved on them."""

    table, key = "routes", ("commodity", "origin", "destination", "year")
    commodity: Commodity = Field(description="Commodity")
    origin: Place = Field(description="From")
    destination: Place = Field(description="To")
    year: Year = Field(description="Calendar year of the flow")
    tonnes: Tonnes | None = Field(None, description="Tonnes moved; empty when unknown")
    value_usd: Usd | None = Field(None, description="Value of what moved, as the source counts it")
    transport_usd_per_t: UsdPerTonne | None = Field(
        None, description="Transport cost; empty: computed from `freight` and the distance"
    )


class Freight(Cited):
    """What moving a tonne costs."""

    table, key = "freight", ("id",)
    id: Identifier = Field(description="Freight class, such as container")
    fixed_usd_per_t: UsdPerTonne = Field(description="Loading, papers, insurance")
    usd_per_t_km: Annotated[NonNegative, Unit("USD per t and km")] = Field(
        description="Moving a tonne a kilometre, along the great circle"
    )
    km_per_day: Annotated[NonNegative, Unit("km per day")] = Field(description="Speed")


class Passage(Cited):
    """Straits and canals that trade between two basins goes through."""

    table, key = "passages", ("passage", "basin_a", "basin_b")
    passage: Identifier = Field(description="Strait or canal, such as malacca")
    basin_a: Identifier = Field(description="One basin")
    basin_b: Identifier = Field(description="The other basin; direction does not matter")


class Tariff(Cited):
    """Duties of an importer on goods of an exporter."""

    table, key = "tariffs", ("id", "importer", "exporter", "commodity")
    id: Identifier = Field(description="Name of the duty; several rows may share it")
    importer: Place = Field(description="Who levies it")
    exporter: PlaceOrAll = Field(description="On goods of which place")
    commodity: CommodityOrAll = Field(description="On which commodity")
    rate: Annotated[NonNegative, Unit("fraction of value")] = Field(description="Ad-valorem rate")
    start: PartialDate = Field(description="First day in force")
    end: PartialDate | None = Field(None, description="Last day; empty: no end known")


class Sector(Row):
    """Who uses the goods."""

    table, key = "sectors", ("id",)
    id: Identifier = Field(description="Name, such as traction_motors")
    name: Text = Field(description="English name")
    description: Text = Field(description="What it covers")


class Demand(Cited):
    """What a sector in a place uses in a year."""

    table, key = "demand", ("place", "commodity", "sector", "year")
    place: Place = Field(description="Where it is used (built in), not where the product is sold")
    commodity: Commodity = Field(description="Commodity used")
    sector: Annotated[str, Ref("sectors")] = Field(description="Sector")
    year: Year = Field(description="Calendar year")
    tonnes: Tonnes = Field(description="Tonnes used in the year")


class ShortageValue(Cited):
    """What a tonne short costs a sector."""

    table, key = "shortage_values", ("sector", "commodity")
    sector: Annotated[str, Ref("sectors")] = Field(description="Sector")
    commodity: Commodity = Field(description="Commodity that is short")
    usd_per_t: UsdPerTonne = Field(
        description="Value added lost per tonne not delivered; it bounds the price of the rest"
    )


class Substitution(Cited):
    """What a sector can do without a commodity."""

    table, key = "substitutions", ("sector", "commodity", "substitute")
    sector: Annotated[str, Ref("sectors")] = Field(description="Sector")
    commodity: Commodity = Field(description="Commodity replaced")
    substitute: Text = Field(description="What takes its place, such as ferrite magnets")
    share: Share = Field(description="Largest share of the sector's use that it can replace")
    years: Annotated[NonNegative, Unit("years")] = Field(
        description="Time until that share is reached"
    )
    usd_per_t: UsdPerTonne = Field(description="Extra cost per tonne of the commodity replaced")


class Stock(Cited):
    """What industry or government holds. A row without tonnes says that nobody published it."""

    table, key = "stocks", ("place", "commodity", "holder")
    place: Place = Field(description="Where")
    commodity: Commodity = Field(description="What")
    holder: Literal["industry", "government"] = Field(description="Who holds it")
    date: PartialDate | None = Field(None, description="When it was counted")
    tonnes: Tonnes | None = Field(None, description="Tonnes held; empty when unknown")


class Price(Cited):
    """Reference prices by form, inside and outside a control's wall where they differ."""

    table, key = "prices", ("commodity", "market", "year")
    commodity: Commodity = Field(description="Commodity")
    market: PlaceOrAll = Field(description="Place where the price holds; `*`: everywhere else")
    year: Year = Field(description="Calendar year, average")
    usd_per_t: UsdPerTonne = Field(description="Price per tonne in the commodity's basis")


class Project(Cited):
    """What could be built or bought."""

    table, key = "projects", ("id",)
    id: Identifier = Field(description="Name")
    name: Text = Field(description="English name")
    kind: Literal["plant", "expansion", "restart", "route", "stockpile", "recycling", "offtake"] = (
        Field(description="What it adds; offtake: a contract with who makes the commodity already")
    )
    place: Place = Field(description="Where; a route or offtake: from where")
    destination: Place | None = Field(None, description="Route or offtake only: where to")
    process: Annotated[str, Ref("processes")] | None = Field(
        None, description="What it would do; empty for a route, offtake or stockpile"
    )
    commodity: Commodity | None = Field(
        None, description="Route, offtake or stockpile only: of what"
    )
    capacity: TonnesPerYear | None = Field(
        None,
        description="Tonnes of activity per year when complete, or moved on a route or under an "
        "offtake; a stockpile: tonnes",
    )
    smallest: Share | None = Field(
        None, description="Smallest part of the capacity that can be built; empty: all or nothing"
    )
    cost_usd_per_t: UsdPerTonne | None = Field(
        None,
        description="Cost of a tonne of activity without its inputs, or of moving a tonne on a "
        "route; empty: that of the process, or of the way by `freight` and the distance",
    )
    capex_usd: Usd | None = Field(None, description="Money still to be spent or published total")
    lead_months: Annotated[NonNegative | None, Unit("months")] = Field(
        None, description="From decision to first production"
    )
    ramp_months: Annotated[NonNegative | None, Unit("months")] = Field(
        None, description="From first production to capacity"
    )
    start: PartialDate | None = Field(None, description="First production as announced")
    chance: Share | None = Field(None, description="Chance that it delivers, own judgement")
    status: Literal[
        "operating", "commissioning", "construction", "financed", "planned", "announced", "paused"
    ] = Field(description="Latest status known")
    owner: Text | None = Field(None, description="Owner or developer")
    supporters: Text | None = Field(None, description="Public and private money behind it")


class ProjectEstimate(Cited):
    """What the project's own judgement puts in where nobody printed a figure for a project."""

    table, key = "project_estimates", ("project",)
    project: Annotated[str, Ref("projects")] = Field(description="Project")
    capex_usd: Usd | None = Field(None, description="Money still to be spent")
    lead_months: Annotated[NonNegative | None, Unit("months")] = Field(
        None, description="From decision to first production"
    )
    ramp_months: Annotated[NonNegative | None, Unit("months")] = Field(
        None, description="From first production to capacity"
    )
    cost_usd_per_t: UsdPerTonne | None = Field(
        None,
        description="Cost of a tonne of activity without its inputs; empty: that of the process",
    )


class Measure(Cited):
    """Acts of governments on trade."""

    table, key = "measures", ("id",)
    id: Identifier = Field(description="Short name, such as CN-2025-18")
    government: Place = Field(description="Who acts")
    kind: Literal[
        "export_control",
        "ban",
        "quota",
        "technology_control",
        "listing",
        "foreign_made",
        "suspension",
        "procedure",
        "tariff",
    ] = Field(
        description="Kind of act; a `suspension` pauses others, a `procedure` (framework, general "
        "licence, reporting) decides on no goods by itself"
    )
    number: Text | None = Field(None, description="Number under which it was published")
    title: Text = Field(description="What it is called, in English")
    announced: PartialDate = Field(description="Day of announcement")
    effective: PartialDate | None = Field(None, description="First day in force")
    undated: Literal["planned", "unverified"] | None = Field(
        None,
        description="Without a first day: only planned, or perhaps in force since a day that no "
        "source read tells",
    )
    end: PartialDate | None = Field(None, description="Last day in force")
    licence_policy: Text | None = Field(None, description="How applications are judged")
    exemptions: Text | None = Field(
        None, description="What the act frees; printed for people to judge, not applied"
    )


class MeasureItem(Cited):
    """Goods that a measure covers. All that is given must hold; what is empty does not matter."""

    table, key = "measure_items", ("measure", "item")
    measure: Annotated[str, Ref("measures")] = Field(description="Measure")
    item: Identifier = Field(description="Name within the measure, such as dy_oxide")
    clause: Text | None = Field(None, description="Entry of the act, such as 1C905.c")
    description: Text = Field(description="What the entry covers, in the project's own words")
    elements: Text | None = Field(
        None, description="Chemical symbols of which the good holds at least one, space-separated"
    )
    forms: Text | None = Field(
        None, description="Forms of which the good has at least one, space-separated"
    )
    words: Text | None = Field(
        None,
        description="Words of which the text on the good has at least one, separated by `|`: for "
        "machines and know-how, which elements and forms do not tell apart",
    )
    hs: Text | None = Field(
        None,
        description="Customs codes that the act names, 4 to 10 digits, space-separated; the "
        "description decides, the codes help",
    )
    thresholds: Text | None = Field(
        None,
        description="Conditions on properties, such as `purity_pct > 99.9; density_g_cm3 > 1.73`; "
        "all must hold",
    )
    listed_by: Text | None = Field(
        None,
        description="Instead of elements and forms: the goods of these measures as far as they are "
        "in force, space-separated; `*`: of all export controls of the same government",
    )
    commodities: Annotated[str, Ref("commodities", many=True)] | None = Field(
        None, description="Commodities of the world that it takes in, space-separated"
    )


class MeasureDestination(Cited):
    """Where to, for whom and how far a measure reaches, and what then holds."""

    table, key = "measure_destinations", ("measure", "rule")
    measure: Annotated[str, Ref("measures")] = Field(description="Measure")
    rule: Identifier = Field(description="Name within the measure, such as civil")
    clause: Text | None = Field(None, description="Point of the act, such as `point 1`")
    items: Text | None = Field(
        None, description="Items of the measure that it is about, space-separated; empty: all"
    )
    destinations: Text = Field(
        description="Countries (ISO 3166-1 alpha-3) or regions of the world's places, "
        "space-separated; `*`: all"
    )
    except_destinations: Text | None = Field(
        None, description="Countries or regions that are left out, space-separated"
    )
    reach: Text = Field(
        description="How goods come under it, space-separated: `export` (they leave the "
        "government's territory), `origin` (made there, shipped from anywhere else), `content` "
        "(made elsewhere with content from there), `technology` (made elsewhere with its "
        "technology)"
    )
    share_from: Annotated[Share | None, Unit("fraction of value")] = Field(
        None, description="Of `content`: caught at this share of controlled content or more"
    )
    share_above: Annotated[Share | None, Unit("fraction of value")] = Field(
        None, description="Of `content`: free up to this share of controlled content (de minimis)"
    )
    end_uses: Text | None = Field(
        None,
        description="End uses that it is about, space-separated: civil, military, semiconductor; "
        "empty: any",
    )
    end_users: Text | None = Field(
        None,
        description="Lists of parties that it is about, space-separated: control_list, watch_list, "
        "unreliable_list, entity_list, end_user_list, and affiliate (not listed, but owned to a "
        "half or more by who is); empty: anybody",
    )
    unstated: Literal["no"] | None = Field(
        None,
        description="With `no`, end use, end user and technology of which a line says nothing are "
        "taken as not given; empty: the question is open",
    )
    policy: Literal["licence", "review", "denial", "prohibited", "quota"] = Field(
        description="Licence needed, licence with stricter review, presumption of denial, "
        "prohibited, or within a quota"
    )


class Suspension(Cited):
    """Times in which a measure is not applied, or in which that is doubtful."""

    table, key = "suspensions", ("measure", "start")
    measure: Annotated[str, Ref("measures")] = Field(description="Measure")
    rule: Text | None = Field(
        None,
        description="Only these rules of measure_destinations, space-separated; empty: all of the "
        "measure",
    )
    start: PartialDate = Field(description="First day of the suspension")
    until: PartialDate | None = Field(None, description="Last day; empty: none named")
    effect: Literal["doubtful"] | None = Field(
        None,
        description="With `doubtful`, no source read tells whether it is applied; empty: it is "
        "not applied",
    )
    followed_by: Literal["in_force"] | None = Field(
        None,
        description="What a later source says of the time after the last day; empty: no source "
        "read tells, so that it is unverified",
    )
    instrument: Annotated[str, Ref("measures")] | None = Field(
        None, description="The act that suspends"
    )


class ListedParty(Cited):
    """Firms and bodies that a measure names."""

    table, key = "listed_parties", ("measure", "name")
    measure: Annotated[str, Ref("measures")] = Field(description="Measure")
    name: Text = Field(description="Name as the act or its translation prints it")
    place: Text | None = Field(None, description="Country, ISO 3166-1 alpha-3")
    listed_as: Literal[
        "control_list", "watch_list", "unreliable_list", "entity_list", "end_user_list"
    ] = Field(description="Which list")
    aliases: Text | None = Field(
        None, description="Other names, in other scripts too, separated by `|`"
    )
    start: PartialDate | None = Field(None, description="First day; empty: that of the measure")
    end: PartialDate | None = Field(None, description="Last day; empty: no end known")


class Commitment(Cited):
    """What parties said they would do."""

    table, key = "commitments", ("id",)
    id: Identifier = Field(description="Short name")
    date: PartialDate = Field(description="When it was made")
    parties: Annotated[str, Ref("places", many=True)] = Field(
        description="Places bound by it, space-separated"
    )
    text: Text = Field(description="What was promised, in the project's own words")
    amount_usd: Usd | None = Field(None, description="Money named")
    deadline: PartialDate | None = Field(None, description="By when")
    status: Literal["announced", "signed", "in_force", "completed", "lapsed", "unknown"] = Field(
        description="Latest status known"
    )


class PublishedShare(Cited):
    """Shares that a publisher printed, held beside the atlas by `xenotime check --atlas`."""

    table, key = "published_shares", ("mineral", "stage", "commodities", "place", "year")
    mineral: Annotated[str, Ref("minerals")] = Field(description="Mineral")
    stage: Stage = Field(description="Stage")
    commodities: Annotated[str, Ref("commodities", many=True)] = Field(
        description="Commodities whose production is added up, space-separated"
    )
    elements: Annotated[str, Ref("elements", many=True)] | None = Field(
        None, description="Count only these elements in them; empty: tonnes of commodity"
    )
    place: Text = Field(description="Place, or `top3` for the three largest together")
    year: Year = Field(description="Calendar year")
    share: Share = Field(description="Published share of the world")
    reason: Text | None = Field(
        None, description="Why the atlas differs by more than two percentage points"
    )


class Parameter(Cited):
    """Numbers of the model that are not figures of the trade."""

    table, key, required = "parameters", ("id",), True
    id: Identifier = Field(description="Name; the model page of the docs explains each")
    value: Annotated[float, Field(allow_inf_nan=False)] = Field(description="Value")
    unit: Text = Field(description="Unit")


TABLES: dict[str, type[Row]] = {
    row.table: row
    for row in (
        Source,
        PlaceRow,
        Partnership,
        Element,
        Mineral,
        CommodityRow,
        Content,
        Process,
        Recipe,
        Plant,
        Production,
        Freight,
        Passage,
        Route,
        Tariff,
        Sector,
        Demand,
        ShortageValue,
        Substitution,
        Stock,
        Price,
        Project,
        ProjectEstimate,
        Measure,
        MeasureItem,
        MeasureDestination,
        Suspension,
        ListedParty,
        Commitment,
        PublishedShare,
        Parameter,
    )
}
