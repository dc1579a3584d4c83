/** Pieces that several pages show alike. */

import { html, nothing, repeat } from '/vendor/lit.js';

/** `[[name, value]]` as a list of figures; those without a value are left out. */
export function figures(pairs) {
  const shown = pairs.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return html`<dl class="figures">
    ${shown.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
  </dl>`;
}

/**
 * A table that can be scrolled by keyboard where it is wider than its place; where that is narrow, each row is a
 * block of named values. With the *kind* `story` it always is, with `wide` the cells break their lines. The roles stay,
 * whatever the style makes of it. *keys*, one for each row: a form that is open in a row stays with what it is about
 * when rows come and go.
 */
export function table(caption, heads, rows, kind = '', keys = null) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}>
    <table role="table" class=${kind}>
      <caption>${caption}</caption>
      <thead role="rowgroup">
        <tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr>
      </thead>
      <tbody role="rowgroup">
        ${repeat(
          rows,
          (_, at) => keys?.[at] ?? at,
          ([first, ...rest]) =>
            html`<tr role="row">
              <th role="rowheader" scope="row">${first}</th>
              ${rest.map((cell, at) => html`<td role="cell" data-head=${heads[at + 1]}>${filled(cell)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** One element beside the name that the style puts before it; an empty cell stays empty. */
const filled = (cell) => (['', null, undefined, nothing].includes(cell) ? nothing : html`<div>${cell}</div>`);

/** Commands and pages of the runbook in the backend's sentences, which stand there in backticks or as paths. */
export function marked(sentence) {
  const parts = sentence.replaceAll(/(?<!`)\bdocs\/runbook\/[\w.]+\.md\b/g, '`$&`').split('`');
  return parts.map((part, at) => (at % 2 ? html`<code>${part}</code>` : part));
}

/** Offers *content* as a file. */
export function save(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
