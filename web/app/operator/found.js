/** What a search found, and what waits for someone: each with what to look at, and what to do about it. */

import { html, nothing } from '/vendor/lit.js';
import { ago, moment } from '/app/dates.js';
import { money } from '/app/money.js';
import { aboutContest, aboutMatch } from '/app/operator/about.js';
import { actsOfMatch } from '/app/operator/acts.js';
import { acts } from '/app/operator/histories.js';
import { marked } from '/app/parts/pieces.js';
import { has, t } from '/app/texts.js';
import '/app/parts/act.js';

/** Kinds whose title says no more than the kind. */
const NAMED_BY_KIND = new Set(['pool', 'trainer_account', 'winner_account']);

/** *open*: `{prize(id), payment(id), account(userId, type), pool(id), find(text)}`, each an async look. */
export function matchList(matches, open, isAdmin) {
  if (!matches.length) return html`<p>${t('operator.found_nothing')}</p>`;
  return html`<ul class="items" id="found">${matches.map((one) => match(one, open, isAdmin))}</ul>`;
}

function match(one, open, isAdmin) {
  const [label, run] = look(one, open);
  const why = one.reason ? ` · ${one.reason}` : '';
  return html`<li class="item">
    <div class="item-head">
      <p><span class="soft">${t(`found.${one.kind}`)}</span> ${NAMED_BY_KIND.has(one.kind) ? nothing : html`<strong>${one.title}</strong>`}</p>
      ${one.amount === null ? nothing : html`<strong class="sum">${money(one.amount, one.currency)}</strong>`}
    </div>
    <p class="id"><code>${one.id}</code>
      ${one.status ? html`<span class="badge ${one.status}">${one.status}${why}</span>` : nothing}</p>
    ${one.nextAction ? html`<p lang="en">${marked(one.nextAction)}</p>` : nothing}
    <div class="acts">
      ${label ? html`<pulse-act .label=${t(label)} .run=${run}></pulse-act>` : nothing}
      ${acts(actsOfMatch(one), one.id, { isAdmin, about: () => aboutMatch(one), currency: one.currency ?? '', isList: true })}
    </div>
    ${one.links.length ? links(one.links, open) : nothing}
  </li>`;
}

function links(all, open) {
  return html`<div class="links">
    ${all.map((link) => html`<pulse-act kind="quiet" .label=${`${t(`found.${link.kind}`)} ${link.id}`} .run=${() => open.find(link.id)}></pulse-act>`)}
  </div>`;
}

/** `[label, run]` of a closer look; no label where the line says all. */
function look({ kind, id, userId }, open) {
  const looks = {
    prize: ['operator.explain', () => open.prize(id)],
    payment: ['operator.explain', () => open.payment(id)],
    winner_account: ['operator.explain', () => open.account(userId, 'winner')],
    trainer_account: ['operator.explain', () => open.account(userId, 'trainer')],
    pool: ['operator.pool_show', () => open.pool(id)],
  };
  return looks[kind] ?? [null, null];
}

const ELSEWHERE = new Set(['approval', 'alert', 'damaged']);

/** Work items; what is not a prize's is opened where its acts are. Administrators have requests in a card of their own. */
export function workList(all, open, isAdmin) {
  const items = all.filter(({ kind }) => !(isAdmin && kind === 'approval'));
  if (!items.length) return html`<p>${t('operator.no_work')}</p>`;
  return html`<ul class="items">${items.map((one) => work(one, open, isAdmin))}</ul>`;
}

/** What is no prize; a prize is listed by its reason, whose stored word stands beside its meaning. */
const NO_PRIZE = new Set([...ELSEWHERE, 'contest', 'difference', 'refund_request']);
const asSentence = (text) => (/[.?!]$/.test(text) ? text : `${text}.`);

/** The reason of a prize, or the kind of another item, in words. */
export function whyOf(kind) {
  return has(`work.${kind}`) ? t(`work.${kind}`) : kind;
}

function work(one, open, isAdmin) {
  return html`<li class="item">
    <div class="item-head">
      <p><strong>${whyOf(one.kind)}</strong> ${NO_PRIZE.has(one.kind) ? nothing : html`<code>${one.kind}</code>`} <small title=${moment(one.since)}>${ago(one.since)}</small></p>
      ${one.amount === null ? nothing : html`<strong class="sum">${money(one.amount, one.currency)}</strong>`}
    </div>
    <p class="id"><code>${one.subject}</code></p>
    <p lang="en">${marked(`${asSentence(one.sentence)} ${one.nextStep}`)}</p>
    <div class="acts">
      ${closer(one, open)} ${one.kind === 'contest' ? acts(['decide_contest'], one.subject, { isAdmin, about: () => aboutContest(one), isList: true }) : nothing}
    </div>
  </li>`;
}

function closer({ kind, subject }, open) {
  if (ELSEWHERE.has(kind) || kind === 'contest') return nothing;
  const id = subject.split('/').at(-1);
  const runs = { refund_request: () => open.payment(id), difference: () => open.find(id) };
  const label = kind === 'difference' ? 'operator.find_it' : 'operator.explain';
  return html`<pulse-act .label=${t(label)} .run=${runs[kind] ?? (() => open.prize(id))}></pulse-act>`;
}
