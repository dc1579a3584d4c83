// As docs/clients.md uses it; the library itself is in no registry that the tests use.
package com.google.firebase.firestore

class FirebaseFirestore {
    fun collection(path: String): Query = TODO()

    fun document(path: String): DocumentReference = TODO()
}

open class Query {
    enum class Direction { ASCENDING, DESCENDING }

    fun orderBy(field: String, direction: Direction): Query = TODO()

    fun limit(limit: Long): Query = TODO()

    fun addSnapshotListener(listener: (QuerySnapshot?, Exception?) -> Unit): ListenerRegistration = TODO()
}

class QuerySnapshot(val documents: List<DocumentSnapshot>)

class DocumentSnapshot {
    fun getString(field: String): String? = TODO()
}

class DocumentReference {
    fun set(data: Any) {}
}

interface ListenerRegistration

class FieldValue {
    companion object {
        fun serverTimestamp(): FieldValue = TODO()
    }
}
