// As docs/clients.md uses it; the library itself is in no registry that the tests use.
package com.stripe.android.paymentsheet

class PaymentSheet {
    fun presentWithPaymentIntent(paymentIntentClientSecret: String, configuration: Configuration? = null) {}

    class CustomerConfiguration(val id: String, val ephemeralKeySecret: String)

    class Configuration {
        class Builder(merchantDisplayName: String) {
            fun customer(customer: CustomerConfiguration?): Builder = this

            fun build(): Configuration = TODO()
        }
    }
}

sealed class PaymentSheetResult {
    object Completed : PaymentSheetResult()

    object Canceled : PaymentSheetResult()

    class Failed(val error: Throwable) : PaymentSheetResult()
}
