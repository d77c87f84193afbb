"""TOML files as models; what is wrong with one is a sentence that names the file and the key."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from xenotime.world.problems import XenotimeError

Model = TypeVar("Model", bound=BaseModel)


def text_of(file: Path) -> str:
    """The text of a file.

    Raises:
        XenotimeError: when it cannot be read or is not UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise XenotimeError(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise XenotimeError(f"{file} is not UTF-8 text; save it as UTF-8") from None


def parsed(
    model: type[Model], text: str, name: str, sentence: Callable[[ValidationError], str]
) -> Model:
    """The model that a TOML text describes.

    Args:
        model: what it should be.
        text: the TOML.
        name: stands for it in messages.
        sentence: puts the first fault into words.

    Raises:
        XenotimeError: one sentence with `name`, the key and what would be right.
    """
    try:
        return model.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise XenotimeError(f"{name} is not TOML: {error}") from None
    except ValidationError as error:
        raise XenotimeError(f"{name}, {sentence(error)}") from None
