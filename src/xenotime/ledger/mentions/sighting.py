"""What is seen of a person at one spot of an article, before it is known who that is."""

from __future__ import annotations

from dataclasses import dataclass, replace

_FAMILY_NAME_FIRST = frozenset({"CHN", "HKG", "KHM", "KOR", "MAC", "PRK", "TWN", "VNM"})


@dataclass(frozen=True)
class Office:
    """A word for an office; `place` if the office exists in one place only."""

    start: int
    end: int
    group: str
    place: str | None


@dataclass(frozen=True)
class Sighting:
    """A name, with the office and place beside it; `leader` is a row of the table of leaders.

    `name` is empty where a surname of that table stands alone.
    """

    start: int
    end: int
    name: str
    office: str | None = None
    office_start: int | None = None
    group: str | None = None
    place: str | None = None
    leader: int | None = None

    @property
    def single(self) -> bool:
        """Whether only one word of the name is there."""
        return " " not in self.name and self.name.isascii()

    def surname(self) -> str:
        """The family name; the first word in places where it comes first."""
        name = self.name.split()
        if not name:
            return ""
        if self.place in _FAMILY_NAME_FIRST and len(name) > 1:
            return name[0]
        if "・" in self.name:
            return self.name.rsplit("・", 1)[1]
        if len(name) == 1 and not self.name.isascii() and "一" <= self.name[0] <= "鿿":
            return self.name[:2] if len(self.name) > 2 else self.name
        return name[-1]

    def joined(self, other: Sighting) -> Sighting:
        """The longer of the two, filled up with what the other knows."""
        longer, shorter = (self, other) if self.end >= other.end else (other, self)
        return replace(
            longer,
            start=min(self.start, other.start),
            name=longer.name or shorter.name,
            office=longer.office or shorter.office,
            office_start=longer.office_start or shorter.office_start,
            group=longer.group or shorter.group,
            place=longer.place or shorter.place,
            leader=longer.leader if longer.leader is not None else shorter.leader,
        )
