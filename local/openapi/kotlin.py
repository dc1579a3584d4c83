"""The Kotlin types of inputs, answers and codes, made from the document.

They depend on nothing: `toMap` gives what a Firebase callable takes as its data, and `of` reads its result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic.alias_generators import to_camel

from local.openapi.schemas import PLACE
from local.places import ROOT

TYPES = ROOT / "clients" / "kotlin" / "src" / "pulse" / "payments" / "Types.kt"
Document = Mapping[str, Any]
_PLAIN = {"string": "String", "integer": "Long", "number": "Double", "boolean": "Boolean"}
_HEAD = """// Made from docs/openapi.json by `python -m local.openapi`: change nothing here.
@file:Suppress("UNCHECKED_CAST")

package pulse.payments

/** An answer of another form than this version of the app knows: the app is older than the backend. */
class UnexpectedForm(field: String) : Exception("The answer has no readable $field")

private fun <T : Any> Map<String, Any?>.need(name: String, read: (Any) -> T?): T =
    this[name]?.let(read) ?: throw UnexpectedForm(name)

private fun <T : Any> Map<String, Any?>.take(name: String, read: (Any) -> T?): T? = this[name]?.let(read)

private fun text(value: Any): String? = value as? String
private fun flag(value: Any): Boolean? = value as? Boolean
private fun whole(value: Any): Long? = (value as? Number)?.toLong()
private fun number(value: Any): Double? = (value as? Number)?.toDouble()
private fun fields(value: Any): Map<String, Any?>? = value as? Map<String, Any?>

/** All of them, or null if one cannot be read: a shorter list would be another answer. */
private fun <T : Any> list(value: Any, read: (Any) -> T?): List<T>? {
    val values = value as? List<Any> ?: return null
    return values.mapNotNull(read).takeIf { it.size == values.size }
}
"""
_READERS = {"String": "text", "Boolean": "flag", "Long": "whole", "Double": "number"}


def written(document: Document) -> str:
    schemas: Mapping[str, Any] = document["components"]["schemas"]
    parts = [_HEAD, _codes(schemas)]
    for name, schema in schemas.items():
        if "enum" in schema:
            parts.append(_enum(name, schema["enum"], schema["description"]))
        elif name.endswith("Input"):
            parts.append(_input(name, schema))
        elif not name.endswith("Failure"):
            parts.append(_answer(name, schema, schemas))
    return "\n".join(parts)


def _codes(schemas: Mapping[str, Any]) -> str:
    codes = sorted(
        part["properties"]["code"]["const"]
        for name, schema in schemas.items()
        if name.endswith("Failure") and name != "Failure"
        for part in schema["allOf"][1:]
    )
    return _enum("Code", codes, "The `code` in a failure's details.")


def _enum(name: str, words: list[str], about: str) -> str:
    rows = [f'    {_constant(word)}("{word}"),' for word in words]
    return "\n".join(
        [
            f"/** {about.splitlines()[0]} */",
            f"enum class {name}(val value: String) {{",
            *rows,
            "    /** A word that is newer than this version of the app. */",
            '    UNKNOWN("");',
            "",
            "    companion object {",
            f"        fun of(value: Any): {name}? =",
            "            (value as? String)?.let { word -> entries.find { it.value == word } ?: UNKNOWN }",
            "    }",
            "}",
            "",
        ]
    )


def _constant(word: str) -> str:
    """`notStarted` and `pay-prize` -> `NOT_STARTED` and `PAY_PRIZE`."""
    split = "".join(f"_{one}" if one.isupper() and not word.isupper() else one for one in word)
    return split.replace("-", "_").upper()


def _input(name: str, schema: Mapping[str, Any]) -> str:
    """Without what only the clients of the first system send."""
    required = schema.get("required", [])
    fields = {field: told for field, told in schema["properties"].items() if not told.get("deprecated")}
    lines = [
        line
        for field, told in sorted(fields.items(), key=lambda one: one[0] not in required)
        for line in _parameter(field, told, optional=field not in required, known={})
    ]
    pairs = ", ".join(f'"{field}" to {to_camel(field)}' for field in fields)
    return "\n".join(
        [
            f"/** {schema['description']} */",
            f"data class {name}(",
            *lines,
            ") {",
            "    fun toMap(): Map<String, Any> =",
            f"        mapOf({pairs}).filterValues {{ it != null }} as Map<String, Any>",
            "}",
            "",
        ]
    )


def _answer(name: str, schema: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    required = schema.get("required", [])
    fields = {field: told for field, told in schema["properties"].items() if field != "success"}
    lines = [
        line
        for field, told in fields.items()
        for line in _parameter(field, told, optional=field not in required, known=known)
    ]
    reads = [
        f"            {_read(field, told, known, is_required=field in required)},"
        for field, told in fields.items()
    ]
    return "\n".join(
        [
            f"/** {_one_line(schema.get('description', 'A part of an answer.'))} */",
            f"data class {name}(",
            *lines,
            ") {",
            "    companion object {",
            f"        fun of(map: Map<String, Any?>): {name} = {name}(",
            *reads,
            "        )",
            "    }",
            "}",
            "",
        ]
    )


def _parameter(
    field: str, told: Mapping[str, Any], *, optional: bool, known: Mapping[str, Any]
) -> Iterator[str]:
    yield f"    /** {_one_line(told['description'])} */"
    if told.get("deprecated"):
        yield '    @Deprecated("For the clients of the first system.")'
    mark = "?" if optional or _may_be_null(told) else ""
    default = " = null" if optional and not known else ""
    yield f"    val {to_camel(field)}: {_type(told)}{mark}{default},"


def _read(field: str, told: Mapping[str, Any], known: Mapping[str, Any], *, is_required: bool) -> str:
    how = "need" if is_required and not _may_be_null(told) else "take"
    return f'map.{how}("{field}") {{ {_reader(_type(told), known)} }}'


def _reader(kind: str, known: Mapping[str, Any]) -> str:
    """What reads a value of *kind* out of `it`; null for a value of another kind."""
    if kind in _READERS:
        return f"{_READERS[kind]}(it)"
    if kind.startswith("List<"):
        return f"list(it) {{ {_reader(kind[5:-1], known)} }}"
    if kind.startswith("Map<"):
        return f"it as? {kind}"
    return f"{kind}.of(it)" if "enum" in known[kind] else f"fields(it)?.let({kind}::of)"


def _may_be_null(told: Mapping[str, Any]) -> bool:
    return any(one.get("type") == "null" for one in told.get("anyOf", []))


def _type(told: Mapping[str, Any]) -> str:
    options = [one for one in told.get("anyOf", [told]) if one.get("type") != "null"]
    if len(options) != 1:
        return "Any"
    only = options[0]
    if "$ref" in only:
        return str(only["$ref"]).removeprefix(PLACE)
    if only.get("type") == "array":
        return f"List<{_type(only['items'])}>"
    if only.get("type") == "object":
        of = only.get("additionalProperties")
        return f"Map<String, {_type(of)}>" if isinstance(of, dict) else "Map<String, Any?>"
    if isinstance(only.get("type"), list):
        return "Long" if "integer" in only["type"] else "Any"
    return _PLAIN.get(str(only.get("type", "string")), "Any")


def _one_line(text: str) -> str:
    return text.splitlines()[0].replace("*/", "* /")
