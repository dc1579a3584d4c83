/** The console of the staff: what is wrong, what waits, everything by any name. Support reads, administrators act. */

import { html, nothing } from '/vendor/lit.js';
import { call } from '/app/api.js';
import { moment } from '/app/dates.js';
import { money } from '/app/money.js';
import { Page } from '/app/page.js';
import { figures, table } from '/app/parts/pieces.js';
import { watchDocument, watchEqual } from '/app/store.js';
import { t } from '/app/texts.js';
import { actsOfPrize } from '/app/operator/acts.js';
import { approvalsCard } from '/app/operator/approvals.js';
import { unpaidRows, wrong } from '/app/operator/overview.js';
import { poolCard } from '/app/operator/pool.js';
import '/app/operator/act-dialog.js';
import '/app/parts/act.js';

class OperatorPage extends Page {
  static properties = {
    ...Page.properties,
    claims: { state: true }, control: { state: true }, overview: { state: true }, work: { state: true },
    matches: { state: true }, prize: { state: true }, pool: { state: true }, approvals: { state: true },
  };

  title() {
    return t('operator.title');
  }

  async begin(person) {
    Object.assign(this, { claims: null, control: null, overview: null, work: null, matches: null, prize: null, pool: null, approvals: [] });
    const { claims } = await person.getIdTokenResult();
    this.claims = claims;
    if (!this.isStaff) return;
    const fail = (error) => this.fail(error);
    this.keep(watchDocument('control/payouts', (control) => (this.control = control ?? { paused: false }), fail));
    const isOpen = ['requested', 'approved'];
    if (claims.admin) this.keep(watchEqual('approvals', 'status', isOpen, (found) => (this.approvals = found), fail));
    await this.look();
  }

  get isStaff() {
    return Boolean(this.claims?.admin || this.claims?.support);
  }

  async look() {
    await this.attempt(async () => {
      [this.overview, this.work] = await Promise.all([call('get-overview'), call('list-work')]);
    });
  }

  content() {
    if (this.claims === null) return html`<p>${t('page.loading')}</p>`;
    if (!this.isStaff) return html`<p class="lead">${t('operator.no_staff')}</p>`;
    return html`
      ${this.control?.paused ? html`<div class="box bad" role="alert"><p class="lead">${t('operator.paused')}</p></div>` : nothing}
      ${this.wrongCard()} ${this.findCard()} ${this.prize ? this.prizeCard() : nothing}
      ${this.pool ? poolCard(this.pool) : nothing} ${approvalsCard(this.approvals)}
      ${this.unpaidCard()} ${this.workCard()} ${this.controlCard()}
    `;
  }

  wrongCard() {
    if (this.overview === null) return html`<p>${t('page.loading')}</p>`;
    const found = wrong(this.overview, Date.now());
    const compared = moment(this.overview.comparedInFullAt);
    return html`<section class="box ${found.length ? 'bad' : 'fine'}" aria-labelledby="wrong">
      <h2 id="wrong">${t(found.length ? 'operator.wrong' : 'operator.all_well')}</h2>
      ${found.length ? html`<ul>${found.map(([key, values]) => html`<li>${t(`wrong.${key}`, values)}</li>`)}</ul>` : nothing}
      ${figures([
        [t('operator.compared'), compared],
        [t('operator.heartbeat'), moment(this.overview.heartbeatAt)],
        [t('operator.told'), moment(this.overview.toldAt)],
        [t('operator.inbox'), String(this.overview.inbox.waiting)],
        [t('operator.refunds'), String(this.overview.refundsAskedFor)],
        [t('operator.holds'), String(this.overview.peopleOnHold)],
      ])}
      <pulse-act .label=${t('operator.again')} .run=${() => this.look()}></pulse-act>
    </section>`;
  }

  findCard() {
    const send = (event) => {
      event.preventDefault();
      this.attempt(() => this.find(event.target.query.value));
    };
    return html`<section class="card" aria-labelledby="find">
      <h2 id="find">${t('operator.find')}</h2>
      <form @submit=${send}>
        <label>${t('operator.find_means')} <input name="query" required maxlength="400" autocomplete="off" /></label>
        <button class="primary">${t('operator.find')}</button>
      </form>
      <div role="status">${this.matches === null ? nothing : this.matchList()}</div>
    </section>`;
  }

  async find(query) {
    this.problem = null;
    ({ matches: this.matches } = await call('find', { query: query.trim() }));
  }

  matchList() {
    if (!this.matches.length) return html`<p>${t('operator.found_nothing')}</p>`;
    return html`<ul class="plain">
      ${this.matches.map(
        (one) => html`<li class="card">
          <strong>${one.kind}</strong> ${one.title} <code>${one.id}</code>
          ${one.status ? html`<span class="badge ${one.status}">${one.status}${one.reason ? ` · ${one.reason}` : ''}</span>` : nothing}
          ${one.amount === null ? nothing : money(one.amount, one.currency)}
          ${one.nextAction ? html`<p lang="en">${one.nextAction}</p>` : nothing}
          ${one.kind === 'prize' ? html`<pulse-act .label=${t('operator.explain')} .run=${() => this.explain(one.id)}></pulse-act>` : nothing}
          ${one.kind === 'pool' && this.claims.admin
            ? html`<pulse-act .label=${t('operator.pool_show')} .run=${() => this.showPool(one.id)}></pulse-act>`
            : nothing}
          ${one.links.map((link) => html`<button class="quiet" @click=${() => this.attempt(() => this.find(link.id))}>${link.kind} ${link.id}</button>`)}
        </li>`,
      )}
    </ul>`;
  }

  async explain(prizeRecordId) {
    this.prize = await call('explain-prize', { prizeRecordId });
  }

  async showPool(challengeId) {
    ({ statement: this.pool } = await call('get-pool-statement', { challengeId }));
  }

  prizeCard() {
    const { prize } = this;
    const heads = ['when', 'kind', 'what', 'by', 'change', 'reason', 'id'].map((one) => t(`timeline.${one}`));
    const rows = prize.timeline.map((one) => [
      moment(one.at), one.kind, `${one.what}${one.amount === null ? '' : ` ${money(one.amount, prize.currency)}`}`, one.actor ?? '',
      one.after ? `${one.before ?? ''} → ${one.after}` : '', one.reason ?? '', one.id,
    ]);
    return html`<section class="card" aria-labelledby="prize" @done=${() => this.attempt(() => this.explain(prize.prizeRecordId))}>
      <h2 id="prize">${prize.challengeTitle} <small>${prize.prizeRecordId}</small></h2>
      <p><strong class="amount">${money(prize.amount, prize.currency)}</strong> <span class="badge ${prize.status}">${prize.status}</span></p>
      <p lang="en">${prize.answer}</p>
      ${prize.flaw ? html`<p class="bad-text">${t('operator.flaw')} ${prize.flaw}</p>` : nothing}
      ${prize.transfersKnown ? nothing : html`<p class="bad-text">${t('operator.no_transfers')}</p>`}
      ${this.claims.admin
        ? html`<p>${actsOfPrize(prize).map((name) => html`<pulse-act-dialog name=${name} subject=${prize.prizeRecordId}></pulse-act-dialog>`)}</p>`
        : nothing}
      ${table(t('timeline.title'), heads, rows)}
    </section>`;
  }

  unpaidCard() {
    if (!this.overview?.unpaid.length) return nothing;
    const heads = ['reason', 'count', 'amount', 'oldest', 'overdue'].map((one) => t(`unpaid.${one}`));
    return html`<section class="card" aria-labelledby="unpaid">
      <h2 id="unpaid">${t('unpaid.title')}</h2>
      ${table(t('unpaid.title'), heads, unpaidRows(this.overview.unpaid))}
    </section>`;
  }

  workCard() {
    if (!this.work) return nothing;
    const more = async () => {
      const next = await call('list-work', { cursor: this.work.cursor });
      this.work = { items: [...this.work.items, ...next.items], cursor: next.cursor };
    };
    return html`<section class="card" aria-labelledby="work">
      <h2 id="work">${t('operator.work')}</h2>
      ${this.work.items.length ? nothing : html`<p>${t('operator.no_work')}</p>`}
      <ul class="plain">
        ${this.work.items.map(
          (one) => html`<li class="card">
            <strong>${one.kind}</strong> <code>${one.subject}</code> ${one.amount === null ? nothing : money(one.amount, one.currency)}
            <small>${moment(one.since)}</small>
            <p lang="en">${one.sentence} ${one.nextStep}</p>
            <pulse-act .label=${t('operator.find')} .run=${() => this.find(one.subject)}></pulse-act>
          </li>`,
        )}
      </ul>
      ${this.work.cursor ? html`<pulse-act .label=${t('operator.more')} .run=${more}></pulse-act>` : nothing}
    </section>`;
  }

  controlCard() {
    if (!this.claims.admin || this.control === null) return nothing;
    return html`<section class="card" aria-labelledby="control">
      <h2 id="control">${t('operator.control')}</h2>
      <pulse-act-dialog name=${this.control.paused ? 'resume-payouts' : 'pause_payouts'} subject="payouts"></pulse-act-dialog>
    </section>`;
  }
}

customElements.define('pulse-operator', OperatorPage);
