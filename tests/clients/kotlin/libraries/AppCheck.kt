// As docs/clients.md uses it; the library itself is in no registry that the tests use.
package com.google.firebase.appcheck

interface AppCheckProviderFactory

class FirebaseAppCheck {
    fun installAppCheckProviderFactory(factory: AppCheckProviderFactory) {}

    companion object {
        fun getInstance(): FirebaseAppCheck = TODO()
    }
}
