"""Whatever a Firestore document may hold: each type, nested, huge, and values that look like others."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

LOOKALIKES = st.sampled_from(
    [
        "true", "false", "0", "1", "100", "10000.0", "", " ", "null", "NaN", "usd", "USD", "us", " usd",
        0, -0.0, 1, -1, 10_000, 10_000.0, 99.5, 1e300, float("nan"), float("inf"), float("-inf"), 2**63 - 1,
        1_705_320_000, 1_705_320_000_000, 1_705_320_000.5, 99_999_999_999, "2026-11-23T12:00:00Z", "u$d",
        "2026-11-23",
        "20261123", "1705320000", "tomorrow", NOON, datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC), True, False, None, b"bytes",
        {"seconds": 1_705_320_000, "nanoseconds": 0}, {"_seconds": 1_705_320_000, "_nanoseconds": 1},
        {"seconds": "1705320000", "nanoseconds": 0}, {"seconds": True, "nanoseconds": 0}, {"seconds": 1},
        {"seconds": float("nan"), "nanoseconds": 0}, {"seconds": 1e300, "nanoseconds": 0},
        {"isEnabled": True},
        [], {}, [[]], ["ann"], ["ann", None], ["ann", 5], {"1": 60, "3": 40}, "ann", "a/b", "__x__",
        "x" * 129,
        "\ud800", "a\x00b", "completed", "active", "Completed", "custom", "winner_takes_all",
    ]
)  # fmt: skip
SCALARS = (
    LOOKALIKES
    | st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.text(max_size=40)
    | st.binary(max_size=8)
    | st.datetimes(timezones=st.just(UTC))
    | st.integers(1, 1_000_000).map(lambda length: "x" * length)
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
