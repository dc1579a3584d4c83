/** A winner's prizes, account and payouts, live. */

import { html, nothing } from '/vendor/lit.js';
import { call } from '/app/api.js';
import { day, moment } from '/app/dates.js';
import { money, moneys, sums } from '/app/money.js';
import { Page } from '/app/page.js';
import { accountCard, connectAddress } from '/app/parts/account.js';
import { myData } from '/app/parts/my-data.js';
import { payoutsCard } from '/app/parts/payouts.js';
import { figures } from '/app/parts/pieces.js';
import { support } from '/app/parts/support.js';
import { readAll, watchDocument } from '/app/store.js';
import { has, t } from '/app/texts.js';
import { kept, needsSupport, receives, sentenceOf, situation, steps, whoActs } from '/app/winner/prizes.js';
import { watchPrizes } from '/app/winner/reads.js';
import '/app/parts/act.js';
import '/app/parts/messages.js';
import '/app/refusals.js';

/** What only the backend has words for. */
const english = (text) => html`<span lang="en">${text}</span>`;
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

class WinnerPage extends Page {
  static properties = {
    ...Page.properties,
    prizes: { state: true },
    isComplete: { state: true },
    hasAllOpen: { state: true },
    account: { state: true },
    payouts: { state: true },
    year: { state: true },
  };

  title() {
    return t('winner.title');
  }

  signedOut() {
    return html`<p class="lead">${t('winner.signed_out')}</p>`;
  }

  begin(person) {
    Object.assign(this, { prizes: null, account: undefined, payouts: null, year: null });
    const fail = (error) => this.fail(error);
    this.keep(
      watchPrizes(person.uid, (known) => {
        Object.assign(this, known);
        this.attempt(() => this.sumUpYear(person.uid));
      }, fail),
      watchDocument(`winnerStripeConnect/${person.uid}`, (account) => {
        const isFirst = this.account === undefined;
        this.account = account;
        if (isFirst) this.attempt(() => this.sumUpYear(person.uid));
      }, fail),
    );
    this.askPayouts();
  }

  /** What Stripe says about this account; its webhooks may be late. */
  async askPayouts() {
    const { person } = this;
    const payouts = await this.payoutsNow().catch((error) => ({ error }));
    if (person === this.person) this.payouts = payouts;
  }

  async payoutsNow() {
    const returned = new URLSearchParams(location.search).get('complete') === 'true';
    if (returned) await call('complete-winner-stripe-onboarding');
    return call('get-payouts', { accountType: 'winner' });
  }

  /** After the first figure is shown: nothing may stand before it. */
  async sumUpYear(uid) {
    if (this.prizes === null || this.account === undefined) return;
    await this.updateComplete;
    const year = new Date().getFullYear();
    const paid = await readAll('prizeRecords', { userId: uid, status: 'paid' }, 'paidAt', new Date(year, 0, 1));
    if (uid !== this.person?.uid) return;
    this.year = { year, pairs: sums(paid.map((one) => [kept(one), one.currency])) };
  }

  content() {
    if (this.prizes === null || this.account === undefined) return html`<p>${t('page.loading')}</p>`;
    return html`
      ${this.situation()}
      <section aria-labelledby="prizes">
        <h2 id="prizes">${t('winner.prizes')}</h2>
        ${this.prizes.length ? this.prizes.map((one) => this.prize(one)) : html`<p>${t('winner.none_yet')}</p>`}
        ${this.isComplete ? nothing : html`<p class="soft">${t('winner.newest_100')}</p>`}
      </section>
      ${accountCard(this.account, 'winner')} ${payoutsCard(this.payouts, this.account)} ${this.yearCard()}
      <pulse-messages uid=${this.person.uid} side="winner"></pulse-messages>
      ${myData()}
    `;
  }

  situation() {
    const { key, pairs, act } = situation(this.prizes, this.account);
    const sum = moneys(sums(pairs));
    const amount = this.hasAllOpen ? sum : t('page.at_least', { amount: sum });
    const tone = act ? 'wants' : key === 'at_pulse' ? '' : 'fine';
    return html`<section class="box ${tone}" aria-label=${t('winner.situation')}>
      <p class="lead" id="situation">${sentence(t(`winner.situation.${key}`, { amount }))}</p>
      ${act ? this.nextStep(act) : nothing}
    </section>`;
  }

  nextStep(act) {
    if (act === 'connect') {
      const waits = this.prizes.find((one) => whoActs(one) === 'winner');
      return html`<a class="button primary" href=${connectAddress('winner', waits)}>${t('winner.act.connect')}</a>`;
    }
    if (act === 'dashboard') {
      const open = async () => location.assign((await call('get-winner-dashboard-link')).url);
      return html`<pulse-act kind="primary" .label=${t('winner.act.dashboard')} .run=${open}></pulse-act>`;
    }
    return support(this.person.uid, 'primary');
  }

  prize(prize) {
    const { currency } = prize;
    return html`<article class="card" aria-label=${prize.challengeTitle || prize.challengeId}>
      <h3>${prize.challengeTitle || t('winner.challenge')}</h3>
      <p><strong class="amount">${money(receives(prize), currency)}</strong> ${this.badge(prize)}</p>
      ${figures([
        [t('winner.place'), prize.placement || ''],
        [t('money.gross'), money(prize.prizeAmount, currency)],
        [t('money.fee'), money(prize.platformFee, currency)],
        [t('money.net'), money(receives(prize), currency)],
        [t('money.taken_back'), prize.amountReversed ? money(prize.amountReversed, currency) : ''],
      ])}
      ${this.why(prize)} ${this.stepLine(prize)}
    </article>`;
  }

  badge(prize) {
    return html`<span class="badge ${prize.status}">${t(`prize.status.${prize.status}`)}</span>`;
  }

  why(prize) {
    const who = whoActs(prize);
    const name = sentenceOf(prize) ?? (who ? 'retrying' : null);
    if (name === null) return nothing;
    return html`<p class="why">${has(`reason.${name}`) ? t(`reason.${name}`) : english(prize.nextAction)}</p>
      ${figures([
        [t('winner.who'), who ? t(`winner.who.${who}`) : ''],
        [t('winner.since'), moment(prize.updatedAt)],
        [t('winner.until'), name === 'bank_changed' ? moment(prize.nextCheckAt) : ''],
      ])}
      ${needsSupport(prize) ? support(prize.id) : nothing}`;
  }

  /** None of a prize that goes no way any more. */
  stepLine(prize) {
    if (['canceled', 'reversed'].includes(prize.status)) return nothing;
    return html`<ol class="steps" aria-label=${t('winner.steps')}>
      ${steps(prize, this.account).map(
        ([step, state, when]) =>
          html`<li class=${state} aria-current=${state === 'now' ? 'step' : nothing}>
            ${t(`winner.step.${step}`)}<span class="hidden">: ${t(`winner.step_is.${state}`)}</span>
            ${when ? html`<small>${day(when)}</small>` : nothing}
          </li>`,
      )}
    </ol>`;
  }

  yearCard() {
    if (this.year === null) return nothing;
    const { year, pairs } = this.year;
    return html`<section class="card" aria-labelledby="year">
      <h2 id="year">${t('winner.year', { year })}</h2>
      <p>${pairs.length ? html`<strong class="amount">${moneys(pairs)}</strong>` : t('winner.year_none')}</p>
      <p class="soft">${t('winner.year_means')}</p>
    </section>`;
  }
}

customElements.define('pulse-winner', WinnerPage);
