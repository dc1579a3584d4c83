from pulse.backoffice.cancellations.ask import AskCancellation, NotCancellable, ask_cancellation, read_extent
from pulse.backoffice.cancellations.carry_out import carry_out_cancellations
from pulse.backoffice.cancellations.records import Cancellation, CancellationStatus, cancellation_path

__all__ = [
    "AskCancellation",
    "Cancellation",
    "CancellationStatus",
    "NotCancellable",
    "ask_cancellation",
    "cancellation_path",
    "carry_out_cancellations",
    "read_extent",
]
