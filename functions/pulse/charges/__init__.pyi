from pulse.charges.fetch import fetch_dispute_story, fetch_processing
from pulse.charges.paid_cards import find_cards, find_users_of_card, note_card
from pulse.charges.story import DisputeOutcome, DisputeStory, is_on_its_way, undone

__all__ = [
    "DisputeOutcome",
    "DisputeStory",
    "fetch_dispute_story",
    "fetch_processing",
    "find_cards",
    "find_users_of_card",
    "is_on_its_way",
    "note_card",
    "undone",
]
