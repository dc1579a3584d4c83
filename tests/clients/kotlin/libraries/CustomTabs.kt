// As docs/clients.md uses it; the library itself is in no registry that the tests use.
package androidx.browser.customtabs

import android.content.Context
import android.net.Uri

class CustomTabsIntent {
    fun launchUrl(context: Context, url: Uri) {}

    class Builder {
        fun build(): CustomTabsIntent = TODO()
    }
}
