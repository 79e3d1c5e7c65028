"""Rules by id, by name, and from other packages."""

import hashlib
from collections.abc import Iterable

from otcpt.errors import InvalidInput, UnknownName, did_you_mean
from otcpt.findings import Rule
from otcpt.members import kind_of_value
from otcpt.rules._all_rules import ALL_RULES

#: What comes before the colon in the id of another package's rule is the name under which the package brings it.
_NAMESPACE = ":"

_FUNCTIONS = {rule.id: rule.function for rule in ALL_RULES}

#: The id that an error shows.
_EXAMPLE = "PTP001"


def find_rule(id: str) -> Rule:  # noqa: A002  # the field's own word
    """Return the rule of an id or a name.

    Args:
        id: An id such as ``"PTP001"`` in any case, a name such as ``"modifier-missing"``, or the id of another
            package's rule such as ``"acme:NOTE001"``.

    Returns:
        The rule.

    Raises:
        UnknownName: There is no such rule; near misses are named.
        BrokenPlugin: The package that brings the rule cannot be used.

    Example:
        >>> find_rule("code003").name
        'code-not-valid-on-date'
    """
    if not isinstance(id, str):
        raise InvalidInput(f"rule {id!r} is not text; write an id like 'PTP001'", "rule", id)
    wanted = id.strip()
    rules: tuple[Rule, ...] = ALL_RULES
    if _NAMESPACE in wanted:
        rules = _of_a_package(wanted.partition(_NAMESPACE)[0])
    for rule in rules:
        if wanted.upper() == rule.id.upper() or wanted.lower() == rule.name:
            return rule
    known = [rule.id for rule in rules] + [rule.name for rule in rules]
    example = _EXAMPLE if _EXAMPLE in known else known[0]
    raise UnknownName(f"no rule is called {id!r}; ids look like {example}.{did_you_mean(wanted.upper(), known)}")


def choose_rules(given: Iterable[Rule | str] | None) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    """Return rules by id, name or name of a package, all of otcpt's for None; and the packages of some, with version.

    Raises `InvalidInput` for two of one id or what is neither rule nor name, `UnknownName` for a name of none,
    and `BrokenPlugin` for a package that cannot be used.
    """
    if given is None:
        return ALL_RULES, ()
    if isinstance(given, str) or not isinstance(given, Iterable):
        how = f"[{given!r}]" if isinstance(given, str) else "a list: [...]"
        raise InvalidInput(f"rules takes several rules, not {kind_of_value(given)}; write {how}", "rules", given)
    chosen: dict[str, Rule] = {}
    for one in given:
        for rule in (one,) if isinstance(one, Rule) else _named(one):
            if rule.id in chosen:
                what = "is given twice" if chosen[rule.id] == rule else "is the id of two different rules"
                raise InvalidInput(f"rules: {rule.id} {what}; leave one out", "rules", rule.id)
            chosen[rule.id] = rule
    namespaces = dict.fromkeys(one.partition(_NAMESPACE)[0] for one in chosen if _NAMESPACE in one)
    if not namespaces:
        return tuple(chosen.values()), ()
    from otcpt.plugins import find_plugin

    found = (find_plugin("otcpt.rules", name) for name in namespaces)
    return tuple(chosen.values()), tuple(plugin.source for plugin in found if plugin is not None)


def rules_digest(rules: Iterable[Rule], packages: Iterable[str] = ()) -> str:
    """Return 16 hexadecimal digits of which rules ran, in which revision, and the packages of some, for a report.

    A rule from outside otcpt counts with its module too, so that it is never taken for the one that has its id.
    """
    content = [*map(_revision, rules), *packages]
    return hashlib.sha256(" ".join(content).encode()).hexdigest()[:16]


def _revision(rule: Rule) -> str:
    own = _FUNCTIONS.get(rule.id) is rule.function
    return f"{rule.id}/{rule.revision}" if own else f"{rule.id}/{rule.revision}/{rule.module}"


def _named(name: object) -> tuple[Rule, ...]:
    if not isinstance(name, str):
        expected = "a rule, the id of one, or the name under which a package brings rules"
        raise InvalidInput(f"rules: {name!r} is not {expected}", "rules", name)
    try:
        return (find_rule(name),)
    except UnknownName as problem:
        if _NAMESPACE in name:
            raise
        from otcpt.plugins import find_plugin

        if find_plugin("otcpt.rules", name) is None:
            raise UnknownName(f"{problem} No installed package brings rules as {name!r} either.") from None
    return _of_a_package(name)


def _of_a_package(name: str) -> tuple[Rule, ...]:
    """Return the rules that an installed package brings under a name."""
    from otcpt.plugins import find_plugin, installed_plugins

    plugin = find_plugin("otcpt.rules", name)
    if plugin is None:
        known = [one.name for one in installed_plugins("otcpt.rules")]
        listed = f"installed packages bring {', '.join(known)}" if known else "no installed package brings any"
        raise UnknownName(f"no package brings rules as {name!r}; {listed}.{did_you_mean(name, known)}")
    loaded = plugin.load()
    rules = (loaded,) if isinstance(loaded, Rule) else tuple(loaded) if isinstance(loaded, Iterable) else ()
    if not rules or not all(isinstance(rule, Rule) for rule in rules):
        raise plugin.broken("is neither a rule nor several of them")
    for rule in rules:
        if not rule.id.startswith(f"{name}{_NAMESPACE}"):
            raise plugin.broken(f"has a rule {rule.id!r}, but ids of its rules begin with '{name}{_NAMESPACE}'")
    return rules
