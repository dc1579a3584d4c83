"""The rate limit, off unless set (docs.stripe.com/rate-limits: 25 requests a second in a sandbox)."""

from stripe_emulator.errors import rate_limited
from stripe_emulator.world.state import State


def check_rate(state: State, now: float) -> None:
    """Raise 429 if the last second already had `settings["requests_per_second_max"]` requests."""
    most = state.settings.get("requests_per_second_max")
    if not most:
        return
    recent = [moment for moment in state.request_times if now - moment < 1]
    state.request_times[:] = recent
    if len(recent) >= most:
        raise rate_limited()
    state.request_times.append(now)
