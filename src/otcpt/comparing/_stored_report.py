"""A report read back from its record, as far as it can be compared with another."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from otcpt.editions import Edition, load_edition
from otcpt.errors import InvalidInput
from otcpt.findings import RECORD, SCHEMA_VERSION, Finding, Identity, Report, Rule
from otcpt.members import members
from otcpt.pins import pin, split_pin
from otcpt.policies import Policy, load_policy
from otcpt.rules import ALL_RULES

#: A record as JSON has it.
Record = Mapping[str, Any]

_WORDS = ("rule", "cause", "message", "citations")
_STRUCTURE = tuple(key.name for key in RECORD if key.name not in (*_WORDS, "fixes"))


@attrs.frozen
class StoredReport:
    """Who answered, what was found, and what was not evaluated; None where the record has only a summary of that."""

    identity: Identity
    findings: tuple[Record, ...]
    not_evaluated: frozenset[tuple[object, ...]] | None

    @classmethod
    def of(cls, given: Mapping[str, object] | Report | str) -> "StoredReport":
        """Read a report, its record or the JSON text of it."""
        try:
            text = (
                given if isinstance(given, str) else given.to_json() if isinstance(given, Report) else json.dumps(given)
            )
            record = json.loads(text)
            version = record["schema_version"]
            if version != SCHEMA_VERSION:
                raise InvalidInput(
                    f"the record has schema_version {version!r}, this version of otcpt reads {SCHEMA_VERSION}; replay "
                    "it with the version of otcpt that is in its identity",
                    "record",
                )
            parts = record["identity"]
            edition, policy = split_pin(parts["edition"], "edition"), split_pin(parts["policy"], "policy")
            identity = Identity(
                *edition,
                *policy,
                parts["rules"],
                parts["otcpt"],
                members(parts["packages"], str, "packages"),
                parts["claim"],
                parts["history"],
            )
            found = (*record["findings"], *record["bypassed"])
            for one in found:
                _structure(one), _words(one)
            left = None if identity.claim is None else _left(record["not_evaluated"])
        except InvalidInput:
            raise
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise InvalidInput(f"this is no record of a report of otcpt ({problem!r})", "record") from None
        return cls(identity, found, left)

    def law(self) -> Edition:
        """Open the edition of the record."""
        return load_edition(pin(self.identity.edition, self.identity.edition_digest))

    def payer(self) -> Policy:
        """Load the policy of the record."""
        return load_policy(pin(self.identity.policy, self.identity.policy_digest))

    def rules(self) -> tuple[Rule | str, ...] | None:
        """Name all rules of otcpt, and the packages that brought others; None for otcpt's alone."""
        names = [one.partition(" of ")[0] for one in self.identity.packages]
        return (*ALL_RULES, *names) if names else None

    def same_as(self, reports: Iterable[Report]) -> bool:
        """Whether the findings are those of the reports, perhaps in other words, and what was not evaluated too."""
        appeared, vanished, _ = self.changes(reports)
        return not appeared and not vanished and self.left_the_same(reports)

    def left_the_same(self, reports: Iterable[Report]) -> bool:
        """Whether the same rules did not evaluate the same codes for the same reasons."""
        if self.not_evaluated is None:
            return True
        return self.not_evaluated == _left(entry.to_record() for one in reports for entry in one.not_evaluated)

    def changes(self, reports: Iterable[Report]) -> tuple[list[Finding], list[Record], list[Finding]]:
        """Return which findings appeared, vanished and have other words."""
        old: dict[str, list[Record]] = {}
        for record in self.findings:
            old.setdefault(_structure(record), []).append(record)
        appeared, reworded = [], []
        for report in reports:
            for finding in (*report.findings, *report.bypassed):
                record = json.loads(json.dumps(finding.to_record()))
                before = old.get(_structure(record))
                if not before:
                    appeared.append(finding)
                elif _words(before.pop(0)) != _words(record):
                    reworded.append(finding)
        return appeared, [record for records in old.values() for record in records], reworded


def _structure(record: Record) -> str:
    """Return what makes two findings the same, whatever their words: lines, rule, severity, evidence and changes."""
    fixes = [(fix["key"], fix["changes"]) for fix in record["fixes"]]
    return json.dumps([[record[key] for key in _STRUCTURE], fixes], sort_keys=True)


def _words(record: Record) -> tuple[object, ...]:
    fixes = [[fix[key] for key in ("words", "when", "record")] for fix in record["fixes"]]
    return (*[record[key] for key in _WORDS], fixes)


def _left(entries: Iterable[Record]) -> frozenset[tuple[object, ...]]:
    return frozenset((one["rule_id"], one["reason"], tuple(one["codes"]), tuple(one["missing"])) for one in entries)
