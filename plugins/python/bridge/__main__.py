"""Entry of the bridge; parses on any Python since 2.7, so that one that is too old can say so."""
import json
import os
import sys


def why_refused():
    if sys.version_info < (3, 9):
        return "PYTHON_TOO_OLD", "Python %s is too old: the bridge needs 3.9 or newer" % sys.version.split()[0]
    if not hasattr(os, "fork"):
        return "PLATFORM_UNSUPPORTED", "the bridge needs a system with fork and process groups"
    return None


def main():
    refusal = why_refused()
    if refusal is not None:
        with open(sys.argv[1], "w") as answers:
            answers.write(json.dumps({"refused": {"code": refusal[0], "message": refusal[1]}}) + "\n")
        return
    from codomyrmex_bridge import supervisor, worker

    child = None
    try:
        supervisor.run(sys.argv[1])
    except worker.Becomes as becomes:
        # A forked interpreter: it leaves the supervisor's frames behind, and ends as any program does.
        child = becomes.with_traceback(None)
    if child is not None:
        worker.serve(child)


if __name__ == "__main__":
    main()
