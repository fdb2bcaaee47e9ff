"""What the bridge says when it does not do as asked."""


class Refused(Exception):
    """`code` is for programs, `message` for people, `details` is JSON."""

    def __init__(self, code, message, **details):
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details

    def as_failure(self):
        return {"code": self.code, "message": self.message, "details": self.details}
