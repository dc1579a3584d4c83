"""What notices say, one file for each language. A test compares the files: none lacks what another says."""

from collections.abc import Mapping

from pulse.notices.texts.de import GERMAN
from pulse.notices.texts.en import ENGLISH
from pulse.notices.texts.language import Language, Text

LANGUAGES: Mapping[str, Language] = {one.code: one for one in (ENGLISH, GERMAN)}
"""By the code that a person's document has."""

DEFAULT = ENGLISH.code
"""For people who chose no language, or one that is not here."""

__all__ = ["DEFAULT", "LANGUAGES", "Language", "Text"]
