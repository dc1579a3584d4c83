"""What the migration says of a document of the first system, and why a person has to look at it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a step does with a document. The sums of all verdicts are the sums of all documents."""

    NOTHING = "nothing"
    """There is nothing to adopt: a person without an account, or one whose account has a record."""
    OURS = "ours"
    """This system wrote it."""
    ADOPTED = "adopted"
    """A step has adopted it."""
    ADOPT = "adopt"
    """Stripe confirms it, or nothing speaks against it: the step adopts it."""
    HOLD = "hold"
    """An unpaid prize that may have been paid: adopted, and paid only if two administrators agree."""
    DOUBT = "doubt"
    """A person looks. No step touches it, and it is never paid."""
    LEFT = "left"
    """A person decided that it stays as it is: no step touches it, and it is never paid."""


class Why(StrEnum):
    UNREADABLE = "unreadable"
    UNANSWERED = "unanswered"
    MISPLACED = "misplaced"
    FIELDS_OF_OURS = "fields_of_ours"
    UNAUDITED = "unaudited"
    SUMS_DIFFER = "sums_differ"
    RATE_DIFFERS = "rate_differs"
    NAMED_TWICE = "named_twice"
    ACCOUNT_UNKNOWN = "account_unknown"
    ACCOUNT_OF_ANOTHER = "account_of_another"
    ACCOUNT_CLAIMED_TWICE = "account_claimed_twice"
    ACCOUNTS_DIFFER = "accounts_differ"
    ACCOUNT_DIFFERS = "account_differs"
    PROFILE_OF_ANOTHER = "profile_of_another"
    WIN_WITHOUT_RECORD = "win_without_record"
    INTENT_UNKNOWN = "intent_unknown"
    INTENT_DIFFERS = "intent_differs"
    NOT_PAID = "not_paid"
    PAID_AFTER_ALL = "paid_after_all"
    TAKEN_BACK = "taken_back"
    NOT_TAKEN_BACK = "not_taken_back"
    FEE_DIFFERS = "fee_differs"
    DESTINATION_DIFFERS = "destination_differs"
    TRANSFER_UNKNOWN = "transfer_unknown"
    TRANSFER_DIFFERS = "transfer_differs"
    TRANSFER_OF_ANOTHER = "transfer_of_another"
    TRANSFER_REVERSED = "transfer_reversed"
    RECIPIENT_UNKNOWN = "recipient_unknown"
    PAID_UNNAMED = "paid_unnamed"
    PRIZE_TWICE = "prize_twice"
    AWARDED_HERE = "awarded_here"
    MAY_BE_PAID = "may_be_paid"
    SENT_TO_WINNER = "sent_to_winner"
    SHOWN_AS_PAID = "shown_as_paid"


@dataclass(frozen=True, slots=True)
class Reason:
    """*sentence* is for the operator. *adoptable*: a person who has looked may adopt it all the same."""

    sentence: str
    adoptable: bool = False


REASONS: dict[Why, Reason] = {
    Why.UNREADABLE: Reason("A field does not fit. Correct it, or leave the document as it is."),
    Why.UNANSWERED: Reason("It could not be judged. Ask again; the log has the error."),
    Why.MISPLACED: Reason("It says that it is another document. Find out which one is right."),
    Why.FIELDS_OF_OURS: Reason(
        "It lacks feeBps like the first system's documents, and has fields of this system. Remove those, or "
        "put feeBps back."
    ),
    Why.UNAUDITED: Reason(
        "It has a rate like this system's documents, and no place in the audit trail. Remove feeBps."
    ),
    Why.SUMS_DIFFER: Reason("Share and fee do not add up to the price. Correct the amounts."),
    Why.RATE_DIFFERS: Reason("The fee is not 3 % of the price. If it was agreed, adopt it.", adoptable=True),
    Why.NAMED_TWICE: Reason("Another document names the same object at Stripe. Leave one of them."),
    Why.ACCOUNT_UNKNOWN: Reason(
        "Stripe does not know the account. Leave a record, take the id out of a profile: then the person "
        "opens a new one."
    ),
    Why.ACCOUNT_OF_ANOTHER: Reason(
        "The account is another person's, by our records or by Stripe's metadata."
    ),
    Why.ACCOUNT_CLAIMED_TWICE: Reason(
        "Another document claims the same account, for another person or role. Leave all but one."
    ),
    Why.ACCOUNTS_DIFFER: Reason(
        "The profile and the account's record name two accounts. Ask the person, and leave one of the two."
    ),
    Why.ACCOUNT_DIFFERS: Reason(
        "Stripe's account is of another type or country than the first system's were. If it is this "
        "person's all the same, adopt it.",
        adoptable=True,
    ),
    Why.PROFILE_OF_ANOTHER: Reason(
        "The account's web page at Stripe is another person's profile. If it is a former name, adopt it.",
        adoptable=True,
    ),
    Why.WIN_WITHOUT_RECORD: Reason(
        "The profile shows a prize that has no record: it stays shown, and counts in no total. If it was "
        "paid, note it, then adopt.",
        adoptable=True,
    ),
    Why.INTENT_UNKNOWN: Reason("Stripe does not know the payment intent. Leave it: it does not count."),
    Why.INTENT_DIFFERS: Reason("Stripe's payment intent has another amount or currency."),
    Why.NOT_PAID: Reason("It counts as paid, and Stripe did not get the money."),
    Why.PAID_AFTER_ALL: Reason(
        "It does not count as paid, and Stripe got the money. Enrol the buyer or refund first: another "
        "status alone enrols nobody."
    ),
    Why.TAKEN_BACK: Reason(
        "A part or all of it went back to the buyer, and the document counts the whole share. If you adopt "
        "it, the next sweep books what went back, and takes the trainer's share of it back if that is still "
        "with them.",
        adoptable=True,
    ),
    Why.NOT_TAKEN_BACK: Reason(
        "It counts as refunded or disputed, and Stripe gave nothing back. Correct the status."
    ),
    Why.FEE_DIFFERS: Reason("Stripe took another fee than the document says."),
    Why.DESTINATION_DIFFERS: Reason("Stripe sent the money to another account."),
    Why.TRANSFER_UNKNOWN: Reason(
        "Stripe does not know the transfer. Look for the right one in its Dashboard."
    ),
    Why.TRANSFER_DIFFERS: Reason("Stripe's transfer has another amount or currency."),
    Why.TRANSFER_OF_ANOTHER: Reason(
        "The transfer was made for another prize, or to another person's account."
    ),
    Why.TRANSFER_REVERSED: Reason(
        "Money of the transfer was taken back. If the prize counts as paid all the same, adopt it.",
        adoptable=True,
    ),
    Why.RECIPIENT_UNKNOWN: Reason(
        "The transfer went to an account that nobody here is known to have. If it is the winner's, adopt it.",
        adoptable=True,
    ),
    Why.PAID_UNNAMED: Reason("It counts as paid and names no transfer. Add the id of the transfer."),
    Why.PRIZE_TWICE: Reason(
        "The person has another prize record for this challenge. Leave it, or adopt it as held.",
        adoptable=True,
    ),
    Why.AWARDED_HERE: Reason(
        "The challenge was awarded by this system, too. Leave it, or adopt it as held.", adoptable=True
    ),
    Why.MAY_BE_PAID: Reason("A transfer of this amount belongs to no record: it may have paid the prize."),
    Why.SENT_TO_WINNER: Reason(
        "A transfer to the winner's account belongs to no record: it may have paid the prize."
    ),
    Why.SHOWN_AS_PAID: Reason("The winner's profile shows the prize as paid."),
}
"""A sentence for each. Nothing that Stripe contradicts is adoptable."""
