/** Inside a frame: takes one connection from the page that holds it, and answers what that page asks. */
import { Api } from './api.js';
import { CardForm } from './card_form.js';
import { askBank } from './challenge.js';

const page = decodeURIComponent(window.location.hash.slice(1));
const role = window.location.pathname.match(/([\w-]+)\.html$/)[1];

/** What a frame of this kind can be asked; `tell` sends the page an event. */
function actionsFor(api, options, tell) {
  const calls = {
    retrieve: ({ secret }) => api.retrieve(secret),
    confirm: ({ secret, params }) => api.confirm(secret, params),
    challenge: ({ secret }) => askBank(api, secret, (result) => tell('finished', result)),
  };
  if (role === 'elements-inner-card') return { ...calls, ...new CardForm('card', api, options, tell).actions() };
  if (role === 'elements-inner-payment') {
    return { ...calls, ...new CardForm('payment', api, options, tell).actions() };
  }
  return calls;
}

/** Whatever is asked is answered, or the page would wait for ever. */
async function answer(actions, action, given) {
  try {
    if (!Object.hasOwn(actions, action)) throw new TypeError(`This frame cannot ${action}.`);
    return (await actions[action](given)) ?? {};
  } catch (mistake) {
    return { error: { type: 'invalid_request_error', message: String(mistake.message) } };
  }
}

/** The page's script named its origin in this frame's address; a message from anywhere else is not heard. */
function connect(event) {
  const { source, origin, data, ports } = event;
  if (source !== window.parent || origin !== page || data?.stripe !== 'connect' || ports.length !== 1) return;
  window.removeEventListener('message', connect);
  const [port] = ports;
  document.documentElement.style.colorScheme = data.scheme ?? '';
  const tell = (name, payload) => port.postMessage({ event: name, payload });
  const actions = actionsFor(new Api(data), data.options ?? {}, tell);
  port.onmessage = async ({ data: { id, action, given } }) => {
    port.postMessage({ id, result: await answer(actions, action, given ?? {}) });
  };
  tell('connected');
}

window.addEventListener('message', connect);
