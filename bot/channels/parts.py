"""A message that leaves in several calls, of which one fails."""

from domain.channels import MaybeSent, RetryLater, SendFailed


def after_a_part(failure: SendFailed) -> SendFailed:
    """The failure of a later part: what stands before it has arrived, so the whole is no longer certain."""
    if not failure.certain:
        return failure
    return MaybeSent(after=failure.after if isinstance(failure, RetryLater) else None)
