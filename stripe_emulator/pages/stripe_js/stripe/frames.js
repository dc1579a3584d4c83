/** The emulator, or js.stripe.com where a test answers that address with the emulator's files. */
const ORIGIN = new URL(document.currentScript.src).origin;
const CONNECTS_WITHIN_MS = 15_000;
let counter = 0;

/**
 * An iframe of this script's origin and a channel to it.
 *
 * A card number is typed in the frame and never comes out: the page gets answers and events.
 */
class Frame {
  constructor(page, title, start, onEvent) {
    this.onEvent = onEvent;
    this.waiting = new Map();
    this.iframe = document.createElement('iframe');
    this.iframe.name = `__privateStripeFrame${(counter += 1)}`;
    this.iframe.title = title;
    this.iframe.src = `${ORIGIN}/v3/${page}.html#${encodeURIComponent(window.location.origin)}`;
    this.iframe.addEventListener('load', () => this.connect(start));
    this.connected = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.connected.catch(() => {});
  }

  /** Put the frame into the page, which loads it. */
  appendTo(node, styles) {
    for (const [name, value] of Object.entries(styles)) this.iframe.style.setProperty(name, value);
    this.timer = setTimeout(() => this.giveUp(), CONNECTS_WITHIN_MS);
    node.append(this.iframe);
  }

  connect(start) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => this.receive(data);
    this.port = port1;
    this.iframe.contentWindow.postMessage({ stripe: 'connect', ...start }, ORIGIN, [port2]);
  }

  receive({ id, result, event, payload }) {
    if (event === 'connected') {
      clearTimeout(this.timer);
      this.resolve();
    }
    if (event) this.onEvent?.(event, payload);
    this.waiting.get(id)?.(result);
    this.waiting.delete(id);
  }

  giveUp() {
    const error = {
      type: 'api_connection_error',
      message: `No frame of ${ORIGIN} answered: does the page's Content-Security-Policy have it in frame-src?`,
    };
    this.reject(error);
    this.onEvent?.('loaderror', { error });
  }

  /** What the frame answers to a question; `{error}` when there is no frame. */
  async ask(action, given) {
    try {
      await this.connected;
    } catch (error) {
      return { error };
    }
    return new Promise((resolve) => {
      const id = (counter += 1);
      this.waiting.set(id, resolve);
      this.port.postMessage({ id, action, given: plain(given) });
    });
  }

  remove() {
    clearTimeout(this.timer);
    this.iframe.remove();
  }
}

/** The frame without anything to see that calls the API for what needs no card. */
function controllerFrame(start) {
  const frame = new Frame('controller', 'Stripe', start);
  frame.iframe.setAttribute('aria-hidden', 'true');
  frame.iframe.tabIndex = -1;
  const add = () => frame.appendTo(document.body, { display: 'none' });
  if (document.body) add();
  else document.addEventListener('DOMContentLoaded', add, { once: true });
  return frame;
}

const WHOLE_WINDOW = {
  position: 'fixed', inset: '0', width: '100%', height: '100%', border: '0', 'z-index': '2147483647',
};

/** Show the bank's question over the page until it is answered; the intent as it is afterwards. */
async function showChallenge(start, secret) {
  const focused = document.activeElement;
  return new Promise((resolve) => {
    const frame = new Frame('three-ds-2-challenge', '3D Secure', start, (event, payload) => {
      if (event !== 'finished' && event !== 'loaderror') return;
      frame.remove();
      focused?.focus?.();
      resolve(payload);
    });
    frame.appendTo(document.body, WHOLE_WINDOW);
    frame.ask('challenge', { secret }).then(() => frame.iframe.focus());
  });
}
