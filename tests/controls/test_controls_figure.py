"""The timeline of controls: what its bars say, and its page in a browser and on paper."""

from __future__ import annotations

import datetime
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Seen, watched
from tests.controls.small_register import TODAY, act, register_tables, register_world
from tests.small_world import table
from xenotime.controls.status import Status
from xenotime.report.controls_figure import (
    LOOKS,
    controls_figure,
    controls_figures,
    legend,
)
from xenotime.report.controls_page import controls_page, headlines, period
from xenotime.report.controls_words import covers, dated, partial, tag
from xenotime.studies.standing import Standing
from xenotime.world.world import World

FIRST, LAST = period(TODAY)


@pytest.fixture(scope="module")
def standing() -> Standing:
    return Standing(register_world(), TODAY)


def bars(figure: Any) -> dict[tuple[str, str], tuple[str, float]]:
    """Act and status of each bar, with its first day and its length in days."""
    return {
        (measure, trace.name): (start, length / 86_400_000)
        for trace in figure.data
        for measure, start, length in zip(trace.customdata, trace.base, trace.x, strict=True)
    }


def test_a_bar_begins_and_ends_on_the_days_of_its_status(standing):
    drawn = bars(controls_figure(standing, standing.acts.to_dicts(), FIRST, LAST))

    assert drawn["paused", "announced"] == ("2025-10-09", 29)
    assert drawn["paused", "suspended"] == ("2025-11-07", 369)
    assert drawn["paused", "unverified"] == (
        "2026-11-11",
        (LAST - datetime.date(2026, 11, 10)).days,
    )
    assert drawn["over", "in force"] == ("2025-02-01", 334)
    assert ("paused", "in force") not in drawn


def test_an_act_in_force_since_long_is_cut_where_the_figure_begins(standing):
    first = datetime.date(2026, 1, 1)
    drawn = bars(controls_figure(standing, standing.acts.to_dicts(), first, LAST))

    assert drawn["licence", "in force"][0] == "2026-01-01"
    assert not any(name == "over" for name, _ in drawn)


def test_every_status_that_can_last_has_a_look_of_its_own_on_grey_paper():
    lasting = {s.word for s in Status} - {Status.ENDED.word, Status.UNKNOWN_YET.word}

    def grey(colour: str) -> float:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    assert set(LOOKS) == lasting == {look["status"] for look in legend()}
    plain = sorted(grey(look["color"]) for look in LOOKS.values() if "pattern" not in look)
    assert min(b - a for a, b in pairwise(plain)) > 40
    assert [status for status, look in LOOKS.items() if "pattern" in look] == ["unverified"]


def test_governments_with_several_acts_have_a_figure_of_their_own(standing):
    groups = controls_figures(standing, standing.acts, FIRST, LAST)

    assert [(group.acts, group.id) for group in groups] == [(6, "acts-0"), (1, "acts-1")]
    assert {group.figure.layout.margin.l for group in groups} == {groups[0].figure.layout.margin.l}
    assert [group.name for group in groups] == ["CHN", "AUS"]
    assert groups[1].figure.layout.yaxis.ticktext == ("ore_ban  Fe",)


def test_a_label_holds_the_goods_and_the_pointer_shows_act_and_cause(standing):
    figure = controls_figure(standing, standing.acts.to_dicts(), FIRST, LAST, named=False)
    shown = " ".join(text for trace in figure.data for text in trace.hovertext)

    assert {"licence  Fe", "military  1 listed party", "half  Fe Cu"} <= set(
        figure.layout.yaxis.ticktext
    )
    assert "Unverified: the suspension ran out on 10 November 2026" in shown.replace("<br>", " ")
    assert "&lt;b&gt;" in shown
    assert "Licences for metal <b>" not in shown


def test_the_day_to_look_from_is_a_line_only_within_the_figure(standing):
    acts = standing.acts.to_dicts()
    past = controls_figure(standing, acts, FIRST, datetime.date(2025, 1, 1))

    assert len(controls_figure(standing, acts, FIRST, LAST).layout.shapes) == 1
    assert not past.layout.shapes


def test_the_first_lines_say_how_many_stand_what_is_open_and_what_is_next(standing):
    lines = headlines(standing, standing.acts, LAST)
    later = Standing(standing.world, datetime.date(2026, 11, 20))

    assert lines[0] == (
        "7 acts of 2 governments: 4 in force, 1 suspended, 1 announced and 1 ended."
    )
    assert lines[1].startswith("Next, on 11 November 2026: paused, from suspended to unverified")
    assert lines[-1].startswith("The newest source that the register cites is of 7 August 2026")
    assert headlines(later, later.acts, LAST)[1].startswith("Unverified: paused; the suspension")


@pytest.mark.parametrize(
    ("cells", "words", "label"),
    [
        ({"elements": ["Ga"], "forms": ["metal"]}, "Ga: metal", "Ga"),
        ({"takes": ["*"], "parties": 2}, "all listed dual-use items; 2 named parties", None),
        ({"takes": ["*"]}, "all listed dual-use items", "all listed dual-use items"),
        ({"forms": ["natural_graphite"]}, "natural graphite", "natural graphite"),
        ({}, "", "export control"),
        (
            {"elements": "Sc Y La Ce Pr Nd Sm Eu Gd Tb Dy Ho".split(), "forms": ["technology"]},
            "rare earths: technology",
            "rare earths",
        ),
        (
            {"elements": ["W"], "forms": ["metal", "powder", "alloy", "oxide", "carbide"]},
            "W: metal, powder, alloy and 2 more",
            "W",
        ),
    ],
)
def test_what_an_act_covers_is_said_in_a_few_words(cells, words, label):
    usual: dict[str, Any] = {"elements": [], "forms": [], "takes": [], "parties": 0}
    found = usual | {"kind": "export_control"} | cells

    assert covers(found) == words
    assert label is None or tag(found) == label


def test_days_and_months_are_written_out_but_numbers_of_acts_are_not():
    assert dated("by CN-2025-10 until 2026-11-10") == "by CN-2025-10 until 10 November 2026"
    assert dated("since 2023-06") == "since June 2023"
    assert [partial(text) for text in (None, "2022", "2022-12")] == ["", "2022", "December 2022"]


# --- the page


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    many = [act(f"ban_{n}", government="AUS", title=f"Ban {n}") for n in range(40)]
    tables = register_tables()
    measures = [*tables["measures"].drop("source", "confidence").to_dicts(), *many]
    standing = Standing(
        World.from_tables(tables | {"measures": table(*measures), **_covered(tables, many)}), TODAY
    )
    page = controls_page(standing, standing.acts, FIRST, LAST)
    return page.save(tmp_path_factory.mktemp("page") / "controls.html")


def _covered(tables: dict[str, Any], acts: list[dict[str, Any]]) -> dict[str, Any]:
    """Goods and rules like those of `ore_ban` for more acts."""
    found = {}
    for name in ("measure_items", "measure_destinations"):
        rows = tables[name].drop("source", "confidence").to_dicts()
        like = next(row for row in rows if row["measure"] == "ore_ban")
        found[name] = table(*rows, *(like | {"measure": one["id"]} for one in acts))
    return found


def opened(browser: Any, file: Path, width: int) -> Seen:
    """The page with its figures drawn."""
    seen = watched(browser, file.as_uri(), width, ("error",))
    seen.page.wait_for_function(
        "[...document.querySelectorAll('.drawn > div')].every(f => f.querySelector('svg'))"
    )
    return seen


@pytest.mark.parametrize("width", [400, 1280])
def test_the_page_opens_quietly_and_never_scrolls_sideways(browser, file, width):
    seen = opened(browser, file, width)
    page = seen.page
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    labels = page.locator("#acts-0 .ytick text, #acts-0 .annotation text").all_text_contents()
    marks = page.locator("#acts-0 .bars path").count()
    page.close()

    assert (seen.requests, seen.complaints) == ([], [])
    assert wide <= 0
    assert marks >= 41
    assert sum(label.startswith("ban_") for label in labels) == 40


def test_a_government_can_be_shown_alone(browser, file):
    seen = opened(browser, file, 1280)
    page = seen.page
    page.locator("button[data-group='acts-1']").click()
    alone = [page.locator(f"#acts-{n}").is_visible() for n in (0, 1)]
    page.locator("button[data-group='']").click()
    both = [page.locator(f"#acts-{n}").is_visible() for n in (0, 1)]
    page.close()

    assert (alone, both) == ([False, True], [True, True])
    assert (seen.requests, seen.complaints) == ([], [])


def test_words_find_acts_in_the_table(browser, file):
    page = opened(browser, file, 1280).page
    page.locator("#search").fill("suspended oxide")
    shown = page.locator("#acts tbody tr:visible").all_inner_texts()
    page.close()

    assert len(shown) == 1
    assert shown[0].startswith("paused")


def test_the_page_prints_on_a_few_sheets_that_it_fits(browser, file):
    page = opened(browser, file, 694).page
    paper = page.pdf(format="A4", print_background=True)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(300)
    right = page.eval_on_selector_all(
        ".drawn .main-svg", "all => all.map(f => f.getBoundingClientRect().right)"
    )
    page.close()

    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 8
    assert max(right) <= 694
