"""A payment's document: named by its payment intent, or, made by the first system, as that named it."""

from __future__ import annotations

from pulse.documents import is_first_systems
from pulse.ports import Document, Ports
from pulse.ports.store import Query
from pulse.sales.records import payment_path


def read_payment(payment_id: str, *, ports: Ports) -> Document | None:
    return ports.store.get(payment_path(payment_id)) or find_elsewhere(payment_id, ports=ports)


def find_elsewhere(payment_id: str, *, ports: Ports) -> Document | None:
    """The only document of another name that says that it is this payment's.

    Of several, the only one that was adopted: the others were left aside (decision 0802).
    """
    named = Query("payments", where=[("paymentId", "==", payment_id)])
    found = [one for one in ports.store.query(named) if one.path != payment_path(payment_id)]
    adopted = [one for one in found if not is_first_systems(one.fields)]
    single = adopted or found
    return single[0] if len(single) == 1 else None
