/** What a search found, and what waits for someone: each with what to look at, and what to do about it. */

import { html, nothing } from '/vendor/lit.js';
import { moment } from '/app/dates.js';
import { money } from '/app/money.js';
import { actsOfMatch } from '/app/operator/acts.js';
import { acts } from '/app/operator/histories.js';
import { t } from '/app/texts.js';
import '/app/parts/act.js';

/** *open*: `{prize(id), payment(id), account(userId, type), pool(id), find(text)}`, each an async look. */
export function matchList(matches, open, isAdmin) {
  if (!matches.length) return html`<p>${t('operator.found_nothing')}</p>`;
  return html`<ul class="plain">${matches.map((one) => match(one, open, isAdmin))}</ul>`;
}

function match(one, open, isAdmin) {
  const [label, run] = look(one, open, isAdmin);
  const why = one.reason ? ` · ${one.reason}` : '';
  return html`<li class="card">
    <strong>${t(`found.${one.kind}`)}</strong> ${one.title} <code>${one.id}</code>
    ${one.status ? html`<span class="badge ${one.status}">${one.status}${why}</span>` : nothing}
    ${one.amount === null ? nothing : money(one.amount, one.currency)}
    ${one.nextAction ? html`<p lang="en">${one.nextAction}</p>` : nothing}
    ${label ? html`<pulse-act .label=${t(label)} .run=${run}></pulse-act>` : nothing}
    ${acts(actsOfMatch(one), one.id, { isAdmin, currency: one.currency ?? '', isList: true })}
    ${one.links.map((link) => html`<pulse-act kind="quiet" .label=${`${t(`found.${link.kind}`)} ${link.id}`} .run=${() => open.find(link.id)}></pulse-act>`)}
  </li>`;
}

/** `[label, run]` of a closer look; no label where the line says all. */
function look({ kind, id, userId }, open, isAdmin) {
  const looks = {
    prize: ['operator.explain', () => open.prize(id)],
    payment: ['operator.explain', () => open.payment(id)],
    winner_account: ['operator.explain', () => open.account(userId, 'winner')],
    trainer_account: ['operator.explain', () => open.account(userId, 'trainer')],
    ...(isAdmin ? { pool: ['operator.pool_show', () => open.pool(id)] } : {}),
  };
  return looks[kind] ?? [null, null];
}

const ELSEWHERE = new Set(['approval', 'alert', 'damaged']);

/** Work items; what is not a prize's is opened where its acts are. */
export function workList(items, open, isAdmin) {
  if (!items.length) return html`<p>${t('operator.no_work')}</p>`;
  return html`<ul class="plain">
    ${items.map(
      (one) => html`<li class="card">
        <strong>${one.kind}</strong> <code>${one.subject}</code> ${one.amount === null ? nothing : money(one.amount, one.currency)}
        <small>${moment(one.since)}</small>
        <p lang="en">${one.sentence} ${one.nextStep}</p>
        ${closer(one, open)} ${one.kind === 'contest' ? acts(['decide_contest'], one.subject, { isAdmin, isList: true }) : nothing}
      </li>`,
    )}
  </ul>`;
}

function closer({ kind, subject }, open) {
  if (ELSEWHERE.has(kind) || kind === 'contest') return nothing;
  const id = subject.split('/').at(-1);
  const runs = { refund_request: () => open.payment(id), difference: () => open.find(id) };
  const label = kind === 'difference' ? 'operator.find' : 'operator.explain';
  return html`<pulse-act .label=${t(label)} .run=${runs[kind] ?? (() => open.prize(id))}></pulse-act>`;
}
