/** A text as a QR code, drawn here: no server learns it. Dark on light in either scheme, or a phone does not read it. */

import { html } from '/vendor/lit.js';
import { encode } from '/vendor/uqr.js';

/** Modules of light around it, as the standard wants. */
const BORDER = 4;

export function qrCode(text, label) {
  const { data, size } = encode(text, { border: BORDER });
  const dark = data.flatMap((row, y) => row.map((is, x) => (is ? `M${x} ${y}h1v1h-1z` : '')));
  return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label=${label} shape-rendering="crispEdges">
    <path fill="#fff" d="M0 0h${size}v${size}h-${size}z"></path><path fill="#000" d=${dark.join('')}></path>
  </svg>`;
}
