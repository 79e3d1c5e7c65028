"""The names that a room imports as themselves: values that users are given, and name in annotations only."""

import ast


def met_in_results(source: str) -> list[str]:
    """Return these names of a module's source."""
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    return sorted(alias.name for node in imports for alias in node.names if alias.asname == alias.name)
