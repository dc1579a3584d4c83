// As docs/clients.md uses it; the library itself is in no registry that the tests use.
package android.content

open class Context
