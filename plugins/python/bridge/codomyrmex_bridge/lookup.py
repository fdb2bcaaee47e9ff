"""Finds public functions of a package, and nothing else that Python could reach."""

import difflib
import importlib
import inspect
import keyword
import pkgutil

from .refusal import Refused

TOOLS = "mcp_tools"
MAX_NAMED = 50


def tool_meta(member):
    """What the package's own decorator noted of a function, or None."""
    meta = getattr(member, "_mcp_tool_meta", None)
    return meta if isinstance(meta, dict) else None


def is_public_name(name):
    return name.isidentifier() and not name.startswith("_") and not keyword.iskeyword(name)


def is_inside(name, package):
    return isinstance(name, str) and (name == package or name.startswith(package + "."))


def load(package, module):
    """The module `package.module`; `module` may be written with its package, and is the package itself when empty."""
    full = module if is_inside(module, package) else "%s.%s" % (package, module) if module else package
    for part in full.split("."):
        if not is_public_name(part):
            raise Refused("MODULE_NOT_FOUND", '"%s" is not the name of a public module' % full, module=full)
    try:
        found = importlib.import_module(full)
    except ModuleNotFoundError as error:
        # A name above or at the one asked for is not there; any other is something that the module needs.
        if error.name is not None and is_inside(full, error.name):
            raise Refused("MODULE_NOT_FOUND", 'there is no module "%s"' % error.name, module=full, **nearest(full))
        raise unimportable(full, error)
    except Exception as error:
        raise unimportable(full, error)
    except SystemExit as error:
        raise unimportable(full, error)
    if not is_inside(getattr(found, "__name__", None), package):
        raise Refused("MODULE_NOT_FOUND", "%s is not a module of %s" % (full, package), module=full)
    return found


def unimportable(full, error):
    details = {"module": full, "type": type(error).__name__}
    if isinstance(error, ModuleNotFoundError) and error.name:
        details["missing"] = error.name
    reason = "%s: %s" % (type(error).__name__, str(error)[:500])
    return Refused("MODULE_UNIMPORTABLE", "%s cannot be imported: %s" % (full, reason), **details)


def nearest(full):
    parent, _, last = full.rpartition(".")
    try:
        path = importlib.import_module(parent).__path__
    except Exception:
        return {}
    names = sorted(info.name for info in pkgutil.iter_modules(path))
    near = difflib.get_close_matches(last, names, n=3)
    return {"near": ["%s.%s" % (parent, name) for name in near]}


def why_not_callable(member, package):
    """Why a member of a module is no action, or None when it is one."""
    if inspect.isclass(member):
        return "is a class, not a function"
    try:
        plain = inspect.unwrap(member)
    except ValueError:
        return "is wrapped around itself"
    if not inspect.isfunction(plain):
        return "is not a Python function"
    home = getattr(member, "__module__", None) or plain.__module__
    if not is_inside(home, package):
        return "is defined in %s, not in %s" % (home, package)
    return None


def member_of(module, name):
    """The member, or None when there is none; modules may make theirs when they are asked for."""
    try:
        return getattr(module, name, None)
    except Exception as error:
        raise unimportable("%s.%s" % (module.__name__, name), error)


def tools_of(package, module):
    """The module's `mcp_tools`, where the upstream package keeps what it offers to agents."""
    if not hasattr(module, "__path__") or module.__name__.rpartition(".")[2] == TOOLS:
        return None
    try:
        return load(package, "%s.%s" % (module.__name__, TOOLS))
    except Refused as refusal:
        if refusal.code == "MODULE_NOT_FOUND":
            return None
        raise


def function_in(package, module, name):
    """The function and the module that has it, or the reason why there is none."""
    if not is_public_name(name):
        return None, '"%s" is not the name of a public function' % name
    member = member_of(module, name)
    if member is None:
        return None, "%s has no function %s" % (module.__name__, name)
    why = why_not_callable(member, package)
    if why is not None:
        return None, "%s.%s %s" % (module.__name__, name, why)
    return member, None


def find(package, candidates):
    """The first candidate that is there: `(module, function)`."""
    first = None
    for module_name, names in candidates:
        try:
            module = load(package, module_name)
        except Refused as refusal:
            # What is there and does not import says more than what is not there.
            if first is None or (first.code == "MODULE_NOT_FOUND" and refusal.code != "MODULE_NOT_FOUND"):
                first = refusal
            continue
        reasons = []
        for name in names:
            function, reason = function_in(package, module, name)
            if function is not None:
                return module, function
            reasons.append(reason)
        found = find_tool(package, module, names)
        if found is not None:
            return found
        if first is None or first.code == "MODULE_NOT_FOUND":
            first = not_found(package, module, names[0], reasons[0])
    raise first


def find_tool(package, module, names):
    try:
        tools = tools_of(package, module)
    except Refused:
        return None
    for name in names if tools is not None else ():
        function, _ = function_in(package, tools, name)
        if function is not None and tool_meta(function) is not None:
            return tools, function
    return None


def not_found(package, module, name, reason):
    names = [name for name, _ in public_functions(package, module)]
    near = difflib.get_close_matches(name, names, n=3)
    return Refused(
        "ACTION_NOT_FOUND",
        reason,
        module=module.__name__,
        action=name,
        near=near,
        functions=names[:MAX_NAMED],
        more=max(0, len(names) - MAX_NAMED),
    )


def public_functions(package, module):
    """What a module offers: the functions that `__all__` names, else those that are its own or of modules in it."""
    exported = getattr(module, "__all__", None)
    listed = list(exported) if isinstance(exported, (list, tuple)) else None
    names = listed if listed is not None else list(vars(module))
    for name in sorted({name for name in names if isinstance(name, str) and is_public_name(name)}):
        try:
            member = member_of(module, name)
        except Refused:
            continue
        if member is None or why_not_callable(member, package) is not None:
            continue
        if listed is None and not is_inside(getattr(member, "__module__", None), module.__name__):
            continue
        yield name, member
