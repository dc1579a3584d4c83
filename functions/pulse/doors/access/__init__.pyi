from pulse.doors.access.authentication import FirebaseTokens
from pulse.doors.access.rate_limits import RateLimits

__all__ = ["FirebaseTokens", "RateLimits"]
