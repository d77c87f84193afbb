"""What a measure does to trade, in figures: licence queues, quotas, who the users are."""

from xenotime.scenarios.assumptions.figures import Assumptions, Let, Listed, Quota, Use

__all__ = ["Assumptions", "Let", "Listed", "Quota", "Use"]
