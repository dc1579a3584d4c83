// As docs/clients.md uses it; the library itself is in no registry that the tests use.
package com.google.firebase.appcheck.playintegrity

import com.google.firebase.appcheck.AppCheckProviderFactory

class PlayIntegrityAppCheckProviderFactory : AppCheckProviderFactory {
    companion object {
        fun getInstance(): PlayIntegrityAppCheckProviderFactory = TODO()
    }
}
