// What the pages use of Lit; `make vendor` makes web/vendor/lit.js of it.
export { html, LitElement, nothing, svg } from 'lit';
export { repeat } from 'lit/directives/repeat.js';
