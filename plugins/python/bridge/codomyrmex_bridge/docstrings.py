"""What a docstring says of a function and of its parameters: Google's and Sphinx's ways to write it."""

import inspect
import re

MAX_TEXT = 1_000
SECTION = re.compile(r"^(Args|Arguments|Parameters|Params)\s*:\s*$")
OTHER_SECTION = re.compile(r"^[A-Z][A-Za-z ]+:\s*$")
ENTRY = re.compile(r"^(\s+)\*{0,2}(\w+)\s*(?:\([^)]*\))?\s*:\s*(.*)$")
SPHINX = re.compile(r"^:param\s+(?:[^:]*\s)?\*{0,2}(\w+)\s*:\s*(.*)$")


def read(function):
    """`(summary, {parameter: text})`."""
    try:
        text = inspect.getdoc(inspect.unwrap(function)) or ""
    except Exception:
        return "", {}
    lines = text.splitlines()
    return summary_of(lines)[:MAX_TEXT], {name: told[:MAX_TEXT] for name, told in entries(lines).items()}


def summary_of(lines):
    told = []
    for line in lines:
        if not line.strip():
            break
        told.append(line.strip())
    return " ".join(told)


def entries(lines):
    found, name, indent, inside = {}, None, None, False
    for line in lines:
        sphinx = SPHINX.match(line.strip())
        if sphinx:
            name, inside = None, False
            found[sphinx.group(1)] = sphinx.group(2).strip()
        elif SECTION.match(line.strip()):
            inside, name, indent = True, None, None
        elif inside and OTHER_SECTION.match(line):
            inside = False
        elif inside and line.strip():
            entry = ENTRY.match(line)
            if entry and (indent is None or len(entry.group(1)) <= indent):
                indent, name = len(entry.group(1)), entry.group(2)
                found[name] = entry.group(3).strip()
            elif name is not None:
                found[name] = (found[name] + " " + line.strip()).strip()
    return found
