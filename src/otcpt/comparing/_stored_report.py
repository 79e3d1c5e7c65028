"""A report read back from its record, as far as it can be compared with another."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

import attrs

from otcpt.checking import Answer
from otcpt.claims import Claim, History, digest_of, validate_history
from otcpt.editions import Edition, load_edition
from otcpt.errors import InputErrors, InvalidInput, UnknownName
from otcpt.findings import (
    RECORD,
    SCHEMA_VERSION,
    Finding,
    Identity,
    RawNotEvaluated,
    Report,
    Rule,
    report_schema,
)
from otcpt.forms import check_form, check_same, shown
from otcpt.io import ClaimFile
from otcpt.members import kind_of_value, members
from otcpt.pins import pin, split_pin
from otcpt.plugins import moved
from otcpt.policies import Policy, policy_on_record
from otcpt.records import Faults, kind_of
from otcpt.rules import ALL_RULES, choose_rules

#: A record as JSON has it.
Record = Mapping[str, Any]

#: Of the record of a file: what follows from its name and from options; and from rows of which no line was made.
_WHERE = ("file", "notes")
_OF_ROWS = ("lines", "lines_not_checked", "verdict", "checked", "complete", "not_evaluated")

_WORDS = ("rule", "cause", "message", "citations")
_FACTS = tuple(key.name for key in RECORD if key.name not in (*_WORDS, "fixes"))


@attrs.frozen
class Input:
    """What was checked: ids and digests of the claims, the digest of the history, and the file of the claims if any."""

    claims: tuple[tuple[str | None, str], ...]
    history: str | None
    file: ClaimFile | None = None

    @classmethod
    def of(cls, claims: Iterable[Claim], history: History | None, file: ClaimFile | None = None) -> "Input":
        """Return the ids and digests of claims and a history."""
        known = validate_history(history)
        of_history = None if known is None else digest_of(known)
        return cls(tuple((claim.claim_id, digest_of(claim)) for claim in claims), of_history, file)


@attrs.frozen
class StoredReport:
    """Who answered, what was found, and what was not evaluated; None where the record has only a summary of that.

    Each finding is there with whether a modifier bypasses it. The record of a file has the claims' ids and digests in
    ``inputs``; those of otcpt 0.1 only their number, ``claims``.
    """

    identity: Identity
    findings: tuple[tuple[bool, Record], ...]
    not_evaluated: frozenset[tuple[object, ...]] | None
    claims: int | None
    inputs: tuple[tuple[str | None, str], ...] | None
    record: Record

    @classmethod
    def of(cls, given: Mapping[str, object] | Report | str) -> "StoredReport":
        """Read a report, its record or the JSON text of it."""
        if not isinstance(given, Mapping | Report | str):
            how = "give a report, its record or the JSON text of it; replay_all takes several"
            raise InvalidInput(f"record is {kind_of_value(given)}; {how}", "record")
        record = None
        try:
            text = (
                given if isinstance(given, str) else given.to_json() if isinstance(given, Report) else json.dumps(given)
            )
            record = json.loads(text)
            if not isinstance(record, Mapping):
                raise InvalidInput(f"the JSON text is {kind_of(record)}; give the record of one report", "record")
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
                members(parts.get("policy_packages", ()), str, "policy_packages"),
                members(parts.get("edition_packages", ()), str, "edition_packages"),
                parts["claim"],
                parts["history"],
            )
            hash(identity)  # lists and objects in it are refused as what is missing is
            found = tuple((kind == "bypassed", one) for kind in ("findings", "bypassed") for one in record[kind])
            for bypassed, one in found:
                _facts(one, bypassed), _words(one)
            of_file = "file" in record
            if of_file == isinstance(identity.claim, str):
                expected = "null in the report of a file" if of_file else "the digest of the claim"
                raise InvalidInput(f"identity.claim is {shown(identity.claim)}; expected {expected}", "record")
            if identity.claim is not None:
                left = frozenset(
                    (one["rule_id"], one["reason"], tuple(one["codes"]), tuple(one["missing"]))
                    for one in record["not_evaluated"]
                )
                return cls(identity, found, left, None, ((None, identity.claim),), record)
            inputs = record.get("inputs")
            pairs = None if inputs is None else tuple((one["claim_id"], str(one["digest"])) for one in inputs)
            return cls(identity, found, None, record.get("claims"), pairs, record)
        except InvalidInput:
            raise
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as problem:
            if isinstance(record, Mapping) and ("file" not in record or "identity" in record):
                faults, schema = Faults("report"), _schema(of_file="file" in record)
                check_form(record, schema, faults)
                if faults:
                    raise InputErrors(faults.problems) from None
            raise InvalidInput(
                f"this is no record of a report of otcpt ({type(problem).__name__}: {problem})", "record"
            ) from None

    def law(self) -> Edition:
        """Open the edition of the record."""
        try:
            return load_edition(pin(self.identity.edition, self.identity.edition_digest))
        except UnknownName as problem:
            brought = moved("otcpt.editions", self.identity.edition_packages)
            raise UnknownName(" ".join([str(problem), *brought])) from None

    def payer(self) -> Policy:
        """Load the policy of the record; one with layers of no package has to be given by the caller."""
        identity = self.identity
        try:
            return policy_on_record(pin(identity.policy, identity.policy_digest), identity.policy_packages)
        except UnknownName as problem:
            raise UnknownName(
                f"the report's payer {identity.policy} is not one of otcpt's ({problem}) Give the policy, its "
                "name or its TOML file as policy= (--policy)."
            ) from None

    def rules(self) -> tuple[Rule | str, ...] | None:
        """Name all rules of otcpt, and the packages that brought others; None for otcpt's alone."""
        names = [one.partition(" of ")[0] for one in self.identity.packages]
        try:
            choose_rules(names or None)
        except UnknownName as problem:
            raise UnknownName(
                f"the report ran rules of {', '.join(self.identity.packages)}: {problem} Install the package, or give "
                "the rules to run as rules= (--rules)."
            ) from None
        return (*ALL_RULES, *names) if names else None

    def other_inputs(self, given: Input) -> Iterator[str]:
        """Say which of the claims are not those on record, and whether the history is another."""
        if self.inputs is None:
            if self.claims not in (None, len(given.claims)):
                yield f"{self.claims} claims are on record, {len(given.claims)} are given"
            return
        if given.history != self.identity.history:
            yield "the history is another"
        stored = self.inputs if self.identity.claim is None else ((given.claims[0][0], self.identity.claim),)
        if stored == given.claims:
            return
        new, old = (Counter(digest for _, digest in claims) for claims in (given.claims, stored))
        more, fewer = new - old, old - new
        came = dict.fromkeys(_name(place, claim_id) for place, (claim_id, one) in enumerate(given.claims) if more[one])
        went = dict.fromkeys(_name(place, claim_id) for place, (claim_id, one) in enumerate(stored) if fewer[one])
        yield from (f"{name} is another" for name in went if name in came)
        yield from (f"{name} is missing" for name in went if name not in came)
        yield from (f"{name} is not on record" for name in came if name not in went)

    def same_as(self, reports: Iterable[Report]) -> bool:
        """Whether the findings are those of the reports, perhaps in other words, and what was not evaluated too."""
        appeared, vanished, _ = self.changes(reports)
        return not appeared and not vanished and self.left_the_same(reports)

    def left_the_same(self, reports: Iterable[Report]) -> bool:
        """Whether the same rules did not evaluate the same codes for the same reasons."""
        if self.not_evaluated is None:
            return True
        return self.not_evaluated == {_left(report, entry) for report in reports for entry in report.raw_not_evaluated}

    def changed(
        self, reports: Sequence[Report], identity: Identity, keys: Sequence[str] | None, file: ClaimFile | None
    ) -> Iterator[str]:
        """Say where the record is not what the reports give, in some keys or in all of them.

        Where the file is not given, and on record are rows of which no line was made, that of a file is asked for what
        follows from the claims alone.
        """
        faults = Faults("report")
        free: tuple[str, ...] = ()
        if self.identity.claim is not None:
            answer = reports[0].to_record()
        else:
            claims = tuple(report.claim for report in reports)
            held = file or ClaimFile(name="", kind="json", claims=claims, positions=())
            answer, free = Answer(held, tuple(reports), identity).to_record(), _WHERE
            if file is None:
                rows = self.record.get("rows")
                whole = isinstance(rows, Mapping) and rows.get("given") == rows.get("read")
                free = (*_WHERE, "kind", "rows", *(() if whole else _OF_ROWS))
            if not self.record.keys() & {"clean", "verdict"}:
                keys = (*self.record,)  # findings were kept, and nothing that sums them up
        given, today = (
            {key: one[key] for key in keys or one if key in one and key not in free}
            for one in (self.record, json.loads(json.dumps(answer)))
        )
        check_same(given, today, faults)
        yield from (f"{one.column} {one.message}" for one in faults.problems)

    def changes(self, reports: Iterable[Report]) -> tuple[list[Finding], list[Record], list[Finding]]:
        """Return which findings appeared, vanished and have other words."""
        findings = [(False, finding) for report in reports for finding in report.findings]
        findings += [(True, finding) for report in reports for finding in report.bypassed]
        records = [(bypassed, finding.to_record()) for bypassed, finding in findings]
        if json.dumps(records) == json.dumps(self.findings):
            return [], [], []
        old: dict[str, list[Record]] = {}
        for bypassed, record in self.findings:
            old.setdefault(_structure(record, bypassed), []).append(record)
        appeared, reworded = [], []
        for (bypassed, finding), (_, record) in zip(findings, json.loads(json.dumps(records)), strict=True):
            before = old.get(_structure(record, bypassed))
            if not before:
                appeared.append(finding)
            elif _words(before.pop(0)) != _words(record):
                reworded.append(finding)
        return appeared, [record for records in old.values() for record in records], reworded


def _schema(*, of_file: bool) -> Record:
    schema: Any = report_schema()
    if of_file:
        schema["additionalProperties"] = True
        schema["properties"] |= {"not_evaluated": {}, "inputs": {"items": {"required": ["claim_id", "digest"]}}}
    return cast("Record", schema)


def _name(place: int, claim_id: str | None) -> str:
    return f"claim {claim_id or place + 1}"


def _facts(record: Record, bypassed: bool) -> list[object]:
    """Return what makes two findings the same, whatever their words: lines, rule, severity, evidence and changes."""
    return [bypassed, [record[key] for key in _FACTS], [(fix["key"], fix["changes"]) for fix in record["fixes"]]]


def _structure(record: Record, bypassed: bool) -> str:
    return json.dumps(_facts(record, bypassed), sort_keys=True)


def _words(record: Record) -> tuple[object, ...]:
    fixes = [[fix[key] for key in ("words", "when", "record")] for fix in record["fixes"]]
    return (*[record[key] for key in _WORDS], fixes)


def _left(report: Report, entry: RawNotEvaluated) -> tuple[object, ...]:
    """Return what the record of an entry has of it, words aside."""
    rule, reason, positions, _, missing = entry
    lines = report.lines
    return "*" if rule is None else rule.id, reason, tuple(dict.fromkeys([lines[i].code for i in positions])), missing
