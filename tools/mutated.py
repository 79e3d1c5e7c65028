"""The mutants of a room: what mutmut changes, function by function, and the functions that live in this process."""

import ast
import difflib
import gc
import importlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Function:
    """A function of the room, or a method of one of its classes: where it is, and its source."""

    path: Path
    line: int
    owner: str
    node: cst.FunctionDef

    @property
    def name(self) -> str:
        """The name as people look for it."""
        return f"{self.path.name}:{self.owner}{'.' * bool(self.owner)}{self.node.name.value}"

    def source(self, changed: cst.FunctionDef | None = None) -> str:
        """Return the source, or that of a changed one."""
        return str(cst.Module([(changed or self.node).with_changes(decorators=(), leading_lines=())]).code)

    def compiled(self, source: str, first: ast.stmt | None = None) -> FunctionType:
        """Return the function of this source, as it would be in its place; another statement may come first."""
        (old, *_) = LIVE[self.path, self.line]
        (node,) = ast.parse(source).body
        assert isinstance(node, ast.FunctionDef)
        node.returns = None
        arguments = node.args
        several = [one for one in (arguments.vararg, arguments.kwarg) if one]
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *several):
            argument.annotation = None  # some of their names are there for type checkers only
        if first is not None:
            node.body.insert(0, first)
        body: ast.stmt = node
        if self.owner:
            body = ast.parse(f"class {self.owner}:\n  ...").body[0]
            body.body = [node]  # type: ignore[attr-defined] # it is the class just parsed
        found = dict(old.__globals__)
        module = ast.fix_missing_locations(ast.Module([body], []))
        future = old.__code__.co_flags & importlib.import_module("__future__").annotations.compiler_flag
        exec(compile(module, str(self.path), "exec", flags=future, dont_inherit=True), found)
        made = vars(found[self.owner])[node.name] if self.owner else found[node.name]
        assert isinstance(made, FunctionType)
        return made


@dataclass(frozen=True)
class Mutant:
    """One change of one function, the how many-th of it."""

    function: Function
    number: int
    old: cst.CSTNode
    new: cst.CSTNode

    @property
    def name(self) -> str:
        """The function, and which of its mutants."""
        return f"{self.function.name}#{self.number}"

    def source(self) -> str:
        """Return the changed function."""
        changed = self.function.node.deep_replace(self.old, self.new)
        assert isinstance(changed, cst.FunctionDef)
        return self.function.source(changed)

    def diff(self) -> str:
        """Return the lines it takes away, and those it puts in their place."""
        lines = difflib.unified_diff(self.function.source().splitlines(), self.source().splitlines(), n=0, lineterm="")
        return "\n".join(f"  {one[0]} {one[1:].strip()}" for one in list(lines)[2:] if one[0] in "+-")


#: The functions of the room in this process, by file and first line.
LIVE: dict[tuple[Path, int], list[FunctionType]] = defaultdict(list)


class Decorated(MutationVisitor):  # type: ignore[misc] # mutmut is there in a nox session only
    """What mutmut changes, in decorated functions too: nothing is decorated anew here."""

    METADATA_DEPENDENCIES = MutationVisitor.METADATA_DEPENDENCIES

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef) and node.decorators:
            node = node.with_changes(decorators=())
        return bool(super()._skip_node_and_children(node))


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Return all mutants of a file."""
    wrapper = MetadataWrapper(cst.parse_module(path.read_text(encoding="utf-8")))
    lines = wrapper.resolve(PositionProvider)
    visitor = Decorated(mutation_operators, IgnoredCode(set(), set(), set()))
    module = wrapper.visit(visitor)
    functions: dict[cst.CSTNode, Function] = {}
    for node in module.body:
        owner = node.name.value if isinstance(node, cst.ClassDef) else ""
        for one in node.body.body if isinstance(node, cst.ClassDef) else (node,):
            if isinstance(one, cst.FunctionDef):
                first = min(lines[each].start.line for each in (one.name, *one.decorators))
                functions[one] = Function(path, first, owner, one)
    numbers: Counter[Function] = Counter()
    for mutation in visitor.mutations:
        function = functions.get(mutation.contained_by_top_level_function)
        if function is not None and (path, function.line) in LIVE:
            numbers[function] += 1
            yield Mutant(function, numbers[function], mutation.original_node, mutation.mutated_node)


def enter(room: str) -> list[Path]:
    """Import every file of the room, find its functions, and return the files."""
    paths = sorted((ROOT / "src/otcpt" / room).rglob("*.py"))
    for path in paths:
        name = path.relative_to(ROOT / "src").with_suffix("").as_posix().replace("/", ".")
        importlib.import_module(name.removesuffix(".__init__"))
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and (path := Path(one.__code__.co_filename)) in paths:
            LIVE[path, one.__code__.co_firstlineno].append(one)
    return paths
