/** Everything that Pulse knows about a person, and its end. */

import { html } from '/vendor/lit.js';
import { call } from '/app/api.js';
import { save } from '/app/parts/pieces.js';
import { leave } from '/app/session.js';
import { t } from '/app/texts.js';
import '/app/parts/act.js';

async function download() {
  const { export: known } = await call('export-my-data');
  save('pulse-my-data.json', 'application/json', JSON.stringify(known, null, 2));
  return t('my_data.downloaded');
}

async function erase() {
  await call('delete-my-data');
  await leave();
}

const dialog = () => document.getElementById('erase');

export function myData() {
  return html`<section class="card" aria-labelledby="my-data">
    <h2 id="my-data">${t('my_data.title')}</h2>
    <p><pulse-act .label=${t('my_data.download')} .run=${download}></pulse-act></p>
    <p><button class="danger" @click=${() => dialog().showModal()}>${t('my_data.erase')}</button></p>
    <dialog id="erase" aria-labelledby="erase-title">
      <h3 id="erase-title">${t('my_data.erase')}</h3>
      <p>${t('my_data.erase_means')}</p>
      <p><pulse-act kind="danger" .label=${t('my_data.erase_now')} .run=${erase}></pulse-act></p>
      <p><button class="quiet" @click=${() => dialog().close()}>${t('my_data.keep')}</button></p>
    </dialog>
  </section>`;
}
