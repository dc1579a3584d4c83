// Made from docs/openapi.json by `python -m local.openapi`: change nothing here.
@file:Suppress("UNCHECKED_CAST")

package pulse.payments

/** An answer of another form than this version of the app knows: the app is older than the backend. */
class UnexpectedForm(field: String) : Exception("The answer has no readable $field")

private fun <T : Any> Map<String, Any?>.need(name: String, read: (Any) -> T?): T =
    this[name]?.let(read) ?: throw UnexpectedForm(name)

private fun <T : Any> Map<String, Any?>.take(name: String, read: (Any) -> T?): T? = this[name]?.let(read)

private fun text(value: Any): String? = value as? String
private fun flag(value: Any): Boolean? = value as? Boolean
private fun whole(value: Any): Long? = (value as? Number)?.toLong()
private fun number(value: Any): Double? = (value as? Number)?.toDouble()
private fun fields(value: Any): Map<String, Any?>? = value as? Map<String, Any?>

/** All of them, or null if one cannot be read: a shorter list would be another answer. */
private fun <T : Any> list(value: Any, read: (Any) -> T?): List<T>? {
    val values = value as? List<Any> ?: return null
    return values.mapNotNull(read).takeIf { it.size == values.size }
}

/** The `code` in a failure's details. */
enum class Code(val value: String) {
    ABOVE_TOTAL("above_total"),
    ACCOUNT_CREATION_REFUSED("account_creation_refused"),
    ACCOUNT_DISCONNECTED("account_disconnected"),
    ACCOUNT_NOT_ADOPTED("account_not_adopted"),
    ACCOUNT_NOT_FOUND("account_not_found"),
    ACCOUNT_REJECTED("account_rejected"),
    ADDRESS_NOT_ALLOWED("address_not_allowed"),
    ALREADY_BOUGHT("already_bought"),
    ALREADY_PAID("already_paid"),
    AMOUNT_MISMATCH("amount_mismatch"),
    AMOUNT_OUT_OF_RANGE("amount_out_of_range"),
    ANONYMOUS_NOT_ALLOWED("anonymous_not_allowed"),
    APP_CHECK_FAILED("app_check_failed"),
    APPROVAL_EXPIRED("approval_expired"),
    APPROVAL_NOT_FOUND("approval_not_found"),
    APPROVAL_PENDING("approval_pending"),
    APPROVAL_REQUIRED("approval_required"),
    APPROVAL_USED("approval_used"),
    ATTEMPT_MADE("attempt_made"),
    AWARD_BUSY("award_busy"),
    AWARD_GOES_ON("award_goes_on"),
    AWARD_NOT_FOUND("award_not_found"),
    AWARDED_BEFORE("awarded_before"),
    BODY_TOO_LARGE("body_too_large"),
    BUSY("busy"),
    CHALLENGE_CANCELLED("challenge_cancelled"),
    CHALLENGE_NOT_ENDED("challenge_not_ended"),
    CHALLENGE_NOT_FOUND("challenge_not_found"),
    CHANGED_MEANWHILE("changed_meanwhile"),
    CONTEST_BUSY("contest_busy"),
    CONTEST_DECIDED("contest_decided"),
    CONTEST_NOT_FOUND("contest_not_found"),
    CONTESTED_BEFORE("contested_before"),
    CURRENCY_INVALID("currency_invalid"),
    CURRENCY_NOT_SETTLED("currency_not_settled"),
    DISTRIBUTION_INVALID("distribution_invalid"),
    DISTRIBUTION_UNKNOWN("distribution_unknown"),
    DOCUMENT_INVALID("document_invalid"),
    ENTRY_NOT_FOUND("entry_not_found"),
    ENTRY_REVERTED("entry_reverted"),
    ENTRY_UNREADABLE("entry_unreadable"),
    ERASED("erased"),
    ERASURE_BUSY("erasure_busy"),
    EVENT_BUSY("event_busy"),
    EVENT_NOT_FOUND("event_not_found"),
    FUNDING_NOT_FOUND("funding_not_found"),
    ID_TAKEN("id_taken"),
    INTERNAL("internal"),
    INVALID_JSON("invalid_json"),
    INVALID_REQUEST("invalid_request"),
    LIMIT_NOT_RAISED("limit_not_raised"),
    LIMIT_REACHED("limit_reached"),
    METHOD_NOT_ALLOWED("method_not_allowed"),
    MONEY_ON_ITS_WAY("money_on_its_way"),
    MONEY_RETURNED("money_returned"),
    NO_ACCOUNT("no_account"),
    NOBODY_NEXT("nobody_next"),
    NOT_ADOPTED("not_adopted"),
    NOT_ALLOWED("not_allowed"),
    NOT_AT_OR_BELOW("not_at_or_below"),
    NOT_CANCELLABLE("not_cancellable"),
    NOT_FOR_SALE("not_for_sale"),
    NOT_FOUND("not_found"),
    NOT_HELD("not_held"),
    NOT_JSON("not_json"),
    NOT_PAUSED("not_paused"),
    NOT_RANKED("not_ranked"),
    NOT_REFUNDABLE("not_refundable"),
    NOT_REVERSED("not_reversed"),
    NOT_SIGNED_IN("not_signed_in"),
    NOT_STOPPED("not_stopped"),
    NOT_UNCLAIMED("not_unclaimed"),
    NOTHING_LOST("nothing_lost"),
    NOTHING_TO_RETURN("nothing_to_return"),
    NOTHING_TO_REVERT("nothing_to_revert"),
    ONBOARDING_INCOMPLETE("onboarding_incomplete"),
    OWN_MONEY_SHORT("own_money_short"),
    OWN_ROUND("own_round"),
    OWNER_MISMATCH("owner_mismatch"),
    OWNER_NOT_READY("owner_not_ready"),
    PAID_ENTRY_REFUSED("paid_entry_refused"),
    PAID_TOO_LATE("paid_too_late"),
    PARTY_TO_IT("party_to_it"),
    PAYMENT_NOT_FOUND("payment_not_found"),
    PAYMENT_NOT_SUCCEEDED("payment_not_succeeded"),
    PAYMENT_PROCESSING("payment_processing"),
    PAYMENT_UNDER_WAY("payment_under_way"),
    PAYMENT_VANISHED("payment_vanished"),
    PAYOUT_BY_HAND("payout_by_hand"),
    PAYOUT_NOT_FOUND("payout_not_found"),
    PLACEMENT_NOT_FOUND("placement_not_found"),
    POOL_BUSY("pool_busy"),
    POOL_CLOSED("pool_closed"),
    POOL_CURRENCY("pool_currency"),
    POOL_NOT_FINAL("pool_not_final"),
    POOL_NOT_FOUND("pool_not_found"),
    POOL_UNREADABLE("pool_unreadable"),
    PRIZE_CLAIMED("prize_claimed"),
    PRIZE_POOL_INVALID("prize_pool_invalid"),
    PRIZE_RECORD_NOT_FOUND("prize_record_not_found"),
    PRIZE_SENT("prize_sent"),
    PRIZES_DAMAGED("prizes_damaged"),
    PRIZES_NOT_APPROVED("prizes_not_approved"),
    QUEUE_UNAVAILABLE("queue_unavailable"),
    REASON_REQUIRED("reason_required"),
    RECORD_UNREADABLE("record_unreadable"),
    REFUND_FAILED("refund_failed"),
    REFUND_NOT_REQUESTED("refund_not_requested"),
    REFUND_REFUSED("refund_refused"),
    REFUND_REQUEST_NOT_FOUND("refund_request_not_found"),
    REFUND_REQUESTED("refund_requested"),
    REFUND_WAITS("refund_waits"),
    REQUEST_REUSED("request_reused"),
    REVIEW_NOT_BEGUN("review_not_begun"),
    REVIEW_OVER("review_over"),
    SAME_PERSON("same_person"),
    SECOND_FACTOR_REQUIRED("second_factor_required"),
    SELLER_ON_HOLD("seller_on_hold"),
    SENT_MEANWHILE("sent_meanwhile"),
    SETTLED("settled"),
    SETTLED_BEFORE("settled_before"),
    SIGN_IN_AGAIN("sign_in_again"),
    SPLIT_FROZEN("split_frozen"),
    STATEMENT_MISMATCHED("statement_mismatched"),
    STORE_UNAVAILABLE("store_unavailable"),
    STRIPE_REFUSED("stripe_refused"),
    STRIPE_RIGHT_MISSING("stripe_right_missing"),
    STRIPE_UNAVAILABLE("stripe_unavailable"),
    STRIPE_UNREADABLE("stripe_unreadable"),
    TERMS_CHANGED("terms_changed"),
    TEST_MODE_ONLY("test_mode_only"),
    TOO_MANY_REQUESTS("too_many_requests"),
    TRY_AGAIN("try_again"),
    USER_NOT_FOUND("user_not_found"),
    /** A word that is newer than this version of the app. */
    UNKNOWN("");

    companion object {
        fun of(value: Any): Code? =
            (value as? String)?.let { word -> entries.find { it.value == word } ?: UNKNOWN }
    }
}

/** The lifecycle of an account, computed from Stripe's account by `rules.verdict_of`. */
enum class AccountState(val value: String) {
    CREATED("created"),
    PENDING("pending"),
    RESTRICTED("restricted"),
    ACTIVE("active"),
    REJECTED("rejected"),
    DISCONNECTED("disconnected"),
    /** A word that is newer than this version of the app. */
    UNKNOWN("");

    companion object {
        fun of(value: Any): AccountState? =
            (value as? String)?.let { word -> entries.find { it.value == word } ?: UNKNOWN }
    }
}

/** One of 14 words. */
enum class Act(val value: String) {
    PAY_PRIZE("pay-prize"),
    REISSUE_PRIZE("reissue-prize"),
    REFUND_PAYMENT("refund-payment"),
    RESUME_PAYOUTS("resume-payouts"),
    RELEASE_PERSON("release_person"),
    CANCEL_CHALLENGE("cancel_challenge"),
    ACCEPT_FUNDING("accept_funding"),
    RAISE_LIMIT("raise_limit"),
    REVERT_ENTRY("revert_entry"),
    RESOLVE_UNCLAIMED("resolve_unclaimed"),
    RESOLVE_POOL_LOSS("resolve_pool_loss"),
    RETURN_POOL("return_pool"),
    SPONSOR_POOL("sponsor_pool"),
    DECIDE_CONTEST("decide_contest"),
    /** A word that is newer than this version of the app. */
    UNKNOWN("");

    companion object {
        fun of(value: Any): Act? =
            (value as? String)?.let { word -> entries.find { it.value == word } ?: UNKNOWN }
    }
}

/** Alerts of one cause within the last day; `count` counts different subjects. */
data class AlertAnswer(
    /** The cause; the runbook has a page of this name. */
    val cause: String,
    /** How urgent it is. */
    val severity: Severity,
    /** How many different subjects it is about. */
    val count: Long,
    /** When it was last raised. */
    val lastAt: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): AlertAnswer = AlertAnswer(
            map.need("cause") { text(it) },
            map.need("severity") { Severity.of(it) },
            map.need("count") { whole(it) },
            map.need("lastAt") { text(it) },
        )
    }
}

/** One of 4 words. */
enum class ApprovalStatus(val value: String) {
    REQUESTED("requested"),
    APPROVED("approved"),
    USED("used"),
    EXPIRED("expired"),
    /** A word that is newer than this version of the app. */
    UNKNOWN("");

    companion object {
        fun of(value: Any): ApprovalStatus? =
            (value as? String)?.let { word -> entries.find { it.value == word } ?: UNKNOWN }
    }
}

/** What `approve-request` answers. */
data class ApproveRequestAnswer(
    /** The act that takes two administrators. */
    val act: Act,
    /** The record that the act is about, as `prizeRecords/{id}`. */
    val subject: String,
    /** The request's own record, as `approvals/{id}`. */
    val path: String,
    /** How far the request is. */
    val status: ApprovalStatus,
    /** The uid of the administrator who requested the act. */
    val requestedBy: String,
    /** The uid of the administrator who approved the act; null while nobody has. */
    val approvedBy: String?,
    /** Until when it is valid. */
    val expiresAt: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): ApproveRequestAnswer = ApproveRequestAnswer(
            map.need("act") { Act.of(it) },
            map.need("subject") { text(it) },
            map.need("path") { text(it) },
            map.need("status") { ApprovalStatus.of(it) },
            map.need("requestedBy") { text(it) },
            map.take("approvedBy") { text(it) },
            map.need("expiresAt") { text(it) },
        )
    }
}

/** What `approve-request` takes. */
data class ApproveRequestInput(
    /** Why; it is kept in the audit trail. It must be 1 to 500 characters on one line. */
    val reason: String,
    /** The act that takes two administrators. It must be pay-prize, reissue-prize, refund-payment, resume-payouts, release_person, cancel_challenge, accept_funding, raise_limit, revert_entry, resolve_unclaimed, resolve_pool_loss, return_pool, sponsor_pool or decide_contest. */
    val act: String,
    /** The id of what the act is about: a prize record, a payment, a person, a challenge and so on. It must be 1 to 400 characters without /, and not ., .. or of the form __x__. */
    val subjectId: String,
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "reason" to reason, "act" to act, "subjectId" to subjectId).filterValues { it != null } as Map<String, Any>
}

/** Of the last check of all audit trails, which runs nightly. */
data class AuditAnswer(
    /** When the trails were last verified. */
    val verifiedAt: String,
    /** How many rows were verified. */
    val rows: Long,
    /** How many records have these rows. */
    val records: Long,
    /** How many trails are not whole: 0 if all is as it was written. */
    val broken: Long,
    /** The first of the broken trails, each with what is wrong. */
    val named: List<String>,
    /** Whether they were verified so long ago that a night was missed. */
    val overdue: Boolean,
) {
    companion object {
        fun of(map: Map<String, Any?>): AuditAnswer = AuditAnswer(
            map.need("verifiedAt") { text(it) },
            map.need("rows") { whole(it) },
            map.need("records") { whole(it) },
            map.need("broken") { whole(it) },
            map.need("named") { list(it) { text(it) } },
            map.need("overdue") { flag(it) },
        )
    }
}

/** A part of an answer. */
data class AwardedPrize(
    /** The id of the prize record. */
    val id: String,
    /** The id of the challenge. */
    val challengeId: String,
    /** The Firebase uid of the person whom this is about. */
    val userId: String,
    /** The place in the result, from 1 on. */
    val placement: Long,
    /** The prize before our fee, in minor units. */
    val prizeAmount: Long,
    /** What the winner receives, in minor units. */
    val winnerAmount: Long,
    /** Our fee, in minor units. */
    val platformFee: Long,
    /** What is true of the money. */
    val status: PrizeStatus,
    /** Why it waits or was stopped; null if it does not. Show `nextAction` for a reason that you do not know. */
    val reason: Reason?,
    /** A sentence that says who has to do what; null if nobody has to do anything. */
    val nextAction: String?,
) {
    companion object {
        fun of(map: Map<String, Any?>): AwardedPrize = AwardedPrize(
            map.need("id") { text(it) },
            map.need("challengeId") { text(it) },
            map.need("userId") { text(it) },
            map.need("placement") { whole(it) },
            map.need("prizeAmount") { whole(it) },
            map.need("winnerAmount") { whole(it) },
            map.need("platformFee") { whole(it) },
            map.need("status") { PrizeStatus.of(it) },
            map.take("reason") { Reason.of(it) },
            map.take("nextAction") { text(it) },
        )
    }
}

/** Minor units. `problem` says why the bank returned it. */
data class BankPayout(
    /** The id of the payout at Stripe. */
    val id: String,
    /** An amount in minor units (cents) of the currency. */
    val amount: Long,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** Stripe's status of the payout, such as `paid` or `failed`. */
    val status: String,
    /** Whether Stripe made the payout by its schedule. */
    val automatic: Boolean,
    /** When it was created. */
    val createdAt: String,
    /** When the payout reaches the bank; null if it is not known. */
    val arrivesAt: String?,
    /** Why the bank returned the payout; null if it did not. */
    val problem: String?,
) {
    companion object {
        fun of(map: Map<String, Any?>): BankPayout = BankPayout(
            map.need("id") { text(it) },
            map.need("amount") { whole(it) },
            map.need("currency") { text(it) },
            map.need("status") { text(it) },
            map.need("automatic") { flag(it) },
            map.need("createdAt") { text(it) },
            map.take("arrivesAt") { text(it) },
            map.take("problem") { text(it) },
        )
    }
}

/** What `calculate-winners` answers. */
data class CalculateWinnersAnswer(
    /** The places that win, best first. */
    val winners: List<WinnerEntry>,
    /** The whole pool of prizes, in minor units. */
    val totalPrizeAmount: Long,
    /** What of the pool no place wins, in minor units. */
    val unassignedAmount: Long,
    /** The prize records. */
    val prizeRecords: List<AwardedPrize>,
) {
    companion object {
        fun of(map: Map<String, Any?>): CalculateWinnersAnswer = CalculateWinnersAnswer(
            map.need("winners") { list(it) { fields(it)?.let(WinnerEntry::of) } },
            map.need("totalPrizeAmount") { whole(it) },
            map.need("unassignedAmount") { whole(it) },
            map.need("prizeRecords") { list(it) { fields(it)?.let(AwardedPrize::of) } },
        )
    }
}

/** What `calculate-winners` takes. */
data class CalculateWinnersInput(
    /** The id of the challenge. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val challengeId: String,
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "challengeId" to challengeId).filterValues { it != null } as Map<String, Any>
}

/** What `cancel-pool-funding` answers. */
data class CancelPoolFundingAnswer(
    /** The prize pool. */
    val pool: PoolFields,
) {
    companion object {
        fun of(map: Map<String, Any?>): CancelPoolFundingAnswer = CancelPoolFundingAnswer(
            map.need("pool") { fields(it)?.let(PoolFields::of) },
        )
    }
}

/** What `cancel-pool-funding` takes. */
data class CancelPoolFundingInput(
    /** The id of the challenge. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val challengeId: String,
    /** The id of the PaymentIntent at Stripe. It must be the id of a PaymentIntent: pi_ and up to 125 letters, digits or _. */
    val paymentId: String,
    /** Your own uid, or nothing. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "challengeId" to challengeId, "paymentId" to paymentId).filterValues { it != null } as Map<String, Any>
}

/** What `cancel-prize` answers. */
data class CancelPrizeAnswer(
    /** The id of the prize record. */
    val prizeRecordId: String,
    /** What is true of the money. */
    val status: PrizeStatus,
    /** Why it waits or was stopped; null if it does not. Show `nextAction` for a reason that you do not know. */
    val reason: Reason?,
    /** A sentence that says who has to do what; null if nobody has to do anything. */
    val nextAction: String?,
) {
    companion object {
        fun of(map: Map<String, Any?>): CancelPrizeAnswer = CancelPrizeAnswer(
            map.need("prizeRecordId") { text(it) },
            map.need("status") { PrizeStatus.of(it) },
            map.take("reason") { Reason.of(it) },
            map.take("nextAction") { text(it) },
        )
    }
}

/** What `cancel-prize` takes. */
data class CancelPrizeInput(
    /** Why; it is kept in the audit trail. It must be 1 to 500 characters on one line. */
    val reason: String,
    /** The id of the prize record. It must be 1 to 400 characters without /, and not ., .. or of the form __x__. */
    val prizeRecordId: String,
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "reason" to reason, "prizeRecordId" to prizeRecordId).filterValues { it != null } as Map<String, Any>
}

/** A part of an answer. */
data class ChallengePrize(
    /** The title, as people know it. */
    val title: String,
    /** The challenge's subtitle; empty if it has none. */
    val subtitle: String,
    /** The prize before our fee, in minor units. */
    val prizeAmount: Long,
    /** The place in the result, from 1 on. */
    val placement: Long,
    /** When the challenge starts; null if it says no time. */
    val startDate: String?,
    /** When the challenge ends; null if it says no time. */
    val endDate: String?,
    /** The whole pool of prizes, in minor units. */
    val totalPrizePool: Long,
    /** How the pool is divided among the places. */
    val distributionType: String,
    /** How many places win. */
    val winnerCount: Long,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): ChallengePrize = ChallengePrize(
            map.need("title") { text(it) },
            map.need("subtitle") { text(it) },
            map.need("prizeAmount") { whole(it) },
            map.need("placement") { whole(it) },
            map.take("startDate") { text(it) },
            map.take("endDate") { text(it) },
            map.need("totalPrizePool") { whole(it) },
            map.need("distributionType") { text(it) },
            map.need("winnerCount") { whole(it) },
            map.need("currency") { text(it) },
        )
    }
}

/** What `complete-payment` answers. */
data class CompletePaymentAnswer(
    /** The completed payment. */
    val paymentDetails: PaymentDetailsAnswer,
) {
    companion object {
        fun of(map: Map<String, Any?>): CompletePaymentAnswer = CompletePaymentAnswer(
            map.need("paymentDetails") { fields(it)?.let(PaymentDetailsAnswer::of) },
        )
    }
}

/** What `complete-payment` takes. */
data class CompletePaymentInput(
    /** The id of the challenge. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val challengeId: String,
    /** The id of the PaymentIntent at Stripe. It must be the id of a PaymentIntent: pi_ and up to 125 letters, digits or _. */
    val paymentId: String,
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
    /** The price that the buyer saw, in minor units. It must be a whole number of cents from 1 to 999999999999. */
    val amount: Long? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "challengeId" to challengeId, "paymentId" to paymentId, "amount" to amount).filterValues { it != null } as Map<String, Any>
}

/** What `complete-pool-funding` answers. */
data class CompletePoolFundingAnswer(
    /** The prize pool. */
    val pool: PoolFields,
) {
    companion object {
        fun of(map: Map<String, Any?>): CompletePoolFundingAnswer = CompletePoolFundingAnswer(
            map.need("pool") { fields(it)?.let(PoolFields::of) },
        )
    }
}

/** What `complete-pool-funding` takes. */
data class CompletePoolFundingInput(
    /** The id of the challenge. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val challengeId: String,
    /** The id of the PaymentIntent at Stripe. It must be the id of a PaymentIntent: pi_ and up to 125 letters, digits or _. */
    val paymentId: String,
    /** Your own uid, or nothing. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "challengeId" to challengeId, "paymentId" to paymentId).filterValues { it != null } as Map<String, Any>
}

/** What `complete-stripe-onboarding` answers. */
data class CompleteStripeOnboardingAnswer(
    /** A sentence for a person. */
    val message: String,
    /** How far onboarding is. It is `complete` exactly while the account is active. */
    val onboardingStatus: OnboardingStatus,
    /** What the connected account can do now; null without an account. */
    val accountState: AccountState?,
    /** Whether the person has a connected account in this role. */
    val hasStripeAccount: Boolean,
    /** The connected account's id at Stripe; null without an account. */
    val stripeAccountId: String?,
    /** What Stripe asks for, in Stripe's names. */
    val requirements: RequirementsAnswer,
    /** What Stripe asks for, in plain words and in the same order. */
    val requirementsInWords: RequirementsAnswer,
    /** A sentence that says who has to do what; null if nobody has to do anything. */
    val nextAction: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): CompleteStripeOnboardingAnswer = CompleteStripeOnboardingAnswer(
            map.need("message") { text(it) },
            map.need("onboardingStatus") { OnboardingStatus.of(it) },
            map.take("accountState") { AccountState.of(it) },
            map.need("hasStripeAccount") { flag(it) },
            map.take("stripeAccountId") { text(it) },
            map.need("requirements") { fields(it)?.let(RequirementsAnswer::of) },
            map.need("requirementsInWords") { fields(it)?.let(RequirementsAnswer::of) },
            map.need("nextAction") { text(it) },
        )
    }
}

/** What `complete-stripe-onboarding` takes. */
data class CompleteStripeOnboardingInput(
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId).filterValues { it != null } as Map<String, Any>
}

/** What `complete-winner-stripe-onboarding` answers. */
data class CompleteWinnerStripeOnboardingAnswer(
    /** A sentence for a person. */
    val message: String,
    /** How far onboarding is. It is `complete` exactly while the account is active. */
    val onboardingStatus: OnboardingStatus,
    /** What the connected account can do now; null without an account. */
    val accountState: AccountState?,
    /** Whether the person has a connected account in this role. */
    val hasStripeAccount: Boolean,
    /** The connected account's id at Stripe; null without an account. */
    val stripeAccountId: String?,
    /** What Stripe asks for, in Stripe's names. */
    val requirements: RequirementsAnswer,
    /** What Stripe asks for, in plain words and in the same order. */
    val requirementsInWords: RequirementsAnswer,
    /** A sentence that says who has to do what; null if nobody has to do anything. */
    val nextAction: String,
    /** The Firebase uid of the person whom this is about. */
    val userId: String,
    /** When the answer was made. */
    val timestamp: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): CompleteWinnerStripeOnboardingAnswer = CompleteWinnerStripeOnboardingAnswer(
            map.need("message") { text(it) },
            map.need("onboardingStatus") { OnboardingStatus.of(it) },
            map.take("accountState") { AccountState.of(it) },
            map.need("hasStripeAccount") { flag(it) },
            map.take("stripeAccountId") { text(it) },
            map.need("requirements") { fields(it)?.let(RequirementsAnswer::of) },
            map.need("requirementsInWords") { fields(it)?.let(RequirementsAnswer::of) },
            map.need("nextAction") { text(it) },
            map.need("userId") { text(it) },
            map.need("timestamp") { text(it) },
        )
    }
}

/** What `complete-winner-stripe-onboarding` takes. */
data class CompleteWinnerStripeOnboardingInput(
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId).filterValues { it != null } as Map<String, Any>
}

/** What `contest-award` answers. */
data class ContestAwardAnswer(
    /** The id of the contest. */
    val contestId: String,
    /** Until when the result can be contested; null if its review has no end yet. */
    val reviewUntil: String?,
) {
    companion object {
        fun of(map: Map<String, Any?>): ContestAwardAnswer = ContestAwardAnswer(
            map.need("contestId") { text(it) },
            map.take("reviewUntil") { text(it) },
        )
    }
}

/** What `contest-award` takes. */
data class ContestAwardInput(
    /** The id of the challenge. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val challengeId: String,
    /** The place that is wrong, from 1 on. It must be a whole number from 1 to 1000. */
    val placement: Long,
    /** Why the place is wrong. It must be 10 to 2000 characters. */
    val reason: String,
    /** Your own uid, or nothing. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
    /** What supports it, such as links. It must be a list of at most 5 texts, of 1 to 2000 characters each, such as links. */
    val evidence: List<String>? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "challengeId" to challengeId, "placement" to placement, "reason" to reason, "evidence" to evidence).filterValues { it != null } as Map<String, Any>
}

/** What `create-account-session` answers. */
data class CreateAccountSessionAnswer(
    /** What Stripe's library on the client needs to confirm or show this object. It gives a right: keep it out of logs. */
    val clientSecret: String,
    /** Until when it is valid. */
    val expiresAt: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): CreateAccountSessionAnswer = CreateAccountSessionAnswer(
            map.need("clientSecret") { text(it) },
            map.need("expiresAt") { text(it) },
        )
    }
}

/** What `create-account-session` takes. */
data class CreateAccountSessionInput(
    /** Your own uid, or nothing. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
    /** Which of the person's two accounts: `creator` (or `trainer`) or `winner`. It must be creator, trainer or winner. */
    val accountType: String? = null,
    /** Which of Stripe's embedded components the session opens; all of them by default. It must be a list of notification_banner, account_onboarding, payouts_list, payout_details, documents, balances. */
    val components: List<String>? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "accountType" to accountType, "components" to components).filterValues { it != null } as Map<String, Any>
}

/** What `create-connected-account` answers. */
data class CreateConnectedAccountAnswer(
    /** The address of Stripe's onboarding form for this account. It lets its bearer in: open it at once, and keep it out of logs. */
    val accountLink: String,
    /** The id of the person's connected account at Stripe. */
    val accountId: String,
    /** Until when it is valid. */
    val expiresAt: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): CreateConnectedAccountAnswer = CreateConnectedAccountAnswer(
            map.need("accountLink") { text(it) },
            map.need("accountId") { text(it) },
            map.need("expiresAt") { text(it) },
        )
    }
}

/** What `create-connected-account` takes. */
data class CreateConnectedAccountInput(
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId).filterValues { it != null } as Map<String, Any>
}

/** What `create-payment-intent` answers. */
data class CreatePaymentIntentAnswer(
    /** What Stripe's library on the client needs to confirm or show this object. It gives a right: keep it out of logs. */
    val clientSecret: String,
    /** The id of the PaymentIntent at Stripe. */
    val paymentIntentId: String,
    /** What the buyer pays, in minor units. */
    val amount: Long,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** Our fee, in minor units. */
    val platformFee: Long,
    /** What the challenge's owner receives, in minor units. */
    val ownerAmount: Long,
    /** With `paymentSheet`: what Stripe's mobile PaymentSheet takes. */
    val customer: String?,
    /** With `paymentSheet`: the secret of a key for the buyer's Customer, valid for an hour. */
    val ephemeralKey: String?,
) {
    companion object {
        fun of(map: Map<String, Any?>): CreatePaymentIntentAnswer = CreatePaymentIntentAnswer(
            map.need("clientSecret") { text(it) },
            map.need("paymentIntentId") { text(it) },
            map.need("amount") { whole(it) },
            map.need("currency") { text(it) },
            map.need("platformFee") { whole(it) },
            map.need("ownerAmount") { whole(it) },
            map.take("customer") { text(it) },
            map.take("ephemeralKey") { text(it) },
        )
    }
}

/** What `create-payment-intent` takes. */
data class CreatePaymentIntentInput(
    /** The id of the challenge. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val challengeId: String,
    /** Your own uid, or nothing. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
    /** The price that the buyer saw, in minor units. If it is not the server's, nothing is charged. It must be a whole number of cents from 1 to 999999999999. */
    val amount: Long? = null,
    /** The currency that the buyer saw. If it is not the server's, nothing is charged. It must be a three-letter currency, such as usd. */
    val currency: String? = null,
    /** Whether to add what Stripe's mobile PaymentSheet needs. It must be true or false. */
    val paymentSheet: Boolean? = null,
    /** The Stripe API version of the mobile SDK, for which the ephemeral key is made. It must be a Stripe API version. */
    val mobileApiVersion: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "challengeId" to challengeId, "amount" to amount, "currency" to currency, "paymentSheet" to paymentSheet, "mobileApiVersion" to mobileApiVersion).filterValues { it != null } as Map<String, Any>
}

/** What `create-winner-connected-account` answers. */
data class CreateWinnerConnectedAccountAnswer(
    /** The address of Stripe's onboarding form for this account. It lets its bearer in: open it at once, and keep it out of logs. */
    val accountLink: String,
    /** The id of the person's connected account at Stripe. */
    val accountId: String,
    /** Until when it is valid. */
    val expiresAt: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): CreateWinnerConnectedAccountAnswer = CreateWinnerConnectedAccountAnswer(
            map.need("accountLink") { text(it) },
            map.need("accountId") { text(it) },
            map.need("expiresAt") { text(it) },
        )
    }
}

/** What `create-winner-connected-account` takes. */
data class CreateWinnerConnectedAccountInput(
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
    /** The id of the challenge. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val challengeId: String? = null,
    /** The place in the result, from 1 on. It must be a whole number from 1 to 1000. */
    val placement: Long? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "challengeId" to challengeId, "placement" to placement).filterValues { it != null } as Map<String, Any>
}

/** What `decline-refund` answers. */
data class DeclineRefundAnswer(
    /** The id of the PaymentIntent at Stripe. */
    val paymentId: String,
    /** What is to be refunded, in minor units. */
    val amount: Long,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** `open` until administrators have answered, then `done` or `declined`. */
    val status: RefundRequestStatus,
) {
    companion object {
        fun of(map: Map<String, Any?>): DeclineRefundAnswer = DeclineRefundAnswer(
            map.need("paymentId") { text(it) },
            map.need("amount") { whole(it) },
            map.need("currency") { text(it) },
            map.need("status") { RefundRequestStatus.of(it) },
        )
    }
}

/** What `decline-refund` takes. */
data class DeclineRefundInput(
    /** Why; it is kept in the audit trail. It must be 1 to 500 characters on one line. */
    val reason: String,
    /** The id of the PaymentIntent at Stripe. It must be the id of a PaymentIntent: pi_ and up to 125 letters, digits or _. */
    val paymentId: String,
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "reason" to reason, "paymentId" to paymentId).filterValues { it != null } as Map<String, Any>
}

/** What `delete-my-data` answers. */
data class DeleteMyDataAnswer(
    /** The Firebase uid of the person whom this is about. */
    val userId: String,
    /** How far the erasure is. */
    val status: ErasureStatus,
) {
    companion object {
        fun of(map: Map<String, Any?>): DeleteMyDataAnswer = DeleteMyDataAnswer(
            map.need("userId") { text(it) },
            map.need("status") { ErasureStatus.of(it) },
        )
    }
}

/** What `delete-my-data` takes. */
data class DeleteMyDataInput(
    /** Your own uid, or nothing. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId).filterValues { it != null } as Map<String, Any>
}

/** What `erase-user` answers. */
data class EraseUserAnswer(
    /** The Firebase uid of the person whom this is about. */
    val userId: String,
    /** How far the erasure is. */
    val status: ErasureStatus,
) {
    companion object {
        fun of(map: Map<String, Any?>): EraseUserAnswer = EraseUserAnswer(
            map.need("userId") { text(it) },
            map.need("status") { ErasureStatus.of(it) },
        )
    }
}

/** What `erase-user` takes. */
data class EraseUserInput(
    /** The person to erase, not the caller. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String,
    /** Why; it is kept in the audit trail. It must be 1 to 500 characters on one line. */
    val reason: String,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "reason" to reason).filterValues { it != null } as Map<String, Any>
}

/** One of 2 words. */
enum class ErasureStatus(val value: String) {
    STARTED("started"),
    DONE("done"),
    /** A word that is newer than this version of the app. */
    UNKNOWN("");

    companion object {
        fun of(value: Any): ErasureStatus? =
            (value as? String)?.let { word -> entries.find { it.value == word } ?: UNKNOWN }
    }
}

/** What `explain-account` answers. */
data class ExplainAccountAnswer(
    /** What an operator has to know, in sentences. */
    val answer: String,
    /** Why the history cannot be trusted; null if it can. */
    val flaw: String?,
    /** What happened, oldest first. */
    val timeline: List<HappeningAnswer>,
    /** The Firebase uid of the person whom this is about. */
    val userId: String,
    /** Which of the person's two accounts: `creator` (or `trainer`) or `winner`. */
    val accountType: String,
    /** The account's id at Stripe with only its last four characters shown; null without an account. */
    val accountId: String?,
    /** What the connected account can do now; null without an account. */
    val accountState: AccountState?,
    /** Whether the account can be sent money now. */
    val readyForTransfers: Boolean,
    /** How far onboarding is. It is `complete` exactly while the account is active. */
    val onboardingStatus: OnboardingStatus,
    /** What Stripe asks for, in plain words and in the same order. */
    val requirementsInWords: RequirementsAnswer,
    /** What the owner is told. */
    val told: String,
    /** What the owner is told of a payout that the bank sent back; null if there is none. */
    val payoutsProblem: String?,
    /** The account's country, as `US`; null if it is not known. */
    val country: String?,
    /** When our record of the account changed last. */
    val readAt: String,
    /** Who stopped the person and why; null if the person is not stopped. */
    val held: PersonHeld?,
) {
    companion object {
        fun of(map: Map<String, Any?>): ExplainAccountAnswer = ExplainAccountAnswer(
            map.need("answer") { text(it) },
            map.take("flaw") { text(it) },
            map.need("timeline") { list(it) { fields(it)?.let(HappeningAnswer::of) } },
            map.need("userId") { text(it) },
            map.need("accountType") { text(it) },
            map.take("accountId") { text(it) },
            map.take("accountState") { AccountState.of(it) },
            map.need("readyForTransfers") { flag(it) },
            map.need("onboardingStatus") { OnboardingStatus.of(it) },
            map.need("requirementsInWords") { fields(it)?.let(RequirementsAnswer::of) },
            map.need("told") { text(it) },
            map.take("payoutsProblem") { text(it) },
            map.take("country") { text(it) },
            map.need("readAt") { text(it) },
            map.take("held") { fields(it)?.let(PersonHeld::of) },
        )
    }
}

/** What `explain-account` takes. */
data class ExplainAccountInput(
    /** The uid of the account's owner. `accountType` says which account; by default the trainer's. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String,
    /** Which of the person's two accounts: `creator` (or `trainer`) or `winner`. It must be creator, trainer or winner. */
    val accountType: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "accountType" to accountType).filterValues { it != null } as Map<String, Any>
}

/** What `explain-payment` answers. */
data class ExplainPaymentAnswer(
    /** What an operator has to know, in sentences. */
    val answer: String,
    /** Why the history cannot be trusted; null if it can. */
    val flaw: String?,
    /** What happened, oldest first. */
    val timeline: List<HappeningAnswer>,
    /** The id of the PaymentIntent at Stripe. */
    val paymentId: String,
    /** The id of the challenge. */
    val challengeId: String,
    /** The title of the challenge. */
    val challengeTitle: String,
    /** The Firebase uid of the buyer. */
    val buyerId: String,
    /** The Firebase uid of the challenge's owner, or a list of several owners. */
    val ownerId: String,
    /** What is true of the money. */
    val status: PaymentStatus,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** What the buyer paid, in minor units. */
    val amount: Long,
    /** What the platform and Stripe keep of the sale, in minor units. */
    val fee: Long,
    /** What the trainer keeps of the sale, in minor units. */
    val ownerNetAmount: Long,
    /** What went back to the buyer in all, in minor units. */
    val refundedAmount: Long,
    /** What is left to refund, less what is on its way, in minor units. */
    val refundableAmount: Long,
    /** The refund that the trainer asked for and nobody has answered; null if there is none. */
    val refundRequested: RefundWanted?,
) {
    companion object {
        fun of(map: Map<String, Any?>): ExplainPaymentAnswer = ExplainPaymentAnswer(
            map.need("answer") { text(it) },
            map.take("flaw") { text(it) },
            map.need("timeline") { list(it) { fields(it)?.let(HappeningAnswer::of) } },
            map.need("paymentId") { text(it) },
            map.need("challengeId") { text(it) },
            map.need("challengeTitle") { text(it) },
            map.need("buyerId") { text(it) },
            map.need("ownerId") { text(it) },
            map.need("status") { PaymentStatus.of(it) },
            map.need("currency") { text(it) },
            map.need("amount") { whole(it) },
            map.need("fee") { whole(it) },
            map.need("ownerNetAmount") { whole(it) },
            map.need("refundedAmount") { whole(it) },
            map.need("refundableAmount") { whole(it) },
            map.take("refundRequested") { fields(it)?.let(RefundWanted::of) },
        )
    }
}

/** What `explain-payment` takes. */
data class ExplainPaymentInput(
    /** The id of the PaymentIntent at Stripe. It must be the id of a PaymentIntent: pi_ and up to 125 letters, digits or _. */
    val paymentId: String,
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "paymentId" to paymentId).filterValues { it != null } as Map<String, Any>
}

/** What `explain-prize` answers. */
data class ExplainPrizeAnswer(
    /** What an operator has to know, in sentences. */
    val answer: String,
    /** Why the history cannot be trusted; null if it can. */
    val flaw: String?,
    /** What happened, oldest first. */
    val timeline: List<HappeningAnswer>,
    /** The id of the prize record. */
    val prizeRecordId: String,
    /** The Firebase uid of the person whom this is about. */
    val userId: String,
    /** The title of the challenge. */
    val challengeTitle: String,
    /** What is true of the money. */
    val status: PrizeStatus,
    /** Why it waits or was stopped; null if it does not. Show `nextAction` for a reason that you do not know. */
    val reason: Reason?,
    /** A sentence that says who has to do what; null if nobody has to do anything. */
    val nextAction: String?,
    /** What the winner receives, in minor units. */
    val amount: Long,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** Whether prizes are paused. */
    val paused: Boolean,
    /** What the connected account can do now; null without an account. */
    val accountState: AccountState?,
    /** False if Stripe could not be asked. */
    val transfersKnown: Boolean,
) {
    companion object {
        fun of(map: Map<String, Any?>): ExplainPrizeAnswer = ExplainPrizeAnswer(
            map.need("answer") { text(it) },
            map.take("flaw") { text(it) },
            map.need("timeline") { list(it) { fields(it)?.let(HappeningAnswer::of) } },
            map.need("prizeRecordId") { text(it) },
            map.need("userId") { text(it) },
            map.need("challengeTitle") { text(it) },
            map.need("status") { PrizeStatus.of(it) },
            map.take("reason") { Reason.of(it) },
            map.take("nextAction") { text(it) },
            map.need("amount") { whole(it) },
            map.need("currency") { text(it) },
            map.need("paused") { flag(it) },
            map.take("accountState") { AccountState.of(it) },
            map.need("transfersKnown") { flag(it) },
        )
    }
}

/** What `explain-prize` takes. */
data class ExplainPrizeInput(
    /** The id of the prize record. It must be 1 to 400 characters without /, and not ., .. or of the form __x__. */
    val prizeRecordId: String,
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "prizeRecordId" to prizeRecordId).filterValues { it != null } as Map<String, Any>
}

/** What `export-my-data` answers. */
data class ExportMyDataAnswer(
    /** Everything that is stored about the person, by kind. Its form may change. */
    val export: Map<String, Any?>,
) {
    companion object {
        fun of(map: Map<String, Any?>): ExportMyDataAnswer = ExportMyDataAnswer(
            map.need("export") { it as? Map<String, Any?> },
        )
    }
}

/** What `export-my-data` takes. */
data class ExportMyDataInput(
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId).filterValues { it != null } as Map<String, Any>
}

/** What `find` answers. */
data class FindAnswer(
    /** What was found. */
    val matches: List<FoundMatch>,
) {
    companion object {
        fun of(map: Map<String, Any?>): FindAnswer = FindAnswer(
            map.need("matches") { list(it) { fields(it)?.let(FoundMatch::of) } },
        )
    }
}

/** What `find` takes. */
data class FindInput(
    /** A uid, e-mail address, username, id of a prize or challenge, or an id of Stripe's. It must be 1 to 400 printable characters on one line without /, and not ., .. or of the form __x__. */
    val query: String,
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "query" to query).filterValues { it != null } as Map<String, Any>
}

/** A part of an answer. */
data class FoundLink(
    /** What kind of record it is. */
    val kind: String,
    /** Finds what it names. */
    val id: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): FoundLink = FoundLink(
            map.need("kind") { text(it) },
            map.need("id") { text(it) },
        )
    }
}

/** A part of an answer. */
data class FoundMatch(
    /** What was found. */
    val kind: Kind,
    /** Its id. */
    val id: String,
    /** The title, as people know it. */
    val title: String,
    /** The Firebase uid of the person whom this is about. */
    val userId: String?,
    /** Its status, in the words of its kind; null if it has none. */
    val status: String?,
    /** Why it waits or was stopped; null if it does not. Show `nextAction` for a reason that you do not know. */
    val reason: String?,
    /** A sentence that says who has to do what; null if nobody has to do anything. */
    val nextAction: String?,
    /** In minor units of `currency`. */
    val amount: Long?,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String?,
    /** Other records that belong to it; `find` finds each by its id. */
    val links: List<FoundLink>,
) {
    companion object {
        fun of(map: Map<String, Any?>): FoundMatch = FoundMatch(
            map.need("kind") { Kind.of(it) },
            map.need("id") { text(it) },
            map.need("title") { text(it) },
            map.take("userId") { text(it) },
            map.take("status") { text(it) },
            map.take("reason") { text(it) },
            map.take("nextAction") { text(it) },
            map.take("amount") { whole(it) },
            map.take("currency") { text(it) },
            map.need("links") { list(it) { fields(it)?.let(FoundLink::of) } },
        )
    }
}

/** What `fund-prize-pool` answers. */
data class FundPrizePoolAnswer(
    /** The id of the PaymentIntent at Stripe. */
    val paymentIntentId: String,
    /** What Stripe's library on the client needs to confirm or show this object. It gives a right: keep it out of logs. */
    val clientSecret: String,
    /** What the pool gets, in minor units. */
    val amount: Long,
    /** What is added for the card processing, in minor units. The pool does not get it. */
    val processingFee: Long,
    /** What is charged in all, in minor units. */
    val total: Long,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): FundPrizePoolAnswer = FundPrizePoolAnswer(
            map.need("paymentIntentId") { text(it) },
            map.need("clientSecret") { text(it) },
            map.need("amount") { whole(it) },
            map.need("processingFee") { whole(it) },
            map.need("total") { whole(it) },
            map.need("currency") { text(it) },
        )
    }
}

/** What `fund-prize-pool` takes. */
data class FundPrizePoolInput(
    /** The id of the challenge. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val challengeId: String,
    /** What the pool is to get, in minor units; the processing fee is added to it. It must be a whole number of cents from 1 to 999999999999. */
    val amount: Long,
    /** Your own uid, or nothing. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
    /** The three-letter currency code in lower case, such as `usd`. It must be a three-letter currency, such as usd. */
    val currency: String? = null,
    /** How many places win. It stays once money is paid in. It must be a whole number from 1 to 1000. */
    val winnerCount: Long? = null,
    /** How the pool is divided among the places. It stays once money is paid in. It must be winner_takes_all, top_three_equal, top_three_weighted or custom. */
    val distributionType: String? = null,
    /** With `custom`: what each place wins in percent, best first. It must be percentages: a list of 1 to 1000, or a map with the places 1, 2, 3 and so on. */
    val customDistribution: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "challengeId" to challengeId, "amount" to amount, "currency" to currency, "winnerCount" to winnerCount, "distributionType" to distributionType, "customDistribution" to customDistribution).filterValues { it != null } as Map<String, Any>
}

/** A part of an answer. */
data class FundingLineFields(
    /** The id of the payment into the pool. */
    val id: String,
    /** The Firebase uid of the person who paid into the pool. */
    val payerId: String,
    /** What is true of the money. */
    val status: FundingStatus,
    /** What the pool got, in minor units. */
    val amount: Long,
    /** What is added for the card processing, in minor units. The pool does not get it. */
    val processingFee: Long,
    /** What is charged in all, in minor units. */
    val total: Long,
    /** What went back to the payer of the pool's part, in minor units. So are the sums that follow. */
    val refunded: Long,
    /** What the payer's bank took back, in minor units. */
    val disputed: Long,
    /** What is on its way back to the payer, in minor units. */
    val returning: Long,
    /** What of the payment is still in the pool, in minor units. */
    val left: Long,
    /** Whether two administrators must accept the payment before it counts. */
    val waitsForApproval: Boolean,
    /** When it was paid; null while it is not. */
    val paidAt: String?,
) {
    companion object {
        fun of(map: Map<String, Any?>): FundingLineFields = FundingLineFields(
            map.need("id") { text(it) },
            map.need("payerId") { text(it) },
            map.need("status") { FundingStatus.of(it) },
            map.need("amount") { whole(it) },
            map.need("processingFee") { whole(it) },
            map.need("total") { whole(it) },
            map.need("refunded") { whole(it) },
            map.need("disputed") { whole(it) },
            map.need("returning") { whole(it) },
            map.need("left") { whole(it) },
            map.need("waitsForApproval") { flag(it) },
            map.take("paidAt") { text(it) },
        )
    }
}

/** One of 6 words. */
enum class FundingStatus(val value: String) {
    REQUIRES_PAYMENT("requires_payment"),
    PROCESSING("processing"),
    FAILED("failed"),
    CANCELED("canceled"),
    SUCCEEDED("succeeded"),
    LATE("late"),
    /** A word that is newer than this version of the app. */
    UNKNOWN("");

    companion object {
        fun of(value: Any): FundingStatus? =
            (value as? String)?.let { word -> entries.find { it.value == word } ?: UNKNOWN }
    }
}

/** What `get-dashboard-link` answers. */
data class GetDashboardLinkAnswer(
    /** The address of the person's Express dashboard. It works once: open it at once. */
    val url: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): GetDashboardLinkAnswer = GetDashboardLinkAnswer(
            map.need("url") { text(it) },
        )
    }
}

/** What `get-dashboard-link` takes. */
data class GetDashboardLinkInput(
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
    /** Which of the person's two accounts: `creator` (or `trainer`) or `winner`. It must be creator, trainer or winner. */
    val accountType: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "accountType" to accountType).filterValues { it != null } as Map<String, Any>
}

/** What `get-earnings` answers. */
data class GetEarningsAnswer(
    /** What the trainer has earned. */
    val earnings: TrainerEarnings,
) {
    companion object {
        fun of(map: Map<String, Any?>): GetEarningsAnswer = GetEarningsAnswer(
            map.need("earnings") { fields(it)?.let(TrainerEarnings::of) },
        )
    }
}

/** What `get-earnings` takes. */
data class GetEarningsInput(
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
    /** The `nextPageToken` of the previous answer. It must be the nextPageToken of the previous answer. */
    val pageToken: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "pageToken" to pageToken).filterValues { it != null } as Map<String, Any>
}

/** What `get-metrics` answers. */
data class GetMetricsAnswer(
    /** The measurements, those that miss their target first. */
    val metrics: List<MetricAnswer>,
) {
    companion object {
        fun of(map: Map<String, Any?>): GetMetricsAnswer = GetMetricsAnswer(
            map.need("metrics") { list(it) { fields(it)?.let(MetricAnswer::of) } },
        )
    }
}

/** What `get-metrics` takes. */
data class GetMetricsInput(
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId).filterValues { it != null } as Map<String, Any>
}

/** What `get-overview` answers. */
data class GetOverviewAnswer(
    /** Whether prizes are paused. */
    val paused: Boolean,
    /** Currencies in which our balance lacks money that belongs to pools: nothing more leaves it. */
    val overdrawn: List<String>,
    /** How many open differences there are between our books and Stripe. */
    val differences: Long,
    /** Empty also if nothing was compared: see `comparedInFullAt` and `comparisonOverdue`. */
    val unexplained: List<UnexplainedAnswer>,
    /** When books and Stripe were last compared in full; null if never. */
    val comparedInFullAt: String?,
    /** Whether the last full comparison is older than it may be. It is due daily. */
    val comparisonOverdue: Boolean,
    /** When the alerts were last proved; null if not within a day. */
    val heartbeatAt: String?,
    /** When a message last reached people; null if none does, as without Slack. */
    val toldAt: String?,
    /** Stripe's events that are not handled yet. */
    val inbox: InboxAnswer,
    /** Prizes that are not paid, by status, reason and currency. */
    val unpaid: List<UnpaidAnswer>,
    /** Records that cannot be read. */
    val unreadable: List<String>,
    /** How many refunds trainers have asked for. */
    val refundsAskedFor: Long,
    /** How many challenges are being cancelled. */
    val cancellations: Long,
    /** How many people are stopped. */
    val peopleOnHold: Long,
    /** How many awards do not have all their prize records yet. */
    val awardsNotRecorded: Long,
    /** How many notices are due for longer than a task takes. */
    val noticesUnsent: Long,
    /** What the last check of the audit trails found; null if they were never verified. */
    val audit: AuditAnswer?,
    /** What the last nightly check of the invariants found; null if they were never checked. */
    val invariants: InvariantsAnswer?,
    /** The alerts of the last day, newest first, without the one that proves that alerts arrive. */
    val alerts: List<AlertAnswer>,
) {
    companion object {
        fun of(map: Map<String, Any?>): GetOverviewAnswer = GetOverviewAnswer(
            map.need("paused") { flag(it) },
            map.need("overdrawn") { list(it) { text(it) } },
            map.need("differences") { whole(it) },
            map.need("unexplained") { list(it) { fields(it)?.let(UnexplainedAnswer::of) } },
            map.take("comparedInFullAt") { text(it) },
            map.need("comparisonOverdue") { flag(it) },
            map.take("heartbeatAt") { text(it) },
            map.take("toldAt") { text(it) },
            map.need("inbox") { fields(it)?.let(InboxAnswer::of) },
            map.need("unpaid") { list(it) { fields(it)?.let(UnpaidAnswer::of) } },
            map.need("unreadable") { list(it) { text(it) } },
            map.need("refundsAskedFor") { whole(it) },
            map.need("cancellations") { whole(it) },
            map.need("peopleOnHold") { whole(it) },
            map.need("awardsNotRecorded") { whole(it) },
            map.need("noticesUnsent") { whole(it) },
            map.take("audit") { fields(it)?.let(AuditAnswer::of) },
            map.take("invariants") { fields(it)?.let(InvariantsAnswer::of) },
            map.need("alerts") { list(it) { fields(it)?.let(AlertAnswer::of) } },
        )
    }
}

/** What `get-overview` takes. */
data class GetOverviewInput(
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId).filterValues { it != null } as Map<String, Any>
}

/** What `get-payouts` answers. */
data class GetPayoutsAnswer(
    /** The newest payouts to the bank, newest first. */
    val payouts: List<BankPayout>?,
    /** What Stripe holds for the person, an entry a currency. */
    val held: List<Held>?,
    /** When Stripe pays out; null without an account. */
    val schedule: Schedule?,
) {
    companion object {
        fun of(map: Map<String, Any?>): GetPayoutsAnswer = GetPayoutsAnswer(
            map.take("payouts") { list(it) { fields(it)?.let(BankPayout::of) } },
            map.take("held") { list(it) { fields(it)?.let(Held::of) } },
            map.take("schedule") { fields(it)?.let(Schedule::of) },
        )
    }
}

/** What `get-payouts` takes. */
data class GetPayoutsInput(
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
    /** Which of the person's two accounts: `creator` (or `trainer`) or `winner`. It must be creator, trainer or winner. */
    val accountType: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "accountType" to accountType).filterValues { it != null } as Map<String, Any>
}

/** What `get-pool-statement` answers. */
data class GetPoolStatementAnswer(
    /** The statement of the pool. */
    val statement: StatementFields,
    /** With `format` `csv`: the statement as CSV text; otherwise null. */
    val csv: String?,
) {
    companion object {
        fun of(map: Map<String, Any?>): GetPoolStatementAnswer = GetPoolStatementAnswer(
            map.need("statement") { fields(it)?.let(StatementFields::of) },
            map.take("csv") { text(it) },
        )
    }
}

/** What `get-pool-statement` takes. */
data class GetPoolStatementInput(
    /** The id of the challenge. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val challengeId: String,
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
    /** The form of the statement. It must be json or csv. */
    val format: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "challengeId" to challengeId, "format" to format).filterValues { it != null } as Map<String, Any>
}

/** What `get-prize-pool` answers. */
data class GetPrizePoolAnswer(
    /** The prize pool. */
    val pool: PoolFields,
) {
    companion object {
        fun of(map: Map<String, Any?>): GetPrizePoolAnswer = GetPrizePoolAnswer(
            map.need("pool") { fields(it)?.let(PoolFields::of) },
        )
    }
}

/** What `get-prize-pool` takes. */
data class GetPrizePoolInput(
    /** The id of the challenge. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val challengeId: String,
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "challengeId" to challengeId).filterValues { it != null } as Map<String, Any>
}

/** What `get-statement` answers. */
data class GetStatementAnswer(
    /** The movements, newest first. Those of a payout are without the payout itself. */
    val movements: List<Movement>,
    /** The payout that the movements add up to; null for a month. */
    val payout: BankPayout?,
    /** Sent as `pageToken`, it gives the next page; null at the end. */
    val nextPageToken: String?,
) {
    companion object {
        fun of(map: Map<String, Any?>): GetStatementAnswer = GetStatementAnswer(
            map.need("movements") { list(it) { fields(it)?.let(Movement::of) } },
            map.take("payout") { fields(it)?.let(BankPayout::of) },
            map.take("nextPageToken") { text(it) },
        )
    }
}

/** What `get-statement` takes. */
data class GetStatementInput(
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
    /** Which of the person's two accounts: `creator` (or `trainer`) or `winner`. It must be creator, trainer or winner. */
    val accountType: String? = null,
    /** A month, as `2026-11`. It must be a month as 2026-11. */
    val month: String? = null,
    /** The id of a payout at Stripe. It must be the id of a payout: po_ and up to 125 letters, digits or _. */
    val payoutId: String? = null,
    /** The `nextPageToken` of the previous answer. It must be the nextPageToken of an answer: txn_ and up to 125 letters, digits or _. */
    val pageToken: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "accountType" to accountType, "month" to month, "payoutId" to payoutId, "pageToken" to pageToken).filterValues { it != null } as Map<String, Any>
}

/** What `get-winner-dashboard-link` answers. */
data class GetWinnerDashboardLinkAnswer(
    /** The address of the person's Express dashboard. It works once: open it at once. */
    val url: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): GetWinnerDashboardLinkAnswer = GetWinnerDashboardLinkAnswer(
            map.need("url") { text(it) },
        )
    }
}

/** What `get-winner-dashboard-link` takes. */
data class GetWinnerDashboardLinkInput(
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId).filterValues { it != null } as Map<String, Any>
}

/** What `get-winner-earnings` answers. */
data class GetWinnerEarningsAnswer(
    /** A page of the prizes, newest first. */
    val prizeRecords: List<Prize>,
    /** The totals of all prizes. */
    val summary: Summary,
    /** When the answer was made. */
    val timestamp: String,
    /** Sent as `pageToken`, it gives the next page; null at the end. */
    val nextPageToken: String?,
) {
    companion object {
        fun of(map: Map<String, Any?>): GetWinnerEarningsAnswer = GetWinnerEarningsAnswer(
            map.need("prizeRecords") { list(it) { fields(it)?.let(Prize::of) } },
            map.need("summary") { fields(it)?.let(Summary::of) },
            map.need("timestamp") { text(it) },
            map.take("nextPageToken") { text(it) },
        )
    }
}

/** What `get-winner-earnings` takes. */
data class GetWinnerEarningsInput(
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
    /** The `nextPageToken` of the previous answer. It must be the nextPageToken of the previous answer. */
    val pageToken: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "pageToken" to pageToken).filterValues { it != null } as Map<String, Any>
}

/** What `get-winner-prize-info` answers. */
data class GetWinnerPrizeInfoAnswer(
    /** The challenge and the prize of the place. */
    val challengeInfo: ChallengePrize,
) {
    companion object {
        fun of(map: Map<String, Any?>): GetWinnerPrizeInfoAnswer = GetWinnerPrizeInfoAnswer(
            map.need("challengeInfo") { fields(it)?.let(ChallengePrize::of) },
        )
    }
}

/** What `get-winner-prize-info` takes. */
data class GetWinnerPrizeInfoInput(
    /** The id of the challenge. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val challengeId: String,
    /** The place in the result, from 1 on. It must be a whole number from 1 to 1000. */
    val placement: Long,
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "challengeId" to challengeId, "placement" to placement).filterValues { it != null } as Map<String, Any>
}

/** A part of an answer. */
data class HappeningAnswer(
    /** When it happened. */
    val at: String,
    /** Where it is recorded: `audit`, `journal`, `attempt`, `transfer` or `event`. */
    val kind: String,
    /** What happened. */
    val what: String,
    /** The id of the row, the entry, the transfer or the event, or the key of the attempt. */
    val id: String,
    /** Who did it: a uid, or `system:` and the part of the system; null if the record names nobody. */
    val actor: String?,
    /** The status before; null if there was none. */
    val before: String?,
    /** The status after; null if it did not change one. */
    val after: String?,
    /** Why it was done; null if nobody said. */
    val reason: String?,
    /** The amount that moved, in minor units; null if none did. */
    val amount: Long?,
) {
    companion object {
        fun of(map: Map<String, Any?>): HappeningAnswer = HappeningAnswer(
            map.need("at") { text(it) },
            map.need("kind") { text(it) },
            map.need("what") { text(it) },
            map.need("id") { text(it) },
            map.take("actor") { text(it) },
            map.take("before") { text(it) },
            map.take("after") { text(it) },
            map.take("reason") { text(it) },
            map.take("amount") { whole(it) },
        )
    }
}

/** Of one currency, in minor units: what can be paid out, and what becomes available later. */
data class Held(
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** What can be paid out now, in minor units. */
    val available: Long,
    /** What becomes available later, in minor units. */
    val pending: Long,
) {
    companion object {
        fun of(map: Map<String, Any?>): Held = Held(
            map.need("currency") { text(it) },
            map.need("available") { whole(it) },
            map.need("pending") { whole(it) },
        )
    }
}

/** What `hold-person` answers. */
data class HoldPersonAnswer(
    /** The Firebase uid of the person whom this is about. */
    val userId: String,
    /** Whether the person is stopped. */
    val held: Boolean,
) {
    companion object {
        fun of(map: Map<String, Any?>): HoldPersonAnswer = HoldPersonAnswer(
            map.need("userId") { text(it) },
            map.need("held") { flag(it) },
        )
    }
}

/** What `hold-person` takes. */
data class HoldPersonInput(
    /** The person to stop, not the caller. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String,
    /** Why; it is kept in the audit trail. It must be 1 to 500 characters on one line. */
    val reason: String,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "reason" to reason).filterValues { it != null } as Map<String, Any>
}

/** What `hold-prize` answers. */
data class HoldPrizeAnswer(
    /** The id of the prize record. */
    val prizeRecordId: String,
    /** What is true of the money. */
    val status: PrizeStatus,
    /** Why it waits or was stopped; null if it does not. Show `nextAction` for a reason that you do not know. */
    val reason: Reason?,
    /** A sentence that says who has to do what; null if nobody has to do anything. */
    val nextAction: String?,
) {
    companion object {
        fun of(map: Map<String, Any?>): HoldPrizeAnswer = HoldPrizeAnswer(
            map.need("prizeRecordId") { text(it) },
            map.need("status") { PrizeStatus.of(it) },
            map.take("reason") { Reason.of(it) },
            map.take("nextAction") { text(it) },
        )
    }
}

/** What `hold-prize` takes. */
data class HoldPrizeInput(
    /** Why; it is kept in the audit trail. It must be 1 to 500 characters on one line. */
    val reason: String,
    /** The id of the prize record. It must be 1 to 400 characters without /, and not ., .. or of the form __x__. */
    val prizeRecordId: String,
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "reason" to reason, "prizeRecordId" to prizeRecordId).filterValues { it != null } as Map<String, Any>
}

/** A part of an answer. */
data class InboxAnswer(
    /** How many wait to be handled. */
    val waiting: Long,
    /** How many could not be handled. */
    val failed: Long,
    /** Since when the oldest has waited; null if none waits. */
    val oldest: String?,
) {
    companion object {
        fun of(map: Map<String, Any?>): InboxAnswer = InboxAnswer(
            map.need("waiting") { whole(it) },
            map.need("failed") { whole(it) },
            map.take("oldest") { text(it) },
        )
    }
}

/** Of the last nightly check of what must always hold, such as that no prize is paid twice. */
data class InvariantsAnswer(
    /** When the check began. */
    val checkedAt: String,
    /** How many violations it found: 0 if everything holds. */
    val broken: Long,
    /** The first violations, each with its record. */
    val named: List<String>,
    /** Whether the check was so long ago that a night was missed. */
    val overdue: Boolean,
) {
    companion object {
        fun of(map: Map<String, Any?>): InvariantsAnswer = InvariantsAnswer(
            map.need("checkedAt") { text(it) },
            map.need("broken") { whole(it) },
            map.need("named") { list(it) { text(it) } },
            map.need("overdue") { flag(it) },
        )
    }
}

/** In the order in which they are shown. */
enum class Kind(val value: String) {
    PERSON("person"),
    TRAINER_ACCOUNT("trainer_account"),
    WINNER_ACCOUNT("winner_account"),
    PRIZE("prize"),
    PAYMENT("payment"),
    FUNDING("funding"),
    CHALLENGE("challenge"),
    POOL("pool"),
    CORRECTION("correction"),
    POOL_RETURN("pool_return"),
    EVENT("event"),
    ENTRY("entry"),
    DAMAGED("damaged"),
    /** A word that is newer than this version of the app. */
    UNKNOWN("");

    companion object {
        fun of(value: Any): Kind? =
            (value as? String)?.let { word -> entries.find { it.value == word } ?: UNKNOWN }
    }
}

/** What `list-work` answers. */
data class ListWorkAnswer(
    /** What waits for someone, oldest first. */
    val items: List<Work>,
    /** Sent again, it gives the next page; null at the end. */
    val cursor: String?,
) {
    companion object {
        fun of(map: Map<String, Any?>): ListWorkAnswer = ListWorkAnswer(
            map.need("items") { list(it) { fields(it)?.let(Work::of) } },
            map.take("cursor") { text(it) },
        )
    }
}

/** What `list-work` takes. */
data class ListWorkInput(
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
    /** Only what waits for this. It must be a reason why prizes wait, or approval, difference, contest, refund_request or alert. */
    val kind: String? = null,
    /** The `cursor` of the previous answer. It must be the cursor of the previous answer. */
    val cursor: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "kind" to kind, "cursor" to cursor).filterValues { it != null } as Map<String, Any>
}

/** A part of an answer. */
data class MetricAnswer(
    /** The name of the measurement, which stays the same. */
    val name: String,
    /** What is measured. */
    val sentence: String,
    /** What was measured, in its unit; null while there is nothing to measure. */
    val value: Double?,
    /** What the value counts, such as `seconds`. */
    val unit: String,
    /** What the value should be, in words. */
    val target: String,
    /** Whether the value meets its target. */
    val good: Boolean,
    /** Whether it could be measured; false if a malformed document prevents it. */
    val readable: Boolean,
) {
    companion object {
        fun of(map: Map<String, Any?>): MetricAnswer = MetricAnswer(
            map.need("name") { text(it) },
            map.need("sentence") { text(it) },
            map.take("value") { number(it) },
            map.need("unit") { text(it) },
            map.need("target") { text(it) },
            map.need("good") { flag(it) },
            map.need("readable") { flag(it) },
        )
    }
}

/** Minor units; `net` is `amount` less `fee`. `title` is that of the round that was sold. */
data class Movement(
    /** The id of the balance transaction at Stripe. */
    val id: String,
    /** When it happened. */
    val at: String,
    /** Stripe's type of the movement, such as `payment` or `payout`. */
    val kind: String,
    /** The title of the round that was sold; empty for anything else. */
    val title: String,
    /** An amount in minor units (cents) of the currency. */
    val amount: Long,
    /** What was kept as fees, in minor units. */
    val fee: Long,
    /** `amount` less `fee`, in minor units. */
    val net: Long,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** The id at Stripe of what moved the money; null if Stripe names none. */
    val source: String?,
) {
    companion object {
        fun of(map: Map<String, Any?>): Movement = Movement(
            map.need("id") { text(it) },
            map.need("at") { text(it) },
            map.need("kind") { text(it) },
            map.need("title") { text(it) },
            map.need("amount") { whole(it) },
            map.need("fee") { whole(it) },
            map.need("net") { whole(it) },
            map.need("currency") { text(it) },
            map.take("source") { text(it) },
        )
    }
}

/** What clients parse. `complete` exactly when the state is `active` (decision 0004). */
enum class OnboardingStatus(val value: String) {
    NOT_STARTED("notStarted"),
    INCOMPLETE("incomplete"),
    COMPLETE("complete"),
    /** A word that is newer than this version of the app. */
    UNKNOWN("");

    companion object {
        fun of(value: Any): OnboardingStatus? =
            (value as? String)?.let { word -> entries.find { it.value == word } ?: UNKNOWN }
    }
}

/** A part of an answer. */
data class OwnFunding(
    /** The id of the payment into the pool. */
    val id: String,
    /** The id of the PaymentIntent at Stripe. */
    val paymentId: String?,
    /** The Firebase uid of the person who paid into the pool. */
    val payerId: String,
    /** What the pool gets, in minor units. */
    val amount: Long,
    /** What is added for the card processing, in minor units. The pool does not get it. */
    val processingFee: Long,
    /** What is charged in all, in minor units. */
    val total: Long,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** What is true of the money. */
    val status: FundingStatus,
    /** Whether two administrators must accept the payment before it counts. */
    val waitsForApproval: Boolean,
    /** What went back to the payer or was taken back by a bank, of the pool's part, in minor units. */
    val refunded: Long,
    /** When it was created. */
    val createdAt: String?,
    /** When it was paid; null while it is not. */
    val paidAt: String?,
) {
    companion object {
        fun of(map: Map<String, Any?>): OwnFunding = OwnFunding(
            map.need("id") { text(it) },
            map.take("paymentId") { text(it) },
            map.need("payerId") { text(it) },
            map.need("amount") { whole(it) },
            map.need("processingFee") { whole(it) },
            map.need("total") { whole(it) },
            map.need("currency") { text(it) },
            map.need("status") { FundingStatus.of(it) },
            map.need("waitsForApproval") { flag(it) },
            map.need("refunded") { whole(it) },
            map.take("createdAt") { text(it) },
            map.take("paidAt") { text(it) },
        )
    }
}

/** What `pause-payouts` answers. */
data class PausePayoutsAnswer(
    /** Whether prizes are paused. */
    val paused: Boolean,
    /** Since when prizes are paused. */
    val since: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): PausePayoutsAnswer = PausePayoutsAnswer(
            map.need("paused") { flag(it) },
            map.need("since") { text(it) },
        )
    }
}

/** What `pause-payouts` takes. */
data class PausePayoutsInput(
    /** Why; it is kept in the audit trail. It must be 1 to 500 characters on one line. */
    val reason: String,
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "reason" to reason).filterValues { it != null } as Map<String, Any>
}

/** A part of an answer. */
data class PaymentDetailsAnswer(
    /** The id of the PaymentIntent at Stripe. */
    val id: String,
    /** The id of the challenge. */
    val challengeId: String,
    /** The title of the challenge. */
    val challengeTitle: String,
    /** What the buyer paid, in minor units. */
    val amount: Long,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** The id of the person's participation, as in `user-challenge/{id}`. */
    val userChallengeId: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): PaymentDetailsAnswer = PaymentDetailsAnswer(
            map.need("id") { text(it) },
            map.need("challengeId") { text(it) },
            map.need("challengeTitle") { text(it) },
            map.need("amount") { whole(it) },
            map.need("currency") { text(it) },
            map.need("userChallengeId") { text(it) },
        )
    }
}

/** What clients see of a payment, and what is true of the money. */
enum class PaymentStatus(val value: String) {
    REQUIRES_PAYMENT("requires_payment"),
    PROCESSING("processing"),
    COMPLETED("completed"),
    FAILED("failed"),
    CANCELED("canceled"),
    PARTIALLY_REFUNDED("partially_refunded"),
    REFUNDED("refunded"),
    DISPUTED("disputed"),
    LOST("lost"),
    /** A word that is newer than this version of the app. */
    UNKNOWN("");

    companion object {
        fun of(value: Any): PaymentStatus? =
            (value as? String)?.let { word -> entries.find { it.value == word } ?: UNKNOWN }
    }
}

/** What `payout-prize-money` answers. */
data class PayoutPrizeMoneyAnswer(
    /** The id of the transfer at Stripe; null while there is none. */
    val transferId: String?,
    /** What the winner receives, in minor units. */
    val winnerAmount: Long,
    /** Our fee, in minor units. */
    val platformFee: Long,
    /** The winner's username, or their uid if they have none. */
    val recipient: String,
    /** The title of the challenge. */
    val challengeTitle: String,
    /** What is true of the money. */
    val status: PrizeStatus,
    /** Why it waits or was stopped; null if it does not. Show `nextAction` for a reason that you do not know. */
    val reason: Reason?,
    /** A sentence that says who has to do what; null if nobody has to do anything. */
    val nextAction: String?,
    /** A sentence for a person. */
    val message: String?,
) {
    companion object {
        fun of(map: Map<String, Any?>): PayoutPrizeMoneyAnswer = PayoutPrizeMoneyAnswer(
            map.take("transferId") { text(it) },
            map.need("winnerAmount") { whole(it) },
            map.need("platformFee") { whole(it) },
            map.need("recipient") { text(it) },
            map.need("challengeTitle") { text(it) },
            map.need("status") { PrizeStatus.of(it) },
            map.take("reason") { Reason.of(it) },
            map.take("nextAction") { text(it) },
            map.take("message") { text(it) },
        )
    }
}

/** What `payout-prize-money` takes. */
data class PayoutPrizeMoneyInput(
    /** The id of the prize record. It must be 1 to 400 characters without /, and not ., .. or of the form __x__. */
    val prizeRecordId: String,
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "prizeRecordId" to prizeRecordId).filterValues { it != null } as Map<String, Any>
}

/** A part of an answer. */
data class PersonHeld(
    /** Who stopped the person: a uid, or `system:` and the part of the system. */
    val by: String,
    /** Why the person was stopped. */
    val reason: String,
    /** Since when it is so. */
    val since: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): PersonHeld = PersonHeld(
            map.need("by") { text(it) },
            map.need("reason") { text(it) },
            map.need("since") { text(it) },
        )
    }
}

/** A part of an answer. */
data class PoolFields(
    /** The id of the challenge. */
    val challengeId: String,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** What was paid in and counts, in minor units. */
    val funded: Long,
    /** What of it is safe from early reversal by the card's bank, in minor units. */
    val clean: Long,
    /** Until when prizes wait for the newest payments to settle; null if none does. */
    val settlingUntil: String?,
    /** What the award gave to places, in minor units. */
    val awarded: Long,
    /** What winners were sent, in minor units. */
    val paid: Long,
    /** What went back to those who paid in, in minor units. */
    val returned: Long,
    /** What was paid in and is not awarded, in minor units; never below 0. */
    val available: Long,
    /** How far the pool is. */
    val status: PoolStatus,
    /** Until when the result can be contested; null if its review has no end yet. */
    val reviewUntil: String?,
    /** The reader's own payments into the pool; staff see everyone's. */
    val ownFundings: List<OwnFunding>,
) {
    companion object {
        fun of(map: Map<String, Any?>): PoolFields = PoolFields(
            map.need("challengeId") { text(it) },
            map.need("currency") { text(it) },
            map.need("funded") { whole(it) },
            map.need("clean") { whole(it) },
            map.take("settlingUntil") { text(it) },
            map.need("awarded") { whole(it) },
            map.need("paid") { whole(it) },
            map.need("returned") { whole(it) },
            map.need("available") { whole(it) },
            map.need("status") { PoolStatus.of(it) },
            map.take("reviewUntil") { text(it) },
            map.need("ownFundings") { list(it) { fields(it)?.let(OwnFunding::of) } },
        )
    }
}

/** What clients are shown of a pool: the documented words. */
enum class PoolStatus(val value: String) {
    OPEN("open"),
    FUNDED("funded"),
    AWARDED("awarded"),
    CONTESTED("contested"),
    FROZEN("frozen"),
    RETURNING("returning"),
    RETURNED("returned"),
    SETTLED("settled"),
    /** A word that is newer than this version of the app. */
    UNKNOWN("");

    companion object {
        fun of(value: Any): PoolStatus? =
            (value as? String)?.let { word -> entries.find { it.value == word } ?: UNKNOWN }
    }
}

/** Amounts in minor units of `currency`. */
data class Prize(
    /** The id of the prize record. */
    val id: String,
    /** The id of the challenge. */
    val challengeId: String,
    /** The title of the challenge. */
    val challengeTitle: String,
    /** The place in the result, from 1 on. */
    val placement: Long,
    /** The points by which the place was decided. */
    val score: Double,
    /** The prize before our fee, in minor units. */
    val prizeAmount: Long,
    /** What the winner receives, in minor units. */
    val winnerAmount: Long,
    /** Our fee, in minor units. */
    val platformFee: Long,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** What is true of the money. */
    val status: PrizeStatus,
    /** Why it waits or was stopped; null if it does not. Show `nextAction` for a reason that you do not know. */
    val reason: Reason?,
    /** A sentence that says who has to do what; null if nobody has to do anything. */
    val nextAction: String?,
    /** When it was created. */
    val createdAt: String,
    /** When it last changed. */
    val updatedAt: String,
    /** When it was paid; null while it is not. */
    val paidAt: String?,
    /** The id of the transfer at Stripe; null while there is none. */
    val stripeTransferId: String?,
) {
    companion object {
        fun of(map: Map<String, Any?>): Prize = Prize(
            map.need("id") { text(it) },
            map.need("challengeId") { text(it) },
            map.need("challengeTitle") { text(it) },
            map.need("placement") { whole(it) },
            map.need("score") { number(it) },
            map.need("prizeAmount") { whole(it) },
            map.need("winnerAmount") { whole(it) },
            map.need("platformFee") { whole(it) },
            map.need("currency") { text(it) },
            map.need("status") { PrizeStatus.of(it) },
            map.take("reason") { Reason.of(it) },
            map.take("nextAction") { text(it) },
            map.need("createdAt") { text(it) },
            map.need("updatedAt") { text(it) },
            map.take("paidAt") { text(it) },
            map.take("stripeTransferId") { text(it) },
        )
    }
}

/** One of 6 words. */
enum class PrizeStatus(val value: String) {
    PENDING("pending"),
    PROCESSING("processing"),
    PAID("paid"),
    FAILED("failed"),
    REVERSED("reversed"),
    CANCELED("canceled"),
    /** A word that is newer than this version of the app. */
    UNKNOWN("");

    companion object {
        fun of(value: Any): PrizeStatus? =
            (value as? String)?.let { word -> entries.find { it.value == word } ?: UNKNOWN }
    }
}

/** `total_earnings` and `paid_amount`: what the account at Stripe received, less what was taken back. */
data class PrizeTotals(
    /** What the account received of prizes, less what was taken back, in minor units. */
    val totalEarnings: Long,
    /** What is won and not yet paid, in minor units. */
    val pendingAmount: Long,
    /** What the account received of prizes, less what was taken back, in minor units. */
    val paidAmount: Long,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): PrizeTotals = PrizeTotals(
            map.need("totalEarnings") { whole(it) },
            map.need("pendingAmount") { whole(it) },
            map.need("paidAmount") { whole(it) },
            map.need("currency") { text(it) },
        )
    }
}

/** The same word for every reader. Clients and operators act on it. */
enum class Reason(val value: String) {
    AWAITING_ACCOUNT("awaiting_account"),
    ACCOUNT_RESTRICTED("account_restricted"),
    ACCOUNT_REJECTED("account_rejected"),
    AWAITING_FUNDS("awaiting_funds"),
    RETRYING("retrying"),
    HELD_FOR_APPROVAL("held_for_approval"),
    PAYOUTS_PAUSED("payouts_paused"),
    NEEDS_REVIEW("needs_review"),
    BANK_CHANGED("bank_changed"),
    IN_REVIEW("in_review"),
    CONTESTED("contested"),
    POOL_UNFUNDED("pool_unfunded"),
    FUNDS_SETTLING("funds_settling"),
    POOL_DISPUTED("pool_disputed"),
    DISQUALIFIED("disqualified"),
    UNCLAIMED("unclaimed"),
    /** A word that is newer than this version of the app. */
    UNKNOWN("");

    companion object {
        fun of(value: Any): Reason? =
            (value as? String)?.let { word -> entries.find { it.value == word } ?: UNKNOWN }
    }
}

/** From the trainer's account to their bank. */
data class RecentPayout(
    /** The id of the payout at Stripe. */
    val id: String,
    /** The day, as `YYYY-MM-DD`. */
    val date: String,
    /** The day on which it reaches the bank, as `YYYY-MM-DD`; null if it is not known. */
    val arrivalDate: String?,
    /** What was paid to the bank, as a number in major units (dollars). Read `amountCents`. */
    @Deprecated("For the clients of the first system.")
    val amount: Double,
    /** What was paid to the bank, in minor units. */
    val amountCents: Long,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** Stripe's status of the payout, such as `paid` or `failed`. */
    val status: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): RecentPayout = RecentPayout(
            map.need("id") { text(it) },
            map.need("date") { text(it) },
            map.take("arrivalDate") { text(it) },
            map.need("amount") { number(it) },
            map.need("amountCents") { whole(it) },
            map.need("currency") { text(it) },
            map.need("status") { text(it) },
        )
    }
}

/** A sold round. `amount` is what the buyer paid, `net_cents` what the trainer keeps of it now. */
data class RecentSale(
    /** The id of the PaymentIntent at Stripe. */
    val id: String,
    /** The day, as `YYYY-MM-DD`. */
    val date: String,
    /** The title of the round that was sold. */
    val roundTitle: String,
    /** What the buyer paid, as a number in major units (dollars). Read `amountCents`. */
    @Deprecated("For the clients of the first system.")
    val amount: Double,
    /** What the buyer paid, in minor units. */
    val amountCents: Long,
    /** What the trainer keeps of it now, after fees, refunds and disputes, in minor units. */
    val netCents: Long,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** What is true of the money. */
    val status: PaymentStatus,
    /** Where it was paid: `stripe`. */
    val source: String?,
    /** The Firebase uid of the buyer. */
    val buyerId: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): RecentSale = RecentSale(
            map.need("id") { text(it) },
            map.need("date") { text(it) },
            map.need("roundTitle") { text(it) },
            map.need("amount") { number(it) },
            map.need("amountCents") { whole(it) },
            map.need("netCents") { whole(it) },
            map.need("currency") { text(it) },
            map.need("status") { PaymentStatus.of(it) },
            map.take("source") { text(it) },
            map.need("buyerId") { text(it) },
        )
    }
}

/** What the sale moved to the trainer's account, after our fee. */
data class RecentTransfer(
    /** The id of the transfer at Stripe. */
    val id: String,
    /** The day, as `YYYY-MM-DD`. */
    val date: String,
    /** What reached the trainer's account, as a number in major units (dollars). Read `amountCents`. */
    @Deprecated("For the clients of the first system.")
    val amount: Double,
    /** What reached the trainer's account, in minor units. */
    val amountCents: Long,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** What it was for. */
    val description: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): RecentTransfer = RecentTransfer(
            map.need("id") { text(it) },
            map.need("date") { text(it) },
            map.need("amount") { number(it) },
            map.need("amountCents") { whole(it) },
            map.need("currency") { text(it) },
            map.need("description") { text(it) },
        )
    }
}

/** What `refund-payment` answers. */
data class RefundPaymentAnswer(
    /** The id of the refund at Stripe. */
    val refundId: String,
    /** Stripe's word: a `pending` refund waits until our balance covers it. */
    val refundStatus: String,
    /** The id of the PaymentIntent at Stripe. */
    val paymentId: String,
    /** What this refund gives back to the buyer, in minor units. */
    val amount: Long,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** What is true of the payment's money. */
    val status: PaymentStatus,
    /** What went back to the buyer in all, in minor units. */
    val refundedAmount: Long,
    /** What the trainer keeps of the sale, in minor units. */
    val ownerNetAmount: Long,
    /** What the trainer owes us because Stripe could not take it back, in minor units. */
    val receivableAmount: Long,
) {
    companion object {
        fun of(map: Map<String, Any?>): RefundPaymentAnswer = RefundPaymentAnswer(
            map.need("refundId") { text(it) },
            map.need("refundStatus") { text(it) },
            map.need("paymentId") { text(it) },
            map.need("amount") { whole(it) },
            map.need("currency") { text(it) },
            map.need("status") { PaymentStatus.of(it) },
            map.need("refundedAmount") { whole(it) },
            map.need("ownerNetAmount") { whole(it) },
            map.need("receivableAmount") { whole(it) },
        )
    }
}

/** What `refund-payment` takes. */
data class RefundPaymentInput(
    /** The id of the PaymentIntent at Stripe. It must be the id of a PaymentIntent: pi_ and up to 125 letters, digits or _. */
    val paymentId: String,
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
    /** What to refund, in minor units; all that is left by default. It must be a whole number of cents from 1 to 999999999999. */
    val amount: Long? = null,
    /** The reason that Stripe is told. It must be requested_by_customer, duplicate or fraudulent. */
    val refundReason: String? = null,
    /** Who pays the refund. It must be proportional, keep_fee or platform_pays. */
    val policy: String? = null,
    /** Identifies the request: sent again, it is the same refund. It must be 1 to 128 letters, digits, _ or -. */
    val requestId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "paymentId" to paymentId, "amount" to amount, "refundReason" to refundReason, "policy" to policy, "requestId" to requestId).filterValues { it != null } as Map<String, Any>
}

/** One of 3 words. */
enum class RefundRequestStatus(val value: String) {
    OPEN("open"),
    DONE("done"),
    DECLINED("declined"),
    /** A word that is newer than this version of the app. */
    UNKNOWN("");

    companion object {
        fun of(value: Any): RefundRequestStatus? =
            (value as? String)?.let { word -> entries.find { it.value == word } ?: UNKNOWN }
    }
}

/** A part of an answer. */
data class RefundWanted(
    /** An amount in minor units (cents) of the currency. */
    val amount: Long,
    /** Why the trainer asks for it. */
    val reason: String,
    /** When the trainer asked for it. */
    val askedAt: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): RefundWanted = RefundWanted(
            map.need("amount") { whole(it) },
            map.need("reason") { text(it) },
            map.need("askedAt") { text(it) },
        )
    }
}

/** What `release-prize` answers. */
data class ReleasePrizeAnswer(
    /** The id of the prize record. */
    val prizeRecordId: String,
    /** What is true of the money. */
    val status: PrizeStatus,
    /** Why it waits or was stopped; null if it does not. Show `nextAction` for a reason that you do not know. */
    val reason: Reason?,
    /** A sentence that says who has to do what; null if nobody has to do anything. */
    val nextAction: String?,
) {
    companion object {
        fun of(map: Map<String, Any?>): ReleasePrizeAnswer = ReleasePrizeAnswer(
            map.need("prizeRecordId") { text(it) },
            map.need("status") { PrizeStatus.of(it) },
            map.take("reason") { Reason.of(it) },
            map.take("nextAction") { text(it) },
        )
    }
}

/** What `release-prize` takes. */
data class ReleasePrizeInput(
    /** Why; it is kept in the audit trail. It must be 1 to 500 characters on one line. */
    val reason: String,
    /** The id of the prize record. It must be 1 to 400 characters without /, and not ., .. or of the form __x__. */
    val prizeRecordId: String,
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "reason" to reason, "prizeRecordId" to prizeRecordId).filterValues { it != null } as Map<String, Any>
}

/** What `replay-event` answers. */
data class ReplayEventAnswer(
    /** The id of the event at Stripe. */
    val eventId: String,
    /** The record of the replays of this event, as `replays/{id}`. */
    val path: String,
    /** How often the event was replayed, this time included. */
    val count: Long,
) {
    companion object {
        fun of(map: Map<String, Any?>): ReplayEventAnswer = ReplayEventAnswer(
            map.need("eventId") { text(it) },
            map.need("path") { text(it) },
            map.need("count") { whole(it) },
        )
    }
}

/** What `replay-event` takes. */
data class ReplayEventInput(
    /** Why; it is kept in the audit trail. It must be 1 to 500 characters on one line. */
    val reason: String,
    /** The id of the event at Stripe. It must be the id of an event: evt_ and up to 124 letters, digits or _. */
    val eventId: String,
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "reason" to reason, "eventId" to eventId).filterValues { it != null } as Map<String, Any>
}

/** What `request-approval` answers. */
data class RequestApprovalAnswer(
    /** The act that takes two administrators. */
    val act: Act,
    /** The record that the act is about, as `prizeRecords/{id}`. */
    val subject: String,
    /** The request's own record, as `approvals/{id}`. */
    val path: String,
    /** How far the request is. */
    val status: ApprovalStatus,
    /** The uid of the administrator who requested the act. */
    val requestedBy: String,
    /** The uid of the administrator who approved the act; null while nobody has. */
    val approvedBy: String?,
    /** Until when it is valid. */
    val expiresAt: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): RequestApprovalAnswer = RequestApprovalAnswer(
            map.need("act") { Act.of(it) },
            map.need("subject") { text(it) },
            map.need("path") { text(it) },
            map.need("status") { ApprovalStatus.of(it) },
            map.need("requestedBy") { text(it) },
            map.take("approvedBy") { text(it) },
            map.need("expiresAt") { text(it) },
        )
    }
}

/** What `request-approval` takes. */
data class RequestApprovalInput(
    /** Why; it is kept in the audit trail. It must be 1 to 500 characters on one line. */
    val reason: String,
    /** The act that takes two administrators. It must be pay-prize, reissue-prize, refund-payment, resume-payouts, release_person, cancel_challenge, accept_funding, raise_limit, revert_entry, resolve_unclaimed, resolve_pool_loss, return_pool, sponsor_pool or decide_contest. */
    val act: String,
    /** The id of what the act is about: a prize record, a payment, a person, a challenge and so on. It must be 1 to 400 characters without /, and not ., .. or of the form __x__. */
    val subjectId: String,
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
    /** The amount that the act is about, in minor units, for the acts that take one. It must be a whole number of cents from 1 to 999999999999. */
    val amount: Long? = null,
    /** Who pays the refund. It must be proportional, keep_fee or platform_pays. */
    val policy: String? = null,
    /** The reason that Stripe is told. It must be requested_by_customer, duplicate or fraudulent. */
    val refundReason: String? = null,
    /** What is to happen, for the acts that decide. It must be for resolve_unclaimed: pay, return or next_place; for resolve_pool_loss: cover, cancel or reduce; for decide_contest: uphold or disqualify. */
    val decision: String? = null,
    /** The uid of the person whom `decide_contest` with `disqualify` takes out of the result. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val disqualifiedUserId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "reason" to reason, "act" to act, "subjectId" to subjectId, "amount" to amount, "policy" to policy, "refundReason" to refundReason, "decision" to decision, "disqualifiedUserId" to disqualifiedUserId).filterValues { it != null } as Map<String, Any>
}

/** What `request-refund` answers. */
data class RequestRefundAnswer(
    /** The id of the PaymentIntent at Stripe. */
    val paymentId: String,
    /** What is to be refunded, in minor units. */
    val amount: Long,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** `open` until administrators have answered, then `done` or `declined`. */
    val status: RefundRequestStatus,
) {
    companion object {
        fun of(map: Map<String, Any?>): RequestRefundAnswer = RequestRefundAnswer(
            map.need("paymentId") { text(it) },
            map.need("amount") { whole(it) },
            map.need("currency") { text(it) },
            map.need("status") { RefundRequestStatus.of(it) },
        )
    }
}

/** What `request-refund` takes. */
data class RequestRefundInput(
    /** Why; it is kept in the audit trail. It must be 1 to 500 characters on one line. */
    val reason: String,
    /** The id of the PaymentIntent at Stripe. It must be the id of a PaymentIntent: pi_ and up to 125 letters, digits or _. */
    val paymentId: String,
    /** Your own uid, or nothing. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
    /** What to refund, in minor units; all that is left by default. It must be a whole number of cents from 1 to 999999999999. */
    val amount: Long? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "reason" to reason, "paymentId" to paymentId, "amount" to amount).filterValues { it != null } as Map<String, Any>
}

/** In Stripe's order: in Stripe's names, those of API v1 where one exists, or in plain words. */
data class RequirementsAnswer(
    /** What the owner has to give by the deadline. */
    val currentlyDue: List<String>,
    /** What the owner did not give in time; it restricts the account. */
    val pastDue: List<String>,
    /** What Stripe is checking. The owner waits. */
    val pendingVerification: List<String>,
    /** Until when the owner has to give what is due; null if Stripe names no time. */
    val deadline: String?,
) {
    companion object {
        fun of(map: Map<String, Any?>): RequirementsAnswer = RequirementsAnswer(
            map.need("currentlyDue") { list(it) { text(it) } },
            map.need("pastDue") { list(it) { text(it) } },
            map.need("pendingVerification") { list(it) { text(it) } },
            map.take("deadline") { text(it) },
        )
    }
}

/** What `reset-onboarding` answers. */
data class ResetOnboardingAnswer(
    /** A sentence for a person. */
    val message: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): ResetOnboardingAnswer = ResetOnboardingAnswer(
            map.need("message") { text(it) },
        )
    }
}

/** What `reset-onboarding` takes. */
data class ResetOnboardingInput(
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId).filterValues { it != null } as Map<String, Any>
}

/** What `reset-winner-onboarding` answers. */
data class ResetWinnerOnboardingAnswer(
    /** A sentence for a person. */
    val message: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): ResetWinnerOnboardingAnswer = ResetWinnerOnboardingAnswer(
            map.need("message") { text(it) },
        )
    }
}

/** What `reset-winner-onboarding` takes. */
data class ResetWinnerOnboardingInput(
    /** The Firebase uid of the person whom this is about. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId).filterValues { it != null } as Map<String, Any>
}

/** `total_earned`: ever, after fees, refunds and disputes, by our books. Balances are Stripe's. */
data class SalesTotals(
    /** Lifetime earnings after fees, refunds and disputes, as a number in major units (dollars). Read the field of this name with `Cents`. */
    @Deprecated("For the clients of the first system.")
    val totalEarned: Double,
    /** Lifetime earnings after fees, refunds and disputes, in minor units. */
    val totalEarnedCents: Long,
    /** What Stripe holds and does not pay out yet, as a number in major units (dollars). Read the field of this name with `Cents`. */
    @Deprecated("For the clients of the first system.")
    val pendingPayout: Double,
    /** What Stripe holds and does not pay out yet, in minor units. */
    val pendingPayoutCents: Long,
    /** What Stripe can pay out now, as a number in major units (dollars). Read the field of this name with `Cents`. */
    @Deprecated("For the clients of the first system.")
    val availableBalance: Double,
    /** What Stripe can pay out now, in minor units. */
    val availableBalanceCents: Long,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): SalesTotals = SalesTotals(
            map.need("totalEarned") { number(it) },
            map.need("totalEarnedCents") { whole(it) },
            map.need("pendingPayout") { number(it) },
            map.need("pendingPayoutCents") { whole(it) },
            map.need("availableBalance") { number(it) },
            map.need("availableBalanceCents") { whole(it) },
            map.need("currency") { text(it) },
        )
    }
}

/** `interval`: `daily`, `weekly` (on `days`), `monthly` (on `dates`) or `manual`. */
data class Schedule(
    /** How often Stripe pays out: `daily`, `weekly`, `monthly` or `manual`. */
    val interval: String,
    /** With `weekly`: the days of the week. */
    val days: List<String>,
    /** With `monthly`: the days of the month. */
    val dates: List<Long>,
    /** How many days money waits before it is paid out; null if Stripe does not say. */
    val delayDays: Long?,
) {
    companion object {
        fun of(map: Map<String, Any?>): Schedule = Schedule(
            map.need("interval") { text(it) },
            map.need("days") { list(it) { text(it) } },
            map.need("dates") { list(it) { whole(it) } },
            map.take("delayDays") { whole(it) },
        )
    }
}

/** One of 4 words. */
enum class Severity(val value: String) {
    INFO("INFO"),
    WARNING("WARNING"),
    ERROR("ERROR"),
    CRITICAL("CRITICAL"),
    /** A word that is newer than this version of the app. */
    UNKNOWN("");

    companion object {
        fun of(value: Any): Severity? =
            (value as? String)?.let { word -> entries.find { it.value == word } ?: UNKNOWN }
    }
}

/** A part of an answer. */
data class StatementFields(
    /** The id of the challenge. */
    val challengeId: String,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** When the statement was made. */
    val at: String?,
    /** Everything; otherwise the reader's own payments. */
    val isWhole: Boolean,
    /** Whether the lines add up to what the books say. */
    val addsUp: Boolean,
    /** The whole pool's sums, by what made them. */
    val pool: Map<String, Long>,
    /** Their sum: what the pool has. */
    val held: Long,
    /** The sum of the lines. */
    val total: Long,
    /** The lines, oldest first. */
    val lines: List<StatementLine>,
    /** The payments into the pool. */
    val fundings: List<FundingLineFields>,
) {
    companion object {
        fun of(map: Map<String, Any?>): StatementFields = StatementFields(
            map.need("challengeId") { text(it) },
            map.need("currency") { text(it) },
            map.take("at") { text(it) },
            map.need("isWhole") { flag(it) },
            map.need("addsUp") { flag(it) },
            map.need("pool") { it as? Map<String, Long> },
            map.need("held") { whole(it) },
            map.need("total") { whole(it) },
            map.need("lines") { list(it) { fields(it)?.let(StatementLine::of) } },
            map.need("fundings") { list(it) { fields(it)?.let(FundingLineFields::of) } },
        )
    }
}

/** A part of an answer. */
data class StatementLine(
    /** When it happened. */
    val at: String?,
    /** What made the pool more or less. */
    val what: Term,
    /** What it did to the pool, in minor units; a negative amount took from it. */
    val amount: Long,
    /** What the lines so far add up to, in minor units. */
    val heldAfter: Long,
    /** The object at Stripe, or the decision. */
    val reference: String,
    /** The record that it is about. */
    val about: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): StatementLine = StatementLine(
            map.take("at") { text(it) },
            map.need("what") { Term.of(it) },
            map.need("amount") { whole(it) },
            map.need("heldAfter") { whole(it) },
            map.need("reference") { text(it) },
            map.need("about") { text(it) },
        )
    }
}

/** The totals themselves are those of the account's currency. `payout_problem` says why the bank returned the last of it; then `last_payout_date` is of what it kept. */
data class Summary(
    /** What the account received of prizes, less what was taken back, in minor units. */
    val totalEarnings: Long,
    /** What is won and not yet paid, in minor units. */
    val pendingAmount: Long,
    /** What the account received of prizes, less what was taken back, in minor units. */
    val paidAmount: Long,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** The account's currency first, then every other in which there is anything. */
    val totalsByCurrency: List<PrizeTotals>,
    /** How many prizes were won, in all currencies. */
    val totalWins: Long,
    /** How far onboarding is. It is `complete` exactly while the account is active. */
    val onboardingStatus: OnboardingStatus,
    /** The connected account's id at Stripe; null without an account. */
    val stripeAccountId: String?,
    /** When the last prize was paid; null if none was. */
    val lastPayoutDate: String?,
    /** Why the bank returned the last payout, and what to do. Absent if it did not. */
    val payoutProblem: String?,
) {
    companion object {
        fun of(map: Map<String, Any?>): Summary = Summary(
            map.need("totalEarnings") { whole(it) },
            map.need("pendingAmount") { whole(it) },
            map.need("paidAmount") { whole(it) },
            map.need("currency") { text(it) },
            map.need("totalsByCurrency") { list(it) { fields(it)?.let(PrizeTotals::of) } },
            map.need("totalWins") { whole(it) },
            map.need("onboardingStatus") { OnboardingStatus.of(it) },
            map.take("stripeAccountId") { text(it) },
            map.take("lastPayoutDate") { text(it) },
            map.take("payoutProblem") { text(it) },
        )
    }
}

/** What made the pool more or less. Invariant I13 is the sum of all of them. */
enum class Term(val value: String) {
    PAID_IN("paid_in"),
    SPONSORED("sponsored"),
    COVERED("covered"),
    PAID("paid"),
    FEES_KEPT("fees_kept"),
    RETURNED("returned"),
    REFUNDED("refunded"),
    DISPUTED("disputed"),
    UNCLAIMED("unclaimed"),
    CORRECTED("corrected"),
    /** A word that is newer than this version of the app. */
    UNKNOWN("");

    companion object {
        fun of(value: Any): Term? =
            (value as? String)?.let { word -> entries.find { it.value == word } ?: UNKNOWN }
    }
}

/** The totals themselves are those of the account's currency. */
data class TrainerEarnings(
    /** Lifetime earnings after fees, refunds and disputes, as a number in major units (dollars). Read the field of this name with `Cents`. */
    @Deprecated("For the clients of the first system.")
    val totalEarned: Double,
    /** Lifetime earnings after fees, refunds and disputes, in minor units. */
    val totalEarnedCents: Long,
    /** What Stripe holds and does not pay out yet, as a number in major units (dollars). Read the field of this name with `Cents`. */
    @Deprecated("For the clients of the first system.")
    val pendingPayout: Double,
    /** What Stripe holds and does not pay out yet, in minor units. */
    val pendingPayoutCents: Long,
    /** What Stripe can pay out now, as a number in major units (dollars). Read the field of this name with `Cents`. */
    @Deprecated("For the clients of the first system.")
    val availableBalance: Double,
    /** What Stripe can pay out now, in minor units. */
    val availableBalanceCents: Long,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** The account's currency first, then every other in which there is anything. */
    val totalsByCurrency: List<SalesTotals>,
    /** How many rounds were sold, in all currencies. */
    val roundsSold: Long,
    /** The newest sales, newest first. */
    val recentSales: List<RecentSale>,
    /** What the newest sales moved to the trainer's account. */
    val recentTransfers: List<RecentTransfer>,
    /** The newest payouts to the bank. */
    val recentPayouts: List<RecentPayout>,
    /** When the figures were read. */
    val lastUpdated: String,
    /** Whether nothing was sold yet. */
    val isNewAccount: Boolean,
    /** Whether Stripe could not be asked, so that the balances are the last known ones. */
    val stale: Boolean,
    /** Sent as `pageToken`, it gives the next page; null at the end. */
    val nextPageToken: String?,
    /** Why the bank returned the last payout, and what to do. */
    val payoutProblem: String?,
) {
    companion object {
        fun of(map: Map<String, Any?>): TrainerEarnings = TrainerEarnings(
            map.need("totalEarned") { number(it) },
            map.need("totalEarnedCents") { whole(it) },
            map.need("pendingPayout") { number(it) },
            map.need("pendingPayoutCents") { whole(it) },
            map.need("availableBalance") { number(it) },
            map.need("availableBalanceCents") { whole(it) },
            map.need("currency") { text(it) },
            map.need("totalsByCurrency") { list(it) { fields(it)?.let(SalesTotals::of) } },
            map.need("roundsSold") { whole(it) },
            map.need("recentSales") { list(it) { fields(it)?.let(RecentSale::of) } },
            map.need("recentTransfers") { list(it) { fields(it)?.let(RecentTransfer::of) } },
            map.need("recentPayouts") { list(it) { fields(it)?.let(RecentPayout::of) } },
            map.need("lastUpdated") { text(it) },
            map.need("isNewAccount") { flag(it) },
            map.need("stale") { flag(it) },
            map.take("nextPageToken") { text(it) },
            map.take("payoutProblem") { text(it) },
        )
    }
}

/** Where books and Stripe differ in one currency. */
data class UnexplainedAnswer(
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** The sum of the differences, each by its size, in minor units. */
    val amount: Long,
    /** How many differences these are. */
    val differences: Long,
) {
    companion object {
        fun of(map: Map<String, Any?>): UnexplainedAnswer = UnexplainedAnswer(
            map.need("currency") { text(it) },
            map.need("amount") { whole(it) },
            map.need("differences") { whole(it) },
        )
    }
}

/** Prizes that wait for one reason, in minor units. */
data class UnpaidAnswer(
    /** What is true of the money. */
    val status: PrizeStatus,
    /** Why they are not paid; empty if no reason is stored. */
    val reason: String,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String,
    /** How many prizes these are. */
    val count: Long,
    /** What their winners would receive, in minor units. */
    val amount: Long,
    /** Since when the oldest of them has waited. */
    val oldest: String,
    /** The id of the oldest prize record among them. */
    val oldestId: String,
    /** How many have waited longer than they should. */
    val overdue: Long,
) {
    companion object {
        fun of(map: Map<String, Any?>): UnpaidAnswer = UnpaidAnswer(
            map.need("status") { PrizeStatus.of(it) },
            map.need("reason") { text(it) },
            map.need("currency") { text(it) },
            map.need("count") { whole(it) },
            map.need("amount") { whole(it) },
            map.need("oldest") { text(it) },
            map.need("oldestId") { text(it) },
            map.need("overdue") { whole(it) },
        )
    }
}

/** A part of an answer. */
data class WinnerEntry(
    /** The Firebase uid of the person whom this is about. */
    val userId: String,
    /** The person's username; null if they have none. */
    val username: String?,
    /** The id of the person's participation, as in `user-challenge/{id}`. */
    val userChallengeId: String,
    /** The place in the result, from 1 on. */
    val placement: Long,
    /** The points by which the place was decided. */
    val score: Double,
    /** The prize before our fee, in minor units. */
    val prizeAmount: Long,
) {
    companion object {
        fun of(map: Map<String, Any?>): WinnerEntry = WinnerEntry(
            map.need("userId") { text(it) },
            map.take("username") { text(it) },
            map.need("userChallengeId") { text(it) },
            map.need("placement") { whole(it) },
            map.need("score") { number(it) },
            map.need("prizeAmount") { whole(it) },
        )
    }
}

/** What `withdraw-contest` answers. */
data class WithdrawContestAnswer(
    /** The id of the contest. */
    val contestId: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): WithdrawContestAnswer = WithdrawContestAnswer(
            map.need("contestId") { text(it) },
        )
    }
}

/** What `withdraw-contest` takes. */
data class WithdrawContestInput(
    /** The id of the contest. It must be 1 to 400 characters without /, and not ., .. or of the form __x__. */
    val contestId: String,
    /** Your own uid, or nothing. It must be 1 to 128 characters without /, and not ., .. or of the form __x__. */
    val userId: String? = null,
) {
    fun toMap(): Map<String, Any> =
        mapOf("userId" to userId, "contestId" to contestId).filterValues { it != null } as Map<String, Any>
}

/** A part of an answer. */
data class Work(
    /** A reason of a prize, `approval`, `difference`, `contest`, `refund_request`, `alert` or `damaged`. */
    val kind: String,
    /** An id that `find` or the act takes; the cause of an alert. */
    val subject: String,
    /** The Firebase uid of the person whom this is about. */
    val userId: String?,
    /** In minor units of `currency`. */
    val amount: Long?,
    /** The three-letter currency code in lower case, such as `usd`. */
    val currency: String?,
    /** Since when it is so. */
    val since: String,
    /** What is the matter, in a sentence. */
    val sentence: String,
    /** What to do about it, in a sentence. */
    val nextStep: String,
) {
    companion object {
        fun of(map: Map<String, Any?>): Work = Work(
            map.need("kind") { text(it) },
            map.need("subject") { text(it) },
            map.take("userId") { text(it) },
            map.take("amount") { whole(it) },
            map.take("currency") { text(it) },
            map.need("since") { text(it) },
            map.need("sentence") { text(it) },
            map.need("nextStep") { text(it) },
        )
    }
}
