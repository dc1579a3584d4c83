"""Why a command cannot go on, as a sentence for the person who runs it."""


class CannotDeploy(Exception):
    """The sentence says what is wrong; nothing that it concerns was changed."""


class NotAllowed(CannotDeploy):
    """Google or Stripe refuses these credentials something: the sentence names the request."""


class Unanswered(CannotDeploy):
    """A request was sent and not answered. Whether it had an effect is seen by the next run."""
