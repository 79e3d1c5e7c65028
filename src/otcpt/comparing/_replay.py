"""A stored answer asked again: the same, or which part of it differs and which findings."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import chain, combinations
from typing import TYPE_CHECKING

import attrs

from otcpt.checking import checker_for
from otcpt.claims import Claim, History
from otcpt.comparing._stored_report import Input, StoredReport
from otcpt.editions import Edition, EditionLike, load_edition
from otcpt.errors import BrokenData, BrokenPlugin, InvalidInput, UnknownName
from otcpt.findings import Finding, Identity, Report, Rule
from otcpt.io import ClaimFile
from otcpt.members import kind_of_value, members
from otcpt.policies import Policy, PolicyLike, load_policy
from otcpt.rules import choose_rules
from otcpt.shown import Shown
from otcpt.wording import fill

if TYPE_CHECKING:
    from otcpt.page import Page

#: Claims or packages that the verdict names before it says how many more there are.
_NAMED = 5

_Rules = tuple[Rule | str, ...] | None
#: Reports under a payer, a law and rules.
_Ask = Callable[[Policy, Edition, _Rules], Sequence[Report]]


class Part(StrEnum):
    """What an answer follows from."""

    INPUT = "input"
    LAW = "law"
    PAYER = "payer"
    RULES = "rules"
    VERSION = "version"


@attrs.frozen(repr=False)
class Replay(Shown):
    """A stored answer next to the answer of today.

    ``differs`` are the parts that are not those of the record; ``inputs`` say which claims are not, ``packages`` which
    installed packages are not. ``contradictions`` say what else of the record is not what its own findings, law, payer
    and version give, such as a verdict that was changed. ``appeared`` and ``reworded`` are findings of today,
    ``vanished`` records of findings that are no longer given. ``restored_by`` are the parts that bring the old findings
    back when they alone are put back; it is empty where nothing changed, and where none of them could be tried.
    """

    reports: tuple[Report, ...]
    differs: tuple[Part, ...]
    appeared: tuple[Finding, ...]
    vanished: tuple[Mapping[str, object], ...] = attrs.field(eq=False)
    reworded: tuple[Finding, ...]
    not_evaluated_differs: bool
    restored_by: tuple[Part, ...]
    inputs: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether the same claim has the same findings, in the same words, with the same left unevaluated."""
        return self.equivalent and not self.reworded

    @property
    def equivalent(self) -> bool:
        """Whether the same claim has the same findings, perhaps in other words."""
        other = self.appeared or self.vanished or self.not_evaluated_differs or self.contradictions
        return not (other or Part.INPUT in self.differs)

    @property
    def verdict(self) -> str:
        """The result in a sentence or two."""
        counts = (
            ("{n:finding} appeared", len(self.appeared)),
            ("{n:finding} vanished", len(self.vanished)),
            ("{n:finding} in other words", len(self.reworded)),
        )
        changes = [fill(words, {"n": number}) for words, number in counts if number]
        if self.not_evaluated_differs:
            changes = [*(changes or ["Same findings"]), "other rules were not evaluated"]
        text = f"{', '.join(changes)}." if changes else "Same findings."
        if self.differs:
            one = len(self.differs) == 1 and Part.RULES not in self.differs
            parts = fill("{parts:and} {n:differs|differ}.", {"parts": self.differs, "n": 1 if one else 2})
            text += f" {parts.capitalize()}"
        for notes in (self.inputs, self.packages, self.contradictions):
            if notes:
                more = f"; and {len(notes) - _NAMED:,} more" if len(notes) > _NAMED else ""
                text += f" {notes[0][:1].upper()}{'; '.join(notes[:_NAMED])[1:]}{more}."
        if self.restored_by:
            text += fill(" Putting the old {parts:and} back gives the stored answer.", {"parts": self.restored_by})
        return text

    def to_record(self) -> dict[str, object]:
        """Return the comparison as plain values, ready for JSON.

        Returns:
            The verdict, what differs, and the findings that appeared, vanished or have other words.
        """
        return {
            "verdict": self.verdict,
            "same": self.same,
            "equivalent": self.equivalent,
            "differs": [str(part) for part in self.differs],
            "restored_by": [str(part) for part in self.restored_by],
            "inputs": list(self.inputs),
            "packages": list(self.packages),
            "contradictions": list(self.contradictions),
            "appeared": [finding.to_record() for finding in self.appeared],
            "vanished": [dict(record) for record in self.vanished],
            "reworded": [finding.to_record() for finding in self.reworded],
            "not_evaluated_differs": self.not_evaluated_differs,
        }

    def __repr__(self) -> str:
        return f"<Replay: {self.verdict}>"

    def to_page(self) -> "Page":
        """Return what it shows of itself."""
        from otcpt.comparing.pages import replay_page

        return replay_page(self)


def replay(
    record: Mapping[str, object] | Report | str,
    claim: Claim,
    *,
    history: History | None = None,
    policy: PolicyLike | None = None,
    edition: EditionLike | None = None,
    rules: Iterable[Rule | str] | None = None,
) -> Replay:
    """Ask a stored answer again, and say whether it is the same or what differs.

    Law and payer are those of the record, found by their pins. With ``policy``, ``edition`` or ``rules`` the claim is
    checked under these. The record's own are then put back one at a time, to see which of them changed the answer.

    Args:
        record: What ``Report.to_record`` or ``Report.to_json`` returned, as values or as JSON text; or the report.
        claim: The claim that was checked.
        history: The history that was given.
        policy: The payer to check under; the record's unless given. A policy with overlays of your own cannot be found
            by its pin.
        edition: The law to check under; the record's unless given. A local edition cannot be found by its pin.
        rules: The rules that ran, where they were not all of otcpt's and all of the packages in the record.

    Returns:
        What differs: of input, law, payer, rules and version, and of the findings.

    Raises:
        InvalidInput: The record is not that of a report, or has a schema this version does not read.
        UnknownName: Law or payer of the record is not in this version, and none was given.
        BrokenData: The policy or edition of that name has another digest, and none was given.

    Example:
        >>> from otcpt.claims import parse_claim
        >>> from otcpt.checking import check
        >>> claim = parse_claim("2026-03-02", "97130:GO x1 @15")
        >>> stored = check(claim, policy="medicare-part-b").to_json()
        >>> replay(stored, claim).same
        True
        >>> replay(stored, claim, policy="ama-midpoint").differs
        (<Part.PAYER: 'payer'>,)
    """
    if not isinstance(claim, Claim):
        raise InvalidInput(f"replay takes a Claim, not {type(claim).__name__}; replay_all takes several", "claim")

    def ask(policy: Policy, edition: Edition, rules: _Rules) -> Sequence[Report]:
        return (checker_for(policy, edition, rules).check(claim, history=history),)

    return _replay(StoredReport.of(record), _Chosen(policy, edition, rules), Input.of((claim,), history), ask)


def replay_all(
    records: Iterable[Mapping[str, object] | Report | str],
    claims: Iterable[Claim] | ClaimFile,
    *,
    history: History | None = None,
    policy: PolicyLike | None = None,
    edition: EditionLike | None = None,
    rules: Iterable[Rule | str] | None = None,
) -> tuple[Replay, ...]:
    """Ask stored answers again, each about one of the claims; see `replay`.

    Claims are checked together, as `otcpt.check_all` does. A record finds its claim by the digest in its identity. One
    that finds none this way is about the claim in its own place, if there are as many claims as records.

    Args:
        records: Stored reports, as `replay` takes them.
        claims: The claims that were checked together; or their file, as `otcpt.read_claims` returns it, of which the
            report of a file is asked for its rows too.
        history: The history that was given.
        policy: The payer to check under; each record's unless given.
        edition: The law to check under; each record's unless given.
        rules: The rules that ran, where they were not all of otcpt's and all of the packages in the record.

    Returns:
        A comparison for each record, in their order.

    Raises:
        InvalidInput: A record is not that of a report, or its claim is not among those given.
        UnknownName: Law or payer of a record is not in this version, and none was given.
        BrokenData: The policy or edition of that name has another digest, and none was given.
    """
    chosen = _Chosen(policy, edition, rules)
    file, every = (claims, claims.claims) if isinstance(claims, ClaimFile) else (None, members(claims, Claim, "claims"))
    if isinstance(records, str | Report | Mapping) or not isinstance(records, Iterable):
        raise InvalidInput(
            f"replay_all takes several records, not {kind_of_value(records)}; write [record]", "records", records
        )
    stored = tuple(map(StoredReport.of, records))
    given = Input.of(every, history, file)
    place_of = {digest: place for place, (_, digest) in enumerate(given.claims)}
    answers: dict[object, Sequence[Report]] = {}

    def ask(policy: Policy, edition: Edition, rules: _Rules) -> Sequence[Report]:
        key = policy.digest, edition.digest, rules
        if key not in answers:
            answers[key] = checker_for(policy, edition, rules).check_all(every, history=history)
        return answers[key]

    done = []
    for number, one in enumerate(stored):
        if one.identity.claim is None:
            done.append(_replay(one, chosen, given, ask))
            continue
        place = place_of.get(one.identity.claim)
        if place is None and len(stored) != len(every):
            raise InvalidInput(
                f"record {number + 1} is about none of the {len(every)} claims; give the claims that were checked, or "
                "as many as records, in their order",
                "claims",
            )
        at = slice(number, number + 1) if place is None else slice(place, place + 1)
        done.append(_replay(one, chosen, Input(given.claims[at], given.history), _only(at, ask)))
    return tuple(done)


def _only(places: slice, ask: _Ask) -> _Ask:
    """Ask about some of the claims, which are checked with all others."""
    return lambda policy, edition, rules: ask(policy, edition, rules)[places]


def _chosen(given: Iterable[Rule | str] | None) -> _Rules:
    return None if given is None else choose_rules(given)[0]


@attrs.frozen
class _Chosen:
    """What the caller asks under, where that is not the record's own."""

    policy: PolicyLike | None
    edition: EditionLike | None
    rules: _Rules = attrs.field(converter=_chosen)


def _replay(stored: StoredReport, chosen: _Chosen, given: Input, ask: _Ask) -> Replay:
    identity = stored.identity
    law = stored.law() if chosen.edition is None else load_edition(chosen.edition)
    payer = stored.payer() if chosen.policy is None else load_policy(chosen.policy)
    rules = stored.rules() if chosen.rules is None else chosen.rules
    reports = tuple(ask(payer, law, rules))
    now = reports[0].made_by if reports else identity
    inputs = tuple(stored.other_inputs(given))
    differs = {
        Part.INPUT: bool(inputs),
        Part.LAW: law.digest != identity.edition_digest,
        Part.PAYER: payer.digest != identity.policy_digest,
        Part.RULES: _other_rules(stored, now, law, rules),
        Part.VERSION: now.version != identity.version,
    }
    appeared, vanished, reworded = stored.changes(reports)
    left_the_same = stored.left_the_same(reports)
    restored: tuple[Part, ...] = ()
    if appeared or vanished or not left_the_same:
        held = (Part.LAW, Part.PAYER) if chosen.rules is None else (Part.LAW, Part.PAYER, Part.RULES)
        restored = _restored(stored, [part for part in held if differs[part]], law, payer, rules, ask)
    moved = appeared or vanished or not left_the_same or inputs
    packages = tuple(_other_packages(identity, now))
    keys: tuple[str, ...] | None = ("clean", "complete") if reworded or packages or any(differs.values()) else None
    if identity.claim is None and (differs[Part.LAW] or differs[Part.PAYER] or differs[Part.RULES]):
        keys = ("clean",)  # what was not evaluated is in summaries, which are another law's
    return Replay(
        reports,
        tuple(part for part, other in differs.items() if other),
        tuple(appeared),
        tuple(vanished),
        tuple(reworded),
        not left_the_same,
        restored,
        inputs,
        packages,
        () if moved else tuple(stored.changed(reports, now, keys, given.file)),
    )


def _other_packages(then: Identity, now: Identity) -> Iterator[str]:
    """Say which packages on record did not answer."""
    for part in ("packages", "policy_packages", "edition_packages"):
        here = {one.partition(" of ")[0]: one for one in getattr(now, part)}
        for one in getattr(then, part):
            other = here.get(one.partition(" of ")[0])
            if other != one:
                yield f"{one} is on record, {other or 'no package'} answered"


def _other_rules(stored: StoredReport, now: Identity, law: Edition, rules: _Rules) -> bool:
    """Whether other rules or revisions ran. Which rules run is the payer's choice, so the record's payer is asked."""
    then = stored.identity
    if now.policy_digest != then.policy_digest:
        try:
            now = checker_for(stored.payer(), law, rules).identity
        except (BrokenData, UnknownName):
            return False
    return (now.rules, now.packages) != (then.rules, then.packages)


def _restored(
    stored: StoredReport, parts: Sequence[Part], law: Edition, payer: Policy, rules: _Rules, ask: _Ask
) -> tuple[Part, ...]:
    """Return the parts that bring the old findings back: one by itself, else the fewest together."""
    for trial in chain.from_iterable(combinations(parts, number) for number in range(1, len(parts) + 1)):
        try:
            old_law = stored.law() if Part.LAW in trial else law
            old_payer = stored.payer() if Part.PAYER in trial else payer
            old_rules = stored.rules() if Part.RULES in trial else rules
        except (BrokenData, BrokenPlugin, UnknownName):
            continue
        if stored.same_as(ask(old_payer, old_law, old_rules)):
            return trial
    return ()
