"""One forked interpreter: takes jobs line by line and answers each, whatever the called code does."""

import importlib
import json
import os
import signal
import sys
import time
import traceback

from .refusal import Refused

MAX_MESSAGE = 2_000
MAX_TRACEBACK = 8_000
MAX_FRAMES = 20
#: The folder that Python was started with.
BRIDGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Becomes(BaseException):
    """Raised in a forked child, so that it leaves the supervisor's frames."""

    def __init__(self, requests, answers, header, mask):
        super().__init__()
        self.requests = requests
        self.answers = answers
        self.header = header
        self.mask = mask


#: Where each operation is done.
HOMES = {"call": "calling", "describe": "catalogue", "modules": "catalogue", "tools": "catalogue", "package": "catalogue"}
OPERATIONS = {}


def prepare(names):
    """Imports what these operations need and no more: most of the time that a call takes is this."""
    for name in names:
        OPERATIONS[name] = getattr(importlib.import_module("." + HOMES[name], __package__), name)


def serve(child):
    prepare_standard_streams()
    # The bridge itself is started with -B, to leave nothing in an installed package; what is called may be kept compiled.
    sys.dont_write_bytecode = False
    # What modules import must not be found among the bridge's files.
    sys.path[:] = child.header["python_path"] + [folder for folder in sys.path if folder != BRIDGE]
    signal.pthread_sigmask(signal.SIG_SETMASK, child.mask)
    folder = os.getcwd()
    with os.fdopen(child.requests, "rb") as requests:
        for line in requests:
            os.chdir(folder)
            write_all(child.answers, answer(json.loads(line), child.header))
    os.close(child.answers)


def prepare_standard_streams():
    """There is nothing to read. What is printed goes out line by line, so that the log has it when the interpreter is killed."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)


def answer(job, header):
    pid = os.getpid()
    started = time.monotonic()
    try:
        told = {"ok": True, "value": OPERATIONS[job["op"]](job, header)}
    except Refused as refusal:
        told = {"ok": False, "failure": refusal.as_failure()}
    except BaseException as error:  # SystemExit and KeyboardInterrupt are the called code's failures too.
        told = {"ok": False, "failure": raised(error)}
    if os.getpid() != pid:
        # The called code forked, and its child came back as well: there is one answer to give.
        os._exit(0)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            pass  # The called code closed it.
    return encoded({"id": job["id"], **told, "seconds": time.monotonic() - started}, header)


def encoded(told, header):
    limit = header["max_result_bytes"]
    line = json.dumps(told, allow_nan=False).encode() + b"\n"
    if len(line) <= limit:
        return line
    failure = Refused("RESULT_TOO_LARGE", "its result is larger than %d bytes of JSON" % limit, limit=limit)
    small = {"id": told["id"], "ok": False, "seconds": told["seconds"], "failure": failure.as_failure()}
    return json.dumps(small).encode() + b"\n"


def raised(error):
    """An exception of the called code, as data."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else "%s.%s" % (kind.__module__, kind.__qualname__)
    return {
        "code": "PYTHON_RAISED",
        "message": "%s: %s" % (name, text_of(error)),
        "details": {"type": name, "traceback": frames_of(error)},
    }


def text_of(error):
    try:
        return str(error)[:MAX_MESSAGE]
    except BaseException:
        return "(its message cannot be read)"


def frames_of(error):
    """The called code's own frames, the innermost last."""
    own = os.path.dirname(os.path.abspath(__file__))
    try:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(own)]
        return "".join(traceback.format_list(frames[-MAX_FRAMES:]))[-MAX_TRACEBACK:]
    except BaseException:
        return ""


def write_all(descriptor, data):
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
