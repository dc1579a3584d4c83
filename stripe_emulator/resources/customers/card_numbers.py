"""Stripe's test card numbers and the payment methods that stand for them (docs.stripe.com/testing)."""

BY_COUNTRY = {
    "ar": "4000000320000021", "br": "4000000760000002", "ca": "4000001240000000", "cl": "4000001520000001",
    "co": "4000001700000003", "cr": "4000001880000005", "ec": "4000002180000000", "mx": "4000004840008001",
    "pa": "4000005910000000", "py": "4000006000000066", "pe": "4000006040000068", "uy": "4000008580000003",
    "ae": "4000007840000001", "at": "4000000400000008", "be": "4000000560000004", "bg": "4000001000000000",
    "by": "4000001120000005", "hr": "4000001910000009", "cy": "4000001960000008", "cz": "4000002030000002",
    "dk": "4000002080000001", "ee": "4000002330000009", "fi": "4000002460000001", "fr": "4000002500000003",
    "de": "4000002760000016", "gi": "4000002920000005", "gr": "4000003000000030", "hu": "4000003480000005",
    "ie": "4000003720000005", "it": "4000003800000008", "lv": "4000004280000005", "li": "4000004380000004",
    "lt": "4000004400000000", "lu": "4000004420000006", "mt": "4000004700000007", "nl": "4000005280000002",
    "no": "4000005780000007", "pl": "4000006160000005", "pt": "4000006200000007", "ro": "4000006420000001",
    "sa": "4000006820000007", "si": "4000007050000006", "sk": "4000007030000001", "es": "4000007240000007",
    "se": "4000007520000008", "ch": "4000007560000009", "gb": "4000008260000000", "au": "4000000360000006",
    "cn": "4000001560000002", "hk": "4000003440000004", "in": "4000003560000008", "jp": "4000003920000003",
    "my": "4000004580000002", "nz": "4000005540000008", "sg": "4000007020000003", "tw": "4000001580000008",
}  # fmt: skip
"""Visa cards issued in each country: `pm_card_gb` and the like."""

NAMES = {
    "4242424242424242": "visa",
    "4000056655665556": "visa_debit",
    "5555555555554444": "mastercard",
    "2223003122003222": "mastercard",
    "5200828282828210": "mastercard_debit",
    "5105105105105100": "mastercard_prepaid",
    "378282246310005": "amex",
    "371449635398431": "amex",
    "6011111111111117": "discover",
    "6011000990139424": "discover",
    "3056930009020004": "diners",
    "36227206271667": "diners",
    "3566002020360505": "jcb",
    "3530111333300000": "jcb",
    "6200000000000005": "unionpay",
    "4000002500001001": "visa_cartesBancaires",
    "5555552500001001": "mastercard_cartesBancaires",
    "5200007840000022": "ae_mastercard",
    "4000058260000005": "gb_debit",
    "5555558265554449": "gb_mastercard",
    "4000007640000003": "th_credit",
    "4000057640000008": "th_debit",
    "4000000000000002": "visa_chargeDeclined",
    "4000000000009995": "visa_chargeDeclinedInsufficientFunds",
    "4000000000009987": "visa_chargeDeclinedLostCard",
    "4000000000009979": "visa_chargeDeclinedStolenCard",
    "4000000000000069": "chargeDeclinedExpiredCard",
    "4000000000000127": "chargeDeclinedIncorrectCvc",
    "4000000000000119": "chargeDeclinedProcessingError",
    "4000000000006975": "visa_chargeDeclinedVelocityLimitExceeded",
    "4000000000000341": "chargeCustomerFail",
    "4100000000000019": "radarBlock",
    "4000000000004954": "riskLevelHighest",
    "4000000000009235": "riskLevelElevated",
    "4000000000000101": "cvcCheckFail",
    "4000000000000036": "avsZipFail",
    "4000000000000028": "avsLine1Fail",
    "4000000000000010": "avsFail",
    "4000000000000044": "avsUnchecked",
    "4000000000000259": "createDispute",
    "4000000000002685": "createDisputeProductNotReceived",
    "4000000000001976": "createDisputeInquiry",
    "4000000000005423": "createIssuerFraudRecord",
    "4000000404000079": "createMultipleDisputes",
    "4000000404000038": "createCe3EligibleDispute",
    "4000008400000779": "createComplianceDispute",
    "4000000000007726": "pendingRefund",
    "4000000000005126": "refundFail",
    "4000000000000077": "bypassPending",
    "4000003720000278": "bypassPendingInternational",
    "4000002500003155": "authenticationRequiredOnSetup",
    "4000002760003184": "authenticationRequired",
    "4000003800000446": "authenticationRequiredSetupForOffSession",
    "4000008260003178": "authenticationRequiredChargeDeclinedInsufficientFunds",
    "4000000000003220": "threeDSecure2Required",
    "4000000000003063": "threeDSecureRequired",
    "4000008400001629": "threeDSecureRequiredChargeDeclined",
    "4000000000003055": "threeDSecureOptional",
}
"""What comes after `pm_card_` in the name of the payment method with this number."""


def name_of(number: str) -> str | None:
    """The test payment method with this card number, if Stripe documents one."""
    if number in NAMES:
        return f"pm_card_{NAMES[number]}"
    return next((f"pm_card_{country}" for country, one in BY_COUNTRY.items() if one == number), None)


def has_check_digit(number: str) -> bool:
    """Whether the last digit fits the others, as on every real card (ISO/IEC 7812)."""
    digits = [int(one) for one in reversed(number)]
    doubled = sum(sum(divmod(2 * one, 10)) for one in digits[1::2])
    return (sum(digits[::2]) + doubled) % 10 == 0
