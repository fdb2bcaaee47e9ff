"""The Python side of the bridge: a supervisor, the interpreters that it forks, and what these do."""
