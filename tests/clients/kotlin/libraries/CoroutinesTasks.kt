// As docs/clients.md uses it; the library itself is in no registry that the tests use.
package kotlinx.coroutines.tasks

import com.google.android.gms.tasks.Task

suspend fun <T> Task<T>.await(): T = TODO()
