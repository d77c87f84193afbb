"""The options by which commands of the ledger choose facts, the same for all of them."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any, get_type_hints

import typer

from xenotime.cli.door import day
from xenotime.ledger.register import Filter


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
        typer.Option("--country", metavar="ISO3", help="A party; repeated: all of them."),
    ] = None,
    good: Annotated[
        list[str] | None,
        typer.Option("--good", metavar="ID", help="Such as rare_earths; repeatable."),
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
        kinds=tuple(kind or ()),  # type: ignore[arg-type]
        statuses=tuple(status or ()),  # type: ignore[arg-type]
        states=tuple(state or ()),  # type: ignore[arg-type]
        all_countries=tuple(code.upper() for code in country or ()),
        goods=tuple(good or ()),
        languages=tuple(language or ()),
        story=story,
        since=day(since, "--since"),
        until=day(until, "--until"),
        min_confidence=confidence,
    )


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
