"""What a package has: its version, its modules, the functions of a module, and the tools that it lists itself."""

import hashlib
import importlib.machinery
import os
import pkgutil

from . import plain
from .lookup import is_inside, is_public_name, load, public_functions, tool_meta, tools_of
from .refusal import Refused
from .schemas import describe_function

MAX_FUNCTIONS = 1_000
MAX_FILES = 100_000


def package(job, _header):
    """Whether the package can be imported, where it is and which version. Imports it."""
    name = job["package"]
    spec = importlib.machinery.PathFinder.find_spec(name)
    if spec is None:
        return {"found": False, "importable": False, "reason": "there is no package %s on the path" % name}
    location = spec.origin or next(iter(spec.submodule_search_locations or []), None)
    facts = {"found": True, "location": location, "fingerprint": fingerprint(spec)}
    try:
        module = load(name, "")
    except Refused as refusal:
        return {**facts, "importable": False, "reason": refusal.message}
    return {**facts, "importable": True, "version": version_of(name, module)}


def version_of(name, module):
    own = getattr(module, "__version__", None)
    if isinstance(own, str):
        return own[:100]
    try:
        from importlib import metadata  # Slow to import, and most packages tell their version themselves.

        return metadata.version(name)
    except Exception:
        return None


def fingerprint(spec):
    """Changes with every file of the package that is changed, added or removed; nothing is read but the folders."""
    digest = hashlib.sha256()
    for root in spec.submodule_search_locations or []:
        for place, (folder, folders, files) in enumerate(os.walk(root)):
            folders[:] = sorted(one for one in folders if one != "__pycache__")
            if place > MAX_FILES:
                break
            for file in sorted(files):
                if file.endswith(".py"):
                    path = os.path.join(folder, file)
                    facts = os.stat(path, follow_symlinks=False)
                    digest.update(("%s\0%d\0%d\n" % (path, facts.st_mtime_ns, facts.st_size)).encode("utf-8", "replace"))
    return digest.hexdigest()[:32]


def modules(job, _header):
    """Names of modules without the package's own, found in its folders: nothing is imported."""
    name, depth, limit = job["package"], job["depth"], job["limit"]
    spec = importlib.machinery.PathFinder.find_spec(name)
    if spec is None or spec.submodule_search_locations is None:
        raise Refused("PACKAGE_NOT_FOUND", "there is no package %s on the path" % name, package=name)
    found = list(walk(list(spec.submodule_search_locations), job["below"], depth))
    return {"modules": found[:limit], "truncated": max(0, len(found) - limit)}


def walk(path, below, depth):
    prefix = ""
    for part in below.split(".") if below else ():
        path = [os.path.join(folder, part) for folder in path if os.path.isdir(os.path.join(folder, part))]
        prefix = prefix + part + "."
    open_folders = [(path, prefix, depth)]
    while open_folders:
        folders, before, left = open_folders.pop(0)
        for info in sorted(pkgutil.iter_modules(folders), key=lambda one: one.name):
            if not is_public_name(info.name):
                continue
            yield {"module": before + info.name, "is_package": info.ispkg}
            if info.ispkg and left > 1:
                inner = [os.path.join(folder, info.name) for folder in folders]
                open_folders.append((inner, before + info.name + ".", left - 1))


def describe(job, _header):
    """Signatures and schemas of one module's public functions."""
    name = job["package"]
    module = first_module(name, job["modules"])
    functions = [describe_function(own, function, module.__name__) for own, function in public_functions(name, module)]
    known = {one["name"] for one in functions}
    try:
        tools = tools_of(name, module)
    except Refused:
        tools = None
    if tools is not None:
        functions += [
            describe_function(own, function, tools.__name__)
            for own, function in public_functions(name, tools)
            if own not in known and tool_meta(function) is not None
        ]
    return {
        "module": module.__name__,
        "description": (module.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")[:500],
        "functions": functions[:MAX_FUNCTIONS],
        "truncated": max(0, len(functions) - MAX_FUNCTIONS),
    }


def first_module(name, candidates):
    first = None
    for candidate in candidates:
        try:
            return load(name, candidate)
        except Refused as refusal:
            if first is None or first.code == "MODULE_NOT_FOUND":
                first = refusal
    raise first


def tools(job, header):
    """What the package's own decorator noted of the functions of one module."""
    name = job["package"]
    module = load(name, job["module"])
    listed = []
    for own, member in sorted(vars(module).items()):
        meta = tool_meta(member) if is_public_name(own) and callable(member) else None
        if meta is None or not is_inside(getattr(member, "__module__", None), module.__name__):
            continue
        listed.append(
            {
                "name": str(meta.get("name", own))[:200],
                "module": module.__name__,
                "action": own,
                "description": str(meta.get("description", ""))[:2_000],
                "category": str(meta.get("category", ""))[:100],
                "version": str(meta.get("version", ""))[:50],
                "deprecated_in": None if meta.get("deprecated_in") is None else str(meta["deprecated_in"])[:50],
                "schema": plain.plain(meta.get("schema") or {}, header["max_result_bytes"]).value,
            }
        )
    return {"tools": listed}
