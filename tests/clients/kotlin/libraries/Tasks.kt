// As docs/clients.md uses it; the library itself is in no registry that the tests use.
package com.google.android.gms.tasks

class Task<T>
