"""Policies and overlays written in TOML files; everything that is wrong with a file is reported at once."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from os import PathLike
from typing import TypeAlias

import attrs

from otcpt.errors import (
    BrokenPlugin,
    InputErrors,
    InvalidInput,
    OtcptError,
    PolicyMismatch,
    Problem,
    UnknownName,
    did_you_mean,
)
from otcpt.frozenmap import FrozenMap
from otcpt.pins import split_pin
from otcpt.policies._policy import Overlay, Policy
from otcpt.shipped import bytes_of, path_beside, read_toml

#: How a policy may be given: its name, the path of a TOML file, or the policy itself.
PolicyLike: TypeAlias = str | PathLike[str] | Policy

_KEYS = tuple(field.name for field in attrs.fields(Overlay))

#: The built-in policies, the commonest first.
_NAMES = ("medicare-part-b", "medicare-part-b-facility", "ama-midpoint", "medicaid-ncci")


def available_policies() -> tuple[str, ...]:
    """Return the names of the built-in policies.

    >>> available_policies()
    ('medicare-part-b', 'medicare-part-b-facility', 'ama-midpoint', 'medicaid-ncci')
    """
    return _NAMES


def load_policy(name: PolicyLike) -> Policy:
    """Return a policy by name, or read it from a TOML file; a policy is returned as it is.

    Args:
        name: The name of a built-in policy or of one that an installed package brings, which may go on with
            `example_overlays` joined by plus signs; or a path or text that ends in ``.toml``, read by `read_policy`.
            Either may be pinned, as ``policy.pin`` writes it: ``"NAME@sha256:…"``, of the digest at least eight
            characters.

    Returns:
        The policy.

    Raises:
        UnknownName: There is no such policy or overlay; near misses are named.
        PolicyMismatch: The digest is another one.
        InputErrors: The file cannot be read; every problem is named.
        BrokenPlugin: The package that brings the policy cannot be used.

    Example:
        >>> load_policy("ama-midpoint").settings.unit_method
        'ama'
        >>> load_policy("ama-midpoint+full-units-only").settings.unit_method
        'full'
    """
    if isinstance(name, Policy):
        return name
    if isinstance(name, PathLike):
        return read_policy(name)
    plain, digest = _split(_text(name))
    return _verified(read_policy(plain) if plain.endswith(".toml") else _named(plain), plain, digest)


def policy_on_record(pinned: str, packages: Sequence[str]) -> Policy:
    """Return the policy of a record by its pin, or by the name under which a package of the record brings it."""
    try:
        return load_policy(pinned)
    except UnknownName as problem:
        from otcpt.plugins import GROUPS, moved

        digest = _split(pinned)[1]
        for package in packages:
            try:
                policy = _named(package.partition(" of ")[0])
            except UnknownName:
                continue
            if policy.digest.startswith(digest):
                return policy
        raise UnknownName(" ".join([str(problem), *moved(GROUPS[0], packages)])) from None


def read_policy(path: str | PathLike[str]) -> Policy:
    """Read a policy from a file.

    ``base`` names a policy as `load_policy` does, ``[[overlay]]`` tables are layers over it, in their order.

    A table has ``id``, ``citation``, ``first_day``, ``last_day`` and any choice of `Settings`. Without ``base`` the
    overlays are the whole policy.

    Args:
        path: The path of the file.

    Returns:
        The policy.

    Raises:
        InputErrors: The file cannot be read; every problem is named.
        FileNotFoundError: There is no such file.
    """
    return _policy(*_content(path))


def _policy(file: str, content: dict[str, object]) -> Policy:
    problems: list[Problem] = []
    base = None
    if (name := content.get("base")) is not None:
        try:
            plain, digest = _split(_text(name))
            base = _verified(_named(plain), plain, digest)
        except (InvalidInput, UnknownName, PolicyMismatch, BrokenPlugin) as error:
            problems.append(Problem(file, None, "base", None, str(error)))
    overlays = tuple(_overlays(file, content, problems))
    if base is None and not overlays and not problems:
        problems.append(Problem(file, None, None, None, "no policy: write base = 'medicare-part-b' or an [[overlay]]"))
    if not problems:
        try:
            own = Policy(overlays)
            return own if base is None else base | own
        except InvalidInput as error:
            problems.append(Problem(file, None, error.what, None, str(error)))
    raise InputErrors(problems)


def read_overlay(path: str | PathLike[str]) -> Overlay:
    """Read the one overlay of a file.

    Args:
        path: The path of the file.

    Returns:
        The overlay.

    Raises:
        InputErrors: The file cannot be read; every problem is named.
        FileNotFoundError: There is no such file.
    """
    file, content = _content(path)
    problems: list[Problem] = []
    overlays = tuple(_overlays(file, content, problems))
    if "base" in content:
        problems.append(Problem(file, None, "base", None, "an overlay has no base; read the file with read_policy"))
    elif len(overlays) != 1 and not problems:
        fault = f"{len(overlays)} overlays where one is expected; read the file with read_policy"
        problems.append(Problem(file, None, "overlay", None, fault))
    if problems:
        raise InputErrors(problems)
    return overlays[0]


@lru_cache(maxsize=1)
def example_overlays() -> FrozenMap[str, Overlay]:
    """Return overlays for what payers were seen to do, by id, each with its source.

    They are examples to start from: which payer does so today is in its contract, not here.

    >>> list(example_overlays())
    ['best-of', 'co-treatment-once', 'daily-cap', 'daily-code-caps', 'earlier-edition', ...]
    """
    return FrozenMap((overlay.id, overlay) for overlay in _overlays(*_shipped("overlays.toml"), []))


def _text(name: object) -> str:
    if not isinstance(name, str):
        raise InvalidInput(
            f"policy {name!r} is neither a policy nor the name of one, like 'medicare-part-b'", "policy", name
        )
    return name


def _split(name: str) -> tuple[str, str]:
    return split_pin(name, "policy") if "@sha256" in name else (name, "")


def _verified(policy: Policy, name: str, digest: str) -> Policy:
    if not policy.digest.startswith(digest):
        raise PolicyMismatch(
            f"policy {name} has the digest {policy.digest}, not {digest}; give the policy the pin was taken from "
            f"(a file that `Policy.to_toml` wrote, or that version of otcpt), or pin {policy.pin}"
        )
    return policy


def _named(name: str) -> Policy:
    base, *more = name.split("+")
    policy = _built_in(base)
    for part in more:
        examples = example_overlays()
        if part not in examples:
            near = did_you_mean(part, examples)
            raise UnknownName(f"no example overlay is called {part!r}; there are {', '.join(examples)}.{near}")
        policy |= examples[part]
    return policy


@lru_cache
def _built_in(name: str) -> Policy:
    if name not in _NAMES:
        return _of_a_package(name)
    return _policy(*_shipped("builtin", f"{name}.toml"))


def _of_a_package(name: str) -> Policy:
    """Return the policy that another package brings under this exact name."""
    from otcpt.plugins import find_plugin, installed_plugins

    plugin = find_plugin("otcpt.policies", name)
    if plugin is None:
        names = [*_NAMES, *(one.name for one in installed_plugins("otcpt.policies"))]
        own = " A commercial payer is one of them with an overlay, or the path of a TOML file."
        near = did_you_mean(name, names) or own
        raise UnknownName(f"no policy is called {name!r}; there are {', '.join(names)}.{near}")
    policy = plugin.load()
    if isinstance(policy, str | PathLike):
        try:
            policy = read_policy(policy)
        except (InputErrors, OSError) as problem:
            raise plugin.broken(f"cannot be read ({problem})") from problem
    if not isinstance(policy, Policy):
        raise plugin.broken("is neither a policy nor the path of one")
    return attrs.evolve(policy, packages=(*policy.packages, plugin.source))


def _shipped(*names: str) -> tuple[str, dict[str, object]]:
    return names[-1], read_toml(bytes_of(path_beside(__file__, *names)).decode())


def _content(path: str | PathLike[str]) -> tuple[str, dict[str, object]]:
    from otcpt.files import path_of

    file = path_of(path)
    try:
        return file.name, read_toml(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputErrors([Problem(file.name, None, None, None, f"no TOML: {error}")]) from None
    except InvalidInput as error:
        raise InputErrors([Problem(file.name, None, None, None, str(error))]) from None


def _overlays(file: str, content: dict[str, object], problems: list[Problem]) -> Iterator[Overlay]:
    known = ("base", "overlay")
    for key in content:
        if key not in known:
            if key in _KEYS:
                fault = "is outside an [[overlay]] table; move it into one"
            else:
                fault = f"is not known; a policy file has base and [[overlay]].{did_you_mean(key, known)}"
            problems.append(Problem(file, None, key, None, fault))
    tables = content.get("overlay", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        problems.append(Problem(file, None, "overlay", None, "is one table; write [[overlay]], with two brackets"))
        return
    for number, table in enumerate(tables, 1):
        overlay = _overlay(file, f"overlay {number}", table, problems)
        if overlay is not None:
            yield overlay


def _overlay(file: str, place: str, table: dict[str, object], problems: list[Problem]) -> Overlay | None:
    """Make an overlay; if that fails, try each choice by itself, so that one wrong choice does not hide another."""
    whole = _made(table) if "id" in table and set(table).issubset(_KEYS) else None
    for key, fault in _not_held(table):
        problems.append(Problem(file, None, f"{place}, {key}", None, fault))
    if isinstance(whole, Overlay):
        return whole
    before = len(problems)
    if "id" not in table:
        problems.append(Problem(file, None, f"{place}, id", None, "is missing; write one such as 'acme-2026'"))
    for key, value in table.items():
        if key not in _KEYS:
            fault = f"is no choice of a policy.{did_you_mean(key, _KEYS)}"
            problems.append(Problem(file, None, f"{place}, {key}", None, fault))
        elif isinstance(alone := _made({"id": "x", key: value}), str):
            problems.append(Problem(file, None, f"{place}, {key}", None, alone))
    if isinstance(whole, str) and len(problems) == before:
        problems.append(Problem(file, None, place, None, whole))
    return None


def _made(choices: dict[str, object]) -> Overlay | str:
    """Return the overlay with these choices, or why there is none."""
    try:
        return Overlay(**choices)  # type: ignore[arg-type]  # it checks them itself
    except InvalidInput as error:
        return str(error)


def _not_held(table: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Say of an edition, and of a locality that is no code, that they are not here."""
    for key in ("edition", "locality"):
        value = table.get(key)
        if not isinstance(value, str) or re.fullmatch(r"([0-9]{5}-?[0-9]{2})?", value, re.ASCII):
            continue
        editions = import_module("otcpt.editions")  # a room beside this one
        try:
            editions.load_edition(value) if key == "edition" else editions.load_edition().fees.localities.code(value)
        except OtcptError as error:
            yield key, str(error)
