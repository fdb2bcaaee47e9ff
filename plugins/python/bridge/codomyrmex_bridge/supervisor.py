"""Hands jobs to forked interpreters and ends those that take too long.

No code of users runs in this process: it has one thread, reads its orders whole, and forks itself, which makes a fresh
interpreter in about a millisecond. An interpreter has one job at a time, so what ends it is known to be that job.
"""

import collections
import json
import os
import platform
import selectors
import signal
import sys
import time

from .worker import Becomes, prepare, write_all

CHUNK = 1 << 16
#: Seconds that interpreters have to flush their files when there is nothing more to do.
FAREWELL = 1.0
#: What an answer has beside its value.
FRAME_BYTES = 64 * 1024


class Interpreter:
    """The supervisor's side of one forked interpreter."""

    def __init__(self, pid, requests, answers):
        self.pid = pid
        self.requests = requests
        self.answers = answers
        self.job = None
        self.started = 0.0
        self.deadline = None
        self.to_send = b""
        self.received = bytearray()

    def kill(self):
        """Everything in its process group; the only way to stop Python that does not want to stop."""
        for kill in (os.killpg, os.kill):
            try:
                kill(self.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass


class Supervisor:
    def __init__(self, header, jobs, output):
        self.header = header
        self.output = output
        self.jobs = collections.deque(jobs)
        self.size = max(1, min(header["workers"], len(self.jobs)))
        self.interpreters = []
        self.selector = selectors.DefaultSelector()
        self.room = header["max_total_bytes"]

    def run(self):
        signal.signal(signal.SIGTERM, self._terminate)
        self._wake_on_child()
        while self.jobs or any(one.job is not None for one in self.interpreters):
            self._hand_out()
            for key, events in self.selector.select(self._patience()):
                if key.data is None:
                    os.read(key.fd, CHUNK)
                elif key.data not in self.interpreters:
                    continue  # Ended by another event of this round.
                elif events & selectors.EVENT_WRITE:
                    self._send(key.data)
                else:
                    self._receive(key.data)
            self._expire()
            self._notice_ends()
        self._farewell()

    def _wake_on_child(self):
        """An interpreter's end is noticed at once, even where a process that it forked holds its pipe open."""
        read, write = os.pipe()
        for descriptor in (read, write):
            os.set_blocking(descriptor, False)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.wakeup = (read, write)
        self.selector.register(read, selectors.EVENT_READ)

    def _terminate(self, *_):
        for one in self.interpreters:
            one.kill()
        os._exit(128 + signal.SIGTERM)

    def _patience(self):
        deadlines = [one.deadline for one in self.interpreters if one.deadline is not None]
        return max(0.0, min(deadlines) - time.monotonic()) if deadlines else None

    def _hand_out(self):
        while self.jobs:
            idle = next((one for one in self.interpreters if one.job is None), None)
            if idle is None:
                if len(self.interpreters) >= self.size:
                    return
                idle = self._fork()
            job = self.jobs.popleft()
            idle.job = job
            idle.started = time.monotonic()
            idle.deadline = None if job.get("timeout") is None else idle.started + job["timeout"]
            idle.to_send = as_line(job)
            self._send(idle)

    def _fork(self):
        request_read, request_write = os.pipe()
        answer_read, answer_write = os.pipe()
        # A TERM between the fork and the note of it would leave the child alone.
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        try:
            pid = os.fork()
            if pid == 0:
                os.setpgid(0, 0)
                self._let_go(request_write, answer_read)
                raise Becomes(request_read, answer_write, self.header, blocked)
            try:
                # Both sides do it, so that it has happened whoever comes first.
                os.setpgid(pid, pid)
            except (PermissionError, ProcessLookupError):
                pass
            one = Interpreter(pid, request_write, answer_read)
            self.interpreters.append(one)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        os.close(request_read)
        os.close(answer_write)
        os.set_blocking(request_write, False)
        self.selector.register(answer_read, selectors.EVENT_READ, one)
        return one

    def _let_go(self, *own):
        """In the child: what belongs to the supervisor and to the other interpreters."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        self.selector.close()
        others = [end for one in self.interpreters for end in (one.requests, one.answers)]
        for descriptor in (*own, *self.wakeup, *others, self.output):
            os.close(descriptor)

    def _send(self, one):
        try:
            one.to_send = one.to_send[os.write(one.requests, one.to_send) :]
        except BlockingIOError:
            pass
        except BrokenPipeError:
            one.to_send = b""
        waiting = one.requests in self.selector.get_map()
        if one.to_send and not waiting:
            self.selector.register(one.requests, selectors.EVENT_WRITE, one)
        elif waiting and not one.to_send:
            self.selector.unregister(one.requests)

    def _receive(self, one):
        data = os.read(one.answers, CHUNK)
        if not data:
            self._lost(one)
            return
        one.received += data
        if one.received.endswith(b"\n"):
            line, one.received = bytes(one.received), bytearray()
            self._answer(one, line)
        elif len(one.received) > self.header["max_result_bytes"] + FRAME_BYTES:
            self._end(one, too_large(self.header["max_result_bytes"]))

    def _answer(self, one, line):
        job, one.job, one.deadline = one.job, None, None
        if job is None:
            return
        self.room -= len(line)
        if self.room < 0:
            # Small ones are still told: a later result may fit where a large one did not.
            self.room += len(line)
            write_all(self.output, as_line(told(job, one, too_large_together(self.header["max_total_bytes"]))))
        else:
            write_all(self.output, line)

    def _expire(self):
        now = time.monotonic()
        for one in [one for one in self.interpreters if one.deadline is not None and one.deadline <= now]:
            seconds = one.job["timeout"]
            self._end(
                one,
                {
                    "code": "TIMEOUT_EXCEEDED",
                    "message": "it took longer than %g s, and its process group was killed" % seconds,
                    "details": {"timeout": seconds},
                },
            )

    def _notice_ends(self):
        for one in list(self.interpreters):
            pid, status = os.waitpid(one.pid, os.WNOHANG)
            if pid != 0:
                self._lost(one, status)

    def _lost(self, one, status=None):
        """An interpreter that ended by itself: what it wrote before is still read."""
        one.kill()
        if status is None:
            _, status = os.waitpid(one.pid, 0)
        rest = self._rest_of(one)
        if rest is not None:
            self._answer(one, rest)
        self._forget(one, how_ended(status))

    def _rest_of(self, one):
        os.set_blocking(one.answers, False)
        try:
            while one.job is not None:
                data = os.read(one.answers, CHUNK)
                if not data:
                    return None
                one.received += data
                if one.received.endswith(b"\n"):
                    return bytes(one.received)
        except BlockingIOError:
            pass
        return None

    def _end(self, one, failure):
        one.kill()
        os.waitpid(one.pid, 0)
        self._forget(one, failure)

    def _forget(self, one, failure):
        if one.job is not None:
            write_all(self.output, as_line(told(one.job, one, failure)))
        self.interpreters.remove(one)
        for descriptor in (one.requests, one.answers):
            if descriptor in self.selector.get_map():
                self.selector.unregister(descriptor)
            os.close(descriptor)

    def _farewell(self):
        for one in self.interpreters:
            os.close(one.requests)
        waiting = list(self.interpreters)
        until = time.monotonic() + FAREWELL
        pause = 0.001
        while waiting and time.monotonic() < until:
            waiting = [one for one in waiting if os.waitpid(one.pid, os.WNOHANG)[0] == 0]
            if waiting:
                time.sleep(pause)
                pause = min(pause * 2, 0.05)
        # Also of those that ended: what they started and left in their group.
        for one in self.interpreters:
            one.kill()


def told(job, one, failure):
    return {"id": job["id"], "ok": False, "seconds": time.monotonic() - one.started, "failure": failure}


def too_large(limit):
    return {
        "code": "RESULT_TOO_LARGE",
        "message": "its result is larger than %d bytes of JSON" % limit,
        "details": {"limit": limit},
    }


def too_large_together(limit):
    return {
        "code": "RESULT_TOO_LARGE",
        "message": "the results together are larger than %d bytes of JSON" % limit,
        "details": {"limit": limit},
    }


def how_ended(status):
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        try:
            name = signal.Signals(number).name
        except ValueError:
            name = str(number)
        return {
            "code": "PROCESS_SIGNALLED",
            "message": "its interpreter was ended by %s" % name,
            "details": {"signal": name},
        }
    code = os.WEXITSTATUS(status)
    return {
        "code": "PROCESS_EXITED",
        "message": "it ended its interpreter with exit code %d" % code,
        "details": {"exit_code": code},
    }


def as_line(data):
    return json.dumps(data).encode() + b"\n"


def run(answers):
    """Reads the orders from stdin and writes answers, as they come, to the new file `answers`."""
    orders = sys.stdin.buffer.read().splitlines()
    header = json.loads(orders[0])
    output = os.open(answers, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
    hello = {
        "python": platform.python_version(),
        "executable": sys.executable,
        "implementation": platform.python_implementation(),
        "platform": sys.platform,
    }
    write_all(output, as_line({"hello": hello}))
    jobs = [json.loads(line) for line in orders[1:]]
    prepare({job["op"] for job in jobs})
    Supervisor(header, jobs, output).run()
