"""The options by which commands of the ledger choose facts, the same for all of them."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any, get_args, get_type_hints

import typer

from xenotime.cli.door import day
from xenotime.ledger.facts.fact import Kind, Status
from xenotime.ledger.named import good_named, language_named, place_named
from xenotime.ledger.register import Filter, State
from xenotime.world.problems import XenotimeError
from xenotime.world.reading import nearest


def _filter(
    text: Annotated[
        str | None, typer.Option("--text", metavar="WORDS", help="Words that all occur in it.")
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="KIND", help="Such as agreement or control; repeatable."),
    ] = None,
    country: Annotated[
        list[str] | None,
        typer.Option(
            "--country", metavar="COUNTRY", help="A party, as JPN or Japan; repeated: all."
        ),
    ] = None,
    good: Annotated[
        list[str] | None,
        typer.Option("--good", metavar="GOOD", help="Such as rare_earths; repeatable."),
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option("--status", metavar="STATUS", help="Such as signed; repeatable."),
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(
            "--state", metavar="STATE", help="proposed, accepted, corrected, rejected; repeatable."
        ),
    ] = None,
    language: Annotated[
        list[str] | None,
        typer.Option("--language", metavar="CODE", help="Such as de; repeatable."),
    ] = None,
    story: Annotated[
        int | None, typer.Option("--story", metavar="ID", help="Reports of one event.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="YYYY-MM-DD", help="From this day on.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="YYYY-MM-DD", help="Up to this day.")
    ] = None,
    confidence: Annotated[
        float, typer.Option("--confidence", metavar="0..1", help="At least so certain.")
    ] = 0.0,
) -> Filter:
    """The filter that the options describe."""
    return Filter(
        text=text,
        kinds=_chosen("--kind", kind, get_args(Kind)),
        statuses=_chosen("--status", status, get_args(Status)),
        states=_chosen("--state", state, get_args(State)),
        all_countries=tuple(_meant("--country", place_named, name) for name in country or ()),
        goods=tuple(_meant("--good", good_named, name) for name in good or ()),
        languages=tuple(_meant("--language", language_named, name) for name in language or ()),
        story=story,
        since=day(since, "--since"),
        until=day(until, "--until"),
        min_confidence=confidence,
    )


def _chosen(option: str, given: list[str] | None, allowed: tuple[Any, ...]) -> tuple[Any, ...]:
    """Values out of a few; `Trade figure` and `trade-figure` are `trade_figure`."""
    values = ["_".join(text.lower().replace("-", " ").split()) for text in given or ()]
    for text, value in zip(given or (), values, strict=True):
        if value not in allowed:
            near = nearest(value, allowed)
            raise XenotimeError(f"{option} {text!r} is none of {', '.join(allowed)}{near}")
    return tuple(values)


def _meant(option: str, named: Callable[[str], str], text: str) -> str:
    """The id that a name stands for; what is wrong with it begins with its option."""
    try:
        return named(text)
    except XenotimeError as error:
        raise XenotimeError(f"{option} {error}") from None


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a filter; it receives the filter as `chosen`."""
    options = inspect.signature(_filter, eval_str=True).parameters
    hints = get_type_hints(command, include_extras=True)
    own = [
        parameter.replace(annotation=hints[name])
        for name, parameter in inspect.signature(command).parameters.items()
        if name != "chosen"
    ]

    @functools.wraps(command)
    def with_filter(**given: Any) -> None:
        chosen = _filter(**{name: given.pop(name) for name in options})
        command(chosen=chosen, **given)

    together = [*own, *options.values()]
    with_filter.__signature__ = inspect.Signature(together)  # type: ignore[attr-defined]
    with_filter.__annotations__ = {p.name: p.annotation for p in together}
    del with_filter.__wrapped__
    return with_filter
