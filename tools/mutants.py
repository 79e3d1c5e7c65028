"""Mutation testing of one room: ``python -m tools.mutants ROOM``.

The mutants are those of mutmut, of decorated functions too. A mutant is one function with other code: it is put in the
place of the function in a fork of this process, which has imported the room and collected its tests, and the tests that
call the function run there until one fails.
"""

import argparse
import ast
import builtins
import functools
import gc
import json
import os
import random
import resource
import select
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import CodeType, FunctionType
from typing import NoReturn

import pytest
from tools.mutated import LIVE, ROOT, Function, Mutant, enter, mutants_of

from otcpt.checking import ClaimChecker
from otcpt.editions import Edition

#: Bytes of memory a mutant may ask for; some fill all there is.
MEMORY = 4 << 30
#: A test hangs that needs so many times its time without a mutant, and so many seconds more.
TIMES, MORE = 10, 2.0
#: Seconds on the clock after which a fork is given up.
MOST_WAITED = 240
#: How many of the tests that killed most mutants so far are asked first.
FIRST = 5
KILLED, HANGS, SURVIVED, UNREACHED = "killed", "hangs", "survived", "unreached"


class Calls:
    """Which functions are called: each gets a first statement that notes it and puts the function back as it was."""

    def __init__(self, functions: Iterable[Function]) -> None:
        self.codes: list[tuple[Function, list[FunctionType], CodeType, CodeType]] = []
        for function in functions:
            (note,) = ast.parse(f"__called__({len(self.codes)})").body
            found = LIVE[function.path, function.line]
            noting = function.compiled(function.source(), note).__code__
            self.codes.append((function, found, found[0].__code__, noting))
        self.called: set[int] = set(range(len(self.codes)))
        vars(builtins)["__called__"] = self.note

    def note(self, number: int) -> None:
        """Note a call; the next one is as ever."""
        self.called.add(number)
        _, found, code, _ = self.codes[number]
        for one in found:
            one.__code__ = code

    def begin(self) -> None:
        """Begin to note."""
        for number in self.called:
            _, found, _, noting = self.codes[number]
            for one in found:
                one.__code__ = noting
        self.called = set()

    def end(self) -> list[Function]:
        """Put all back, and return those called."""
        called = [self.codes[number][0] for number in self.called]
        for number in range(len(self.codes)):
            self.note(number)
        return called


class Memory:
    """Whatever remembers answers: a mutant must be asked, and so must the tests that show who calls it."""

    def __init__(self, room: str) -> None:
        self.room = room
        self.caches: list[functools._lru_cache_wrapper[object]] = []
        self.checkers: list[ClaimChecker] = []
        self.editions: list[Edition] = []

    def look(self) -> None:
        """Find what is new; what was seen is frozen, and not looked at again."""
        for one in gc.get_objects():
            if isinstance(one, functools._lru_cache_wrapper) and str(one.__module__).startswith("otcpt."):
                self.caches.append(one)
            elif isinstance(one, ClaimChecker) and hasattr(one, "_plans"):
                self.checkers.append(one)
            elif isinstance(one, Edition) and self.room == "edits":
                self.editions.append(one)
        gc.freeze()

    def forget(self, tables: bool = True) -> None:
        """Forget all answers, and where the tables are tested, these too."""
        self.look()
        for cache in self.caches:
            cache.cache_clear()
        for edition in self.editions if tables else ():
            edition._tables.clear()
        for checker in self.checkers:
            checker._plans.clear()
            checker._laws.clear()


class Tests:
    """The tests of a room, collected once."""

    def __init__(self, room: str, selection: Sequence[str], folder: str) -> None:
        from _pytest.config import _prepareconfig

        self.memory = Memory(room)
        self.failed = False
        options = ["-s", "--hypothesis-profile=mutants", "-p", "no:cacheprovider", "-p", "no:terminal"]
        config = _prepareconfig([*options, f"--basetemp={folder}/tmp", *selection], [self])
        session = pytest.Session.from_config(config)
        config._do_configure()
        config.hook.pytest_sessionstart(session=session)
        config.hook.pytest_collection(session=session)
        self.items = session.items
        self.globs: dict[int, dict[str, object]] = {}
        self.seconds: dict[int, float] = {}
        self.callers: defaultdict[Function, list[int]] = defaultdict(list)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Refuse to go on without the tests of a file that cannot be read."""
        if report.failed:
            raise SystemExit(f"{report.nodeid} cannot be collected\n{report.longreprtext}")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember that something failed."""
        self.failed |= report.failed

    def run(self, number: int, following: int | None) -> bool:
        """Run a test; whether it passes."""
        item = self.items[number]
        if isinstance(item, pytest.DoctestItem):
            item.dtest.globs = dict(self.globs.setdefault(number, dict(item.dtest.globs)))
        after = None if following is None else self.items[following]
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        return not self.failed

    def watch(self, calls: Calls) -> None:
        """Run all of them, and note how long each takes and which functions it calls."""
        for number, item in enumerate(self.items):
            self.memory.forget(tables=not number or item.path != self.items[number - 1].path)
            calls.begin()
            begun = time.process_time()
            passed = self.run(number, number + 1 if number + 1 < len(self.items) else None)
            self.seconds[number] = time.process_time() - begun
            for function in calls.end() if passed else ():
                self.callers[function].append(number)
            if not passed:
                print(f"{item.nodeid} fails without a mutant: left out", file=sys.stderr)
                self.failed = False


class Bench:
    """Where mutants are tested, one after the other."""

    def __init__(self, tests: Tests, seconds: float) -> None:
        self.tests = tests
        self.most = seconds
        self.killers: Counter[int] = Counter()
        self.killers_of: defaultdict[Function, Counter[int]] = defaultdict(Counter)
        self.sound: dict[int, bool] = {}

    def order(self, function: Function) -> list[int]:
        """Return the tests that call a function: first those that killed before, then the quick ones."""
        callers = [one for one in self.tests.callers[function] if self.sound.get(one, True)]
        here = [one for one, _ in self.killers_of[function].most_common()]
        known = [one for one, _ in self.killers.most_common() if one in set(callers)][:FIRST]
        quick = sorted(callers, key=lambda one: self.tests.seconds[one])
        return list(dict.fromkeys((*here, *known, *quick)))

    def test(self, mutant: Mutant) -> tuple[str, str]:
        """Return what became of a mutant, and the test that killed it."""
        order, made = self.order(mutant.function), mutant.function.compiled(mutant.source())
        found = LIVE[mutant.function.path, mutant.function.line]
        if not order or made.__code__.co_freevars != found[0].__code__.co_freevars:  # it cannot be put in the place
            return UNREACHED, ""
        verdict, killer = self._fork(order, found, made)
        while killer is not None and not self._passes(killer):
            order.remove(killer)
            verdict, killer = self._fork(order, found, made)
        if killer is not None:
            self.killers[killer] += 1
            self.killers_of[mutant.function][killer] += 1
        return verdict, "" if killer is None else self.tests.items[killer].nodeid

    def _passes(self, number: int) -> bool:
        """Whether a test passes a second time without a mutant: only then its failing proves anything."""
        if number not in self.sound:
            self.sound[number] = self._fork([number], (), None)[0] == SURVIVED
            if not self.sound[number]:
                print(f"{self.tests.items[number].nodeid} fails in a fork without a mutant", file=sys.stderr)
        return self.sound[number]

    def _fork(
        self, order: list[int], found: Sequence[FunctionType], made: FunctionType | None
    ) -> tuple[str, int | None]:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            self._run(order, found, made, lambda text: os.write(writing, text.encode()))
        os.close(writing)
        if not select.select([reading], [], [], MOST_WAITED)[0]:
            os.kill(child, signal.SIGKILL)  # it waits for a thread that a fork does not have: that proves nothing
            os.waitpid(child, 0)
            os.close(reading)
            return SURVIVED, None
        written = os.read(reading, 100).decode()
        os.close(reading)
        os.waitpid(child, 0)
        verdict, _, killer = written.partition(" ")
        return verdict or KILLED, int(killer) if killer else None

    def _run(
        self,
        order: list[int],
        found: Sequence[FunctionType],
        made: FunctionType | None,
        tell: Callable[[str], int],
    ) -> NoReturn:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        for one in found:
            assert made is not None
            one.__code__, one.__defaults__, one.__kwdefaults__ = made.__code__, made.__defaults__, made.__kwdefaults__
        self.tests.memory.forget()
        number = order[0]

        def hang(*_: object) -> None:
            tell(f"{HANGS} {number}")
            os._exit(0)

        signal.signal(signal.SIGPROF, hang)
        try:
            for number, following in zip(order, [*order[1:], None], strict=True):
                signal.setitimer(signal.ITIMER_PROF, self.tests.seconds[number] * TIMES + MORE)
                if not self.tests.run(number, following):
                    tell(f"{KILLED} {number}")
                    os._exit(0)
                if time.process_time() > self.most:
                    break
            tell(SURVIVED)
        except BaseException:
            tell(f"{KILLED} {number}")
        os._exit(0)


def run(room: str, seed: int, sample: int, seconds: float, known_in: Path | None, wanted: Sequence[str]) -> None:
    """Test a sample of the mutants of a room, and print what no test failed for, then the numbers."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["otcpt-mutants"]
    mutants = [mutant for path in enter(room) for mutant in mutants_of(path)]
    chosen = sorted(mutants, key=lambda one: random.Random(f"{seed} {one.name}").random())[:sample]
    known = json.loads(known_in.read_text(encoding="utf-8")) if known_in and known_in.exists() else {}
    asked = [one for one in chosen if known.get(one.name) != KILLED]
    if wanted:
        asked = [one for one in mutants if any(part in one.name for part in wanted)]
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        tests = Tests(room, [*settings[room], f"src/otcpt/{room}"], folder)
        tests.watch(Calls(dict.fromkeys(one.function for one in asked)))
        bench = Bench(tests, seconds)
        for number, mutant in enumerate(asked, 1):
            if number % 25 == 0:
                print(f"{number} of {len(asked)}, {time.strftime('%H:%M')}", file=sys.stderr, flush=True)
            known[mutant.name], killer = bench.test(mutant)
            if known_in:
                known_in.write_text(json.dumps(known, indent=1), encoding="utf-8")
            if known[mutant.name] != KILLED:
                print(f"{known[mutant.name]} {mutant.name} {killer}\n{mutant.diff()}", flush=True)
    count = Counter(known[one.name] for one in (asked if wanted else chosen))
    dead = count[KILLED] + count[HANGS]
    print(f"{room}: {len(mutants)} mutants, seed {seed}: {dead} of {count.total()} killed, {dict(count)}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN), resource.getrusage(resource.RUSAGE_SELF)
    print(f"{sum(one.ru_utime + one.ru_stime for one in used) / 60:.1f} minutes of processor time")


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("room")
    parser.add_argument("wanted", nargs="*", help="all mutants with this in their name, as in _rows.py:read")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=6, help="of processor time for the tests of one mutant")
    parser.add_argument("--known", type=Path, metavar="FILE", help="keep verdicts there, and test what was not killed")
    asked = parser.parse_args()
    run(asked.room, asked.seed, asked.sample, asked.seconds, asked.known, asked.wanted)


if __name__ == "__main__":
    main()
