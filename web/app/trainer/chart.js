/** A small chart of months. It has no words of its own: a table with the same figures stands beside it. */

import { html, svg } from '/vendor/lit.js';
import { month, monthOf } from '/app/dates.js';
import { money } from '/app/money.js';
import { t } from '/app/texts.js';

const WIDTH = 600;
const HEIGHT = 140;
const MONTHS = 12;

/** *groups* are those of one currency, newest first. */
export function chart(groups) {
  const shown = groups.slice(0, MONTHS).reverse();
  const most = Math.max(1, ...shown.map((one) => one.net));
  const step = WIDTH / MONTHS;
  return html`<figure class="chart">
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="xMinYMax" role="img" aria-label=${t('trainer.chart')}>
      ${shown.map((one, at) => {
        const height = Math.max(2, (Math.max(0, one.net) / most) * (HEIGHT - 10));
        return svg`<rect x=${at * step + step * 0.15} y=${HEIGHT - height} width=${step * 0.7} height=${height} rx="3">
          <title>${month(monthOf(one.key))}: ${money(one.net, one.currency)}</title></rect>`;
      })}
    </svg>
  </figure>`;
}
