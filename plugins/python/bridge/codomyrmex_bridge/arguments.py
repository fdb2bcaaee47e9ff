"""Parameters as the function wants them: names checked against its signature, values made by its annotations."""

import base64
import collections.abc
import dataclasses
import datetime
import decimal
import enum
import inspect
import pathlib
import types
import typing
import uuid

from .refusal import Refused

MAX_SIGNATURE = 600
UNIONS = (typing.Union, getattr(types, "UnionType", typing.Union))


class Unfit(Exception):
    """A value that cannot be what its annotation says."""


def bound(function, parameters, synonyms):
    """`(positional, named, renamed)` for the call. Refuses names that the function does not take, and misses of those it needs."""
    signature = inspect.signature(function)
    known = signature.parameters
    takes_any = any(one.kind is one.VAR_KEYWORD for one in known.values())
    renames = {} if takes_any else renamed(parameters, known, synonyms)
    given = {renames.get(name, name): value for name, value in parameters.items()}
    unknown = [name for name in given if not takes_any and name not in known]
    missing = [name for name, one in known.items() if is_required(one) and name not in given]
    if unknown or missing:
        raise refused(function, signature, unknown, missing)
    hints = hints_of(function)
    positional, named = [], {}
    for name, one in known.items():
        if one.kind is one.VAR_KEYWORD or name not in given:
            continue
        value = fitted(function, signature, name, given[name], hints.get(name))
        if one.kind is one.POSITIONAL_ONLY:
            positional.append(value)
        elif one.kind is one.VAR_POSITIONAL:
            if not isinstance(value, list):
                raise unfit(function, signature, name, "a list is needed")
            # What stands before it must go by position as well.
            positional = [named.pop(earlier) for earlier in list(named)] + positional + value
        else:
            named[name] = value
    named.update({name: value for name, value in given.items() if name not in known})
    return positional, named, renames


def is_required(one):
    return one.default is one.empty and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)


def renamed(parameters, known, synonyms):
    """Names of other versions of a function, where exactly one of a group is known to this one."""
    renames = {}
    for name in parameters:
        others = {other for group in synonyms if name in group for other in group if other in known}
        if name not in known and len(others) == 1 and not others & set(parameters) and not others & set(renames.values()):
            renames[name] = others.pop()
    return renames


def shown(function, signature):
    return (function.__name__ + str(signature))[:MAX_SIGNATURE]


def refused(function, signature, unknown, missing):
    told = []
    if unknown:
        told.append("does not take %s" % ", ".join('"%s"' % name for name in unknown))
    if missing:
        told.append("needs %s" % ", ".join('"%s"' % name for name in missing))
    text = shown(function, signature)
    message = "%s %s: its signature is %s" % (function.__name__, " and ".join(told), text)
    return Refused("INVALID_PARAMETERS", message, unknown=unknown, missing=missing, signature=text)


def unfit(function, signature, name, why):
    text = shown(function, signature)
    message = '%s refuses "%s": %s; its signature is %s' % (function.__name__, name, why, text)
    return Refused("INVALID_PARAMETERS", message, parameter=name, signature=text)


def fitted(function, signature, name, value, annotation):
    try:
        return made(value, annotation)
    except Unfit as why:
        raise unfit(function, signature, name, str(why))


def hints_of(function):
    """Annotations by name; those that cannot be evaluated are left out."""
    plain = inspect.unwrap(function)
    try:
        return typing.get_type_hints(plain)
    except Exception:
        return {name: hint for name, hint in evaluated(plain)}


def evaluated(function):
    try:
        annotations = dict(function.__annotations__)
    except Exception:
        return
    for name, annotation in annotations.items():
        if isinstance(annotation, str):
            try:
                annotation = eval(annotation, function.__globals__)  # The module's own source text.
            except Exception:
                continue
        yield name, annotation


TEXT_FORMS = {
    datetime.datetime: lambda text: datetime.datetime.fromisoformat(text.replace("Z", "+00:00")),
    datetime.date: datetime.date.fromisoformat,
    datetime.time: datetime.time.fromisoformat,
    decimal.Decimal: decimal.Decimal,
    uuid.UUID: uuid.UUID,
    bytes: lambda text: base64.b64decode(text, validate=True),
}
COLLECTIONS = {
    tuple: tuple,
    set: set,
    frozenset: frozenset,
    collections.abc.Set: set,
    collections.abc.MutableSet: set,
}


def made(value, annotation):
    """`value` as `annotation` has it where that is more than JSON: paths, enumerations, dates, sets, records."""
    if annotation is None or annotation is typing.Any or value is None:
        return value
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return made(value, parts[0])
    if origin in UNIONS:
        return first_made(value, parts)
    if isinstance(value, list):
        return list_made(value, origin or annotation, parts)
    if isinstance(value, dict) and len(parts) == 2 and is_mapping(origin):
        return {key: made(member, parts[1]) for key, member in value.items()}
    if isinstance(annotation, type):
        return instance_made(value, annotation)
    return value


def is_mapping(origin):
    return isinstance(origin, type) and issubclass(origin, collections.abc.Mapping)


def first_made(value, parts):
    """The member of a union that the value is already, else the first that can be made of it."""
    if any(isinstance(part, type) and type(value) is part for part in parts):
        return value
    reasons, as_it_is = [], False
    for part in parts:
        try:
            result = made(value, part)
        except Unfit as why:
            reasons.append(str(why))
            continue
        if result is not value:
            return result
        as_it_is = as_it_is or part is not type(None)
    if not as_it_is:
        raise Unfit(reasons[0] if reasons else "nothing fits")
    return value


def list_made(value, kind, parts):
    fixed = kind is tuple and parts and parts[-1] is not Ellipsis
    if fixed and len(parts) != len(value):
        raise Unfit("%d values are needed, there are %d" % (len(parts), len(value)))
    each = parts if fixed else (parts[0] if parts else None,) * len(value)
    members = [made(member, part) for member, part in zip(value, each)]
    make = COLLECTIONS.get(kind)
    try:
        return members if make is None else make(members)
    except TypeError as error:
        raise Unfit(str(error))


def instance_made(value, kind):
    if isinstance(value, kind):
        return value
    if issubclass(kind, enum.Enum):
        return enumerated(value, kind)
    if isinstance(value, str):
        if issubclass(kind, pathlib.PurePath):
            return kind(value)
        form = TEXT_FORMS.get(kind)
        if form is not None:
            return formed(value, form, kind)
    if isinstance(value, dict):
        return record_made(value, kind)
    return value


def formed(value, form, kind):
    try:
        return form(value)
    except Exception as error:
        raise Unfit("it is no %s: %s" % (kind.__name__, str(error)[:200] or type(error).__name__))


def enumerated(value, kind):
    for member in kind:
        if member.value == value and type(member.value) is type(value):
            return member
    if isinstance(value, str):
        for name, member in kind.__members__.items():
            if name.lower() == value.lower():
                return member
    allowed = ", ".join(repr(member.value) for member in list(kind)[:20])
    raise Unfit("it is none of %s" % allowed)


def record_made(value, kind):
    if dataclasses.is_dataclass(kind):
        hints = typing_hints(kind)
        members = {name: made(member, hints.get(name)) for name, member in value.items()}
        return formed(members, lambda all_of_it: kind(**all_of_it), kind)
    validate = getattr(kind, "model_validate", None)
    return value if validate is None else formed(value, validate, kind)


def typing_hints(kind):
    try:
        return typing.get_type_hints(kind)
    except Exception:
        return {}
