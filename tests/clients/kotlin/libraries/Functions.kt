// As docs/clients.md uses it; the library itself is in no registry that the tests use.
package com.google.firebase.functions

import com.google.android.gms.tasks.Task

class FirebaseFunctions {
    fun getHttpsCallable(name: String): HttpsCallableReference = TODO()

    companion object {
        fun getInstance(region: String): FirebaseFunctions = TODO()
    }
}

class HttpsCallableReference {
    fun call(data: Any?): Task<HttpsCallableResult> = TODO()
}

class HttpsCallableResult(val data: Any?)

class FirebaseFunctionsException(message: String, val code: Code, val details: Any?) : Exception(message) {
    enum class Code { UNAVAILABLE, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED, FAILED_PRECONDITION }
}
