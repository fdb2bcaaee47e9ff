"""Calls one public function with parameters that came as JSON."""

import inspect

from . import arguments, plain
from .lookup import find


def call(job, header):
    module, function = find(job["package"], job["candidates"])
    positional, named, renamed = arguments.bound(function, job["parameters"], job["synonyms"])
    returned = function(*positional, **named)
    if inspect.isawaitable(returned):
        import asyncio  # Takes longer to import than all else together, and few need it.

        returned = asyncio.run(awaited(returned))
    result = plain.plain(returned, header["max_result_bytes"])
    return {
        "module": module.__name__,
        "action": function.__name__,
        "result": result.value,
        "returned_type": type(returned).__qualname__,
        "converted": result.converted,
        "renamed": renamed,
    }


async def awaited(value):
    return await value
