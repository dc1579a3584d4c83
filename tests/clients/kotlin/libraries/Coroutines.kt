// As docs/clients.md uses it; the library itself is in no registry that the tests use.
package kotlinx.coroutines

suspend fun delay(timeMillis: Long) {}
