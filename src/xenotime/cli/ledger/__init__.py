"""The commands of the ledger: read articles, keep their facts, look them up, put them to use."""

from __future__ import annotations

import typer

from xenotime.cli.ledger import adding, deciding, listing, showing

ledger = typer.Typer()
ledger.command("read")(adding.read_command)
ledger.command("add")(adding.add_command)
ledger.command("list")(listing.list_command)
ledger.command("show")(showing.show_command)
ledger.command("due")(listing.due_command)
ledger.command("stories")(showing.stories_command)
ledger.command("timeline")(showing.timeline_command)
ledger.command("network")(showing.network_command)
ledger.command("review")(deciding.review_command)
ledger.command("export")(listing.export_command)
ledger.command("propose")(deciding.propose_command)
ledger.command("check")(deciding.check_command)
