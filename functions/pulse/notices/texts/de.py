"""German."""

from __future__ import annotations

from pulse.notices.said import Said
from pulse.notices.texts.language import Language, Text

_TEXTS = {
    Said.PRIZE_WON: Text(
        "Du hast einen Preis gewonnen",
        "Das Ergebnis{of_title}: Du bist auf Platz {placement}. Der Preis für diesen Platz beträgt "
        "{amount}, abzüglich unserer Gebühr. Es kann {lasts} lang angefochten "
        "werden.",
    ),
    Said.RESULT_RECORDED: Text(
        "Dein Ergebnis",
        "Das Ergebnis{of_title}: Du bist auf Platz {placement}. Es kann {lasts} lang angefochten werden.",
    ),
    Said.RESULT_CHANGED_PRIZE_WON: Text(
        "Ergebnis geändert: Du hast einen Preis gewonnen",
        "Das Ergebnis{of_title} wurde geändert: Du bist auf Platz {placement}. Der Preis für diesen Platz "
        "beträgt {amount}, abzüglich unserer Gebühr. Es kann {lasts} lang angefochten "
        "werden.",
    ),
    Said.RESULT_CHANGED: Text(
        "Ein Ergebnis wurde geändert",
        "Das Ergebnis{of_title} wurde geändert: Du bist auf Platz {placement}. Es kann {lasts} lang "
        "angefochten werden.",
    ),
    Said.CONTEST_OPENED: Text(
        "Ein Ergebnis wird angefochten",
        "Platz {placement} des Ergebnisses{of_title} wurde angefochten. Pulse entscheidet innerhalb von "
        "Tagen. Bis dahin werden der Preis dieses Platzes und die darunter nicht gezahlt.",
    ),
    Said.PLACE_CONTESTED: Text(
        "Dein Platz wird angefochten",
        "Dein Platz {placement} des Ergebnisses{of_title} wurde angefochten. Pulse entscheidet innerhalb von "
        "Tagen. Bis dahin werden der Preis dieses Platzes und die darunter nicht gezahlt. Du musst nichts "
        "tun.",
    ),
    Said.CONTEST_WITHDRAWN: Text(
        "Eine Anfechtung wurde zurückgezogen",
        "Die Anfechtung von Platz {placement} des Ergebnisses{of_title} wurde zurückgezogen.",
    ),
    Said.CONTEST_UPHELD: Text(
        "Über eine Anfechtung wurde entschieden",
        "Über die Anfechtung von Platz {placement} des Ergebnisses{of_title} wurde entschieden: Das Ergebnis "
        "bleibt, wie es ist.",
    ),
    Said.CONTEST_CHANGED_RESULT: Text(
        "Über eine Anfechtung wurde entschieden",
        "Über die Anfechtung von Platz {placement} des Ergebnisses{of_title} wurde entschieden: Eine Person "
        "wurde herausgenommen, und die nächsten Plätze rücken auf. Allen auf der Rangliste wird ihr Platz "
        "neu mitgeteilt.",
    ),
    Said.DISQUALIFIED: Text(
        "Du wurdest aus einem Ergebnis genommen",
        "Nach einer Anfechtung von Platz {placement} wurdest du aus dem Ergebnis{of_title} genommen und "
        "gewinnst darin keinen Preis. Bitte frag den Pulse-Support, wenn du nicht weißt, warum.",
    ),
    Said.PRIZE_AWAITS_ACCOUNT: Text(
        "Dein Preis wartet auf dein Auszahlungskonto",
        "Du hast {amount} gewonnen. Der Preis wird auf dein Auszahlungskonto bei Stripe gezahlt, sobald es "
        "bereit ist. Diese Seite zeigt, was dafür fehlt.",
    ),
    Said.PRIZE_ACCOUNT_RESTRICTED: Text(
        "Stripe braucht weitere Angaben von dir",
        "Du hast {amount} gewonnen. Stripe hat nach weiteren Angaben gefragt, bevor es dir etwas auszahlt. "
        "Diese Seite zeigt, was fehlt.",
    ),
    Said.PRIZE_ACCOUNT_REJECTED: Text(
        "Stripe hat dein Auszahlungskonto nicht angenommen",
        "Du hast {amount} gewonnen. Stripe hat dein Auszahlungskonto nicht angenommen. Bitte sprich mit dem "
        "Pulse-Support, falls du das noch nicht getan hast.",
    ),
    Said.PRIZE_CLAIM_REMINDED: Text(
        "Dein Preis wartet auf dich",
        "Du hast {amount}{of_title} gewonnen. Der Preis wird gezahlt, sobald dein Auszahlungskonto bei "
        "Stripe bereit ist. Bitte richte es vor dem {due} ein: danach entscheidet Pulse, was aus ihm wird.",
    ),
    Said.PRIZE_UNCLAIMED: Text(
        "Du hast deinen Preis nicht rechtzeitig abgeholt",
        "Du hast {amount}{of_title} gewonnen, und dein Auszahlungskonto war nicht vor dem {due} bereit. "
        "Pulse entscheidet, was aus ihm wird. Wenn du ihn noch willst, wende dich an den Pulse-Support.",
    ),
    Said.PRIZE_LOST: Text(
        "Dein Preis kann nicht gezahlt werden",
        "Eine Bank hat Geld zurückgeholt, das für die Preise{of_title} eingezahlt war. Deshalb kann dein "
        "Preis ({amount}) nicht gezahlt werden. Das tut uns leid. Bei Fragen hilft der Pulse-Support.",
    ),
    Said.PRIZE_REDUCED: Text(
        "Dein Preis ist kleiner als angekündigt",
        "Eine Bank hat Geld zurückgeholt, das für die Preise{of_title} eingezahlt war. Deshalb wird geteilt, "
        "was übrig ist: Dein Preis ist {amount}. Das tut uns leid. Bei Fragen hilft der Pulse-Support.",
    ),
    Said.PRIZE_PAID: Text(
        "Dein Preis wurde gezahlt",
        "Dein Preis{of_title} wurde gezahlt: {amount} sind auf deinem Stripe-Konto. Von dort zahlt Stripe "
        "das Geld an deine Bank aus.",
    ),
    Said.PAYOUT_FAILED: Text(
        "Eine Auszahlung ist nicht bei deiner Bank angekommen",
        "{amount} sind nicht bei deiner Bank angekommen: {why}. Das Geld ist wieder auf deinem "
        "Stripe-Konto. Bitte berichtige die Bankverbindung im Stripe-Dashboard.",
    ),
    Said.BANK_CHANGED: Text(
        "Deine Bankverbindung wurde geändert",
        "Das Bankkonto für deine Auszahlungen wurde geändert. Wenn du das nicht warst, wende dich sofort an "
        "den Pulse-Support.",
    ),
    Said.BANK_CHANGED_PRIZES_WAIT: Text(
        "Deine Bankverbindung wurde geändert",
        "Das Bankkonto für deine Auszahlungen wurde geändert. Preise werden ab {due} dorthin gezahlt. Wenn "
        "du das nicht warst, wende dich sofort an den Pulse-Support.",
    ),
    Said.REFUND_MADE: Text(
        "Du bekommst Geld zurück",
        "Du bekommst {amount} von dem zurück, was du für die Runde{title} bezahlt hast. Bis deine Bank es "
        "anzeigt, können einige Tage vergehen.",
    ),
    Said.ROUND_CANCELLED: Text(
        "Deine Runde wurde abgesagt",
        "Die Runde{title} wurde abgesagt. Du bekommst {amount} zurück. Bis deine Bank es anzeigt, können "
        "einige Tage vergehen.",
    ),
    Said.ROUND_NOT_SOLD: Text(
        "Du bekommst dein Geld zurück",
        "Die Runde{title} wird nicht mehr verkauft. Du bekommst {amount} zurück. Bis deine Bank es anzeigt, "
        "können einige Tage vergehen.",
    ),
    Said.REFUND_REQUEST_DONE: Text(
        "Die Erstattung ist erfolgt",
        "Die Erstattung von {amount}, um die du gebeten hast, ist erfolgt.",
    ),
    Said.REFUND_REQUEST_DECLINED: Text(
        "Die Erstattung wurde abgelehnt",
        "Die Erstattung von {amount}, um die du gebeten hast, wurde abgelehnt: {why_declined}",
    ),
    Said.POOL_PAID_TOO_LATE: Text(
        "Du bekommst dein Geld zurück",
        "Das Preisgeld{of_title} nahm kein Geld mehr an, als du bezahlt hast. Du bekommst alles zurück, "
        "{amount}. Bis deine Bank es anzeigt, können einige Tage vergehen.",
    ),
    Said.POOL_CLOSED: Text(
        "Du bekommst Geld aus einem Preisgeld zurück",
        "Das Preisgeld{of_title} ist geschlossen, weil niemand es mehr gewinnen kann. Du bekommst {amount} "
        "zurück. Bis deine Bank es anzeigt, können einige Tage vergehen.",
    ),
    Said.POOL_TOO_LARGE: Text(
        "Du bekommst Geld aus einem Preisgeld zurück",
        "Das Preisgeld{of_title} hat mehr Geld, als die Preise brauchen. Du bekommst {amount} zurück. Bis "
        "deine Bank es anzeigt, können einige Tage vergehen.",
    ),
    Said.ERASED: Text(
        "Deine Daten bei Pulse sind gelöscht",
        "Dein Profil, deine Links, deine Nachrichten und deine Geräte sind gelöscht. Aufzeichnungen über "
        "Zahlungen bleiben ohne deinen Namen, weil das Gesetz es verlangt. Wenn du das nicht wolltest, "
        "wende dich sofort an den Pulse-Support.",
    ),
}

_BANK_FAILURES = {
    "account_closed": "Das Bankkonto ist geschlossen",
    "account_frozen": "Das Bankkonto ist gesperrt",
    "bank_account_restricted": "Das Bankkonto nimmt diese Art von Zahlung nicht an",
    "bank_account_unusable": "Das Bankkonto kann nicht benutzt werden",
    "bank_ownership_changed": "Das Bankkonto gehört jetzt zu einer anderen Bank",
    "could_not_process": "Die Bank konnte die Zahlung nicht ausführen",
    "debit_not_authorized": "Das Bankkonto erlaubt keine Lastschriften",
    "declined": "Die Bank hat die Zahlung abgelehnt",
    "incorrect_account_address": "Die Bank kennt den Inhaber des Kontos unter einer anderen Adresse",
    "incorrect_account_holder_address": "Die Bank kennt den Inhaber des Kontos unter einer anderen Adresse",
    "incorrect_account_holder_name": "Der Name passt nicht zum Inhaber des Kontos",
    "incorrect_account_holder_tax_id": "Die Steuernummer passt nicht zum Inhaber des Kontos",
    "incorrect_account_type": "Das Bankkonto ist von anderer Art als angegeben",
    "insufficient_funds": "Das Guthaben bei Stripe reichte nicht für die Zahlung",
    "invalid_account_number": "Die Kontonummer stimmt nicht",
    "invalid_account_number_length": "Die Kontonummer hat die falsche Länge",
    "invalid_currency": "Das Bankkonto nimmt diese Währung nicht an",
    "no_account": "Die Bank findet dieses Konto nicht",
    "other": "Die Bank hat das Geld zurückgeschickt",
    "unsupported_card": "Diese Karte kann kein Geld empfangen",
}

GERMAN = Language(
    code="de",
    name="Deutsch",
    texts=_TEXTS,
    bank_failures=_BANK_FAILURES,
    title=" „{}“",
    of_title=" von „{}“",
    everything="alles ({})",
    rest="den Rest ({})",
    decimal_sign=",",
    moment="%d.%m.%Y, %H:%M UTC",
    hours="{} Stunden",
    seconds="{} Sekunden",
    greeting="Hallo,",
    link="Mehr dazu in Pulse, wo du dich anmeldest:",
    footer="Du bekommst diese E-Mail, weil du ein Konto bei Pulse hast. In der App wählst du, welche "
    "Nachrichten dich per E-Mail erreichen.",
    footer_always="Du bekommst diese E-Mail, weil du ein Konto bei Pulse hast. Sie betrifft die Sicherheit "
    "deines Kontos und wird deshalb immer gesendet.",
)
