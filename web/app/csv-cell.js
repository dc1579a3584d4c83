/** One cell of a CSV, as `pulse/doors/wire/csv_text.py` writes it. Needs no browser. */

/** What begins a formula: in a cell, and after what some spreadsheets take for the end of a cell or of a line. */
const INSIDE = /[;\t\r\n](?=\s*[=+\-@＝＋－＠])/g;
const AT_FIRST = /^(?=[\t\r\n]|\s*[=+\-@＝＋－＠])/;

/** A text of somebody else's must not begin a formula in a spreadsheet. */
export function cell(text) {
  const safe = text.replace(INSIDE, "$&'").replace(AT_FIRST, "'");
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
