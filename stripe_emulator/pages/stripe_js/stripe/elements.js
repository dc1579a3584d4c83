const FORMS = {
  card: { page: 'elements-inner-card', title: 'Secure card payment input frame' },
  payment: { page: 'elements-inner-payment', title: 'Secure payment input frame' },
};
const EVENTS = ['ready', 'change', 'focus', 'blur', 'escape', 'loaderror', 'loaderstart'];
const STATES = ['empty', 'complete', 'invalid', 'focus'];

/** One form in the page: `create('card')` or `create('payment')`. */
class StripeElement {
  constructor(type, options, group) {
    this.type = type;
    this.options = plain(options);
    this.group = group;
    this.handlers = [];
  }

  on(event, handler) {
    if (!EVENTS.includes(event)) {
      throw new IntegrationError(`This emulator has no element event ${event}, only ${EVENTS.join(', ')}.`);
    }
    this.handlers.push({ event, handler });
    return this;
  }

  once(event, handler) {
    const first = (payload) => {
      this.off(event, first);
      handler(payload);
    };
    return this.on(event, first);
  }

  off(event, handler) {
    this.handlers = this.handlers.filter(
      (one) => one.event !== event || (handler !== undefined && one.handler !== handler),
    );
    return this;
  }

  emit(event, payload) {
    for (const one of [...this.handlers]) {
      if (one.event === event) one.handler({ elementType: this.type, ...payload });
    }
  }

  mount(place) {
    if (this.destroyed) throw new IntegrationError('This Element has already been destroyed.');
    const node = typeof place === 'string' ? document.querySelector(place) : place;
    if (!node) {
      throw new IntegrationError(
        `The selector you specified (${place}) applies to no DOM elements that are currently on the page. ` +
          'Make sure the element exists on the page before calling mount().',
      );
    }
    this.unmount();
    const { page, title } = FORMS[this.type];
    const { colorScheme } = getComputedStyle(node);
    const scheme = colorScheme === 'normal' ? 'light' : colorScheme;
    const start = { ...this.group.start, options: this.options, scheme };
    this.frame = new Frame(page, title, start, (event, payload) => this.receive(event, payload));
    this.wrapper = document.createElement('div');
    this.wrapper.className = '__PrivateStripeElement';
    node.replaceChildren(this.wrapper);
    node.classList.add('StripeElement', 'StripeElement--empty');
    this.frame.appendTo(this.wrapper, { width: '100%', height: '60px', border: '0', display: 'block' });
    return this;
  }

  unmount() {
    const node = this.wrapper?.parentNode;
    node?.classList.remove('StripeElement', ...STATES.map((state) => `StripeElement--${state}`));
    this.frame?.remove();
    this.wrapper?.remove();
    this.frame = this.wrapper = undefined;
  }

  destroy() {
    this.unmount();
    this.destroyed = true;
    this.group.forget(this);
  }

  /** Change its options. */
  update(options) {
    this.options = { ...this.options, ...plain(options) };
    this.frame?.ask('update', this.options);
  }

  focus() {
    this.mounted('focus').iframe.focus();
    this.frame.ask('focus');
  }

  blur() {
    this.mounted('blur').ask('blur');
  }

  clear() {
    this.mounted('clear').ask('clear');
  }

  /** Its frame; only what is in the page can be asked. */
  mounted(why) {
    if (!this.frame) {
      throw new IntegrationError(
        `We could not retrieve data from the specified Element (${why}). Please make sure the Element you ` +
          'are attempting to use is still mounted.',
      );
    }
    return this.frame;
  }

  receive(event, payload) {
    const node = this.wrapper?.parentNode;
    if (event === 'connected') this.load();
    else if (event === 'height') this.frame.iframe.style.setProperty('height', `${payload}px`);
    else if (event === 'submit') this.frame.iframe.closest('form')?.requestSubmit();
    else if (event === 'state') {
      for (const state of STATES) node?.classList.toggle(`StripeElement--${state}`, Boolean(payload[state]));
    } else this.emit(event, payload);
  }

  /** An intent that cannot be paid is told at once, not when the buyer has typed a card. */
  async load() {
    const { error } = this.group.secret ? await this.group.retrieve(this.group.secret) : {};
    if (error) this.emit('loaderror', { error });
    else this.emit('ready', {});
  }
}

/** What `stripe.elements()` returns. */
class Elements {
  constructor(options, start, retrieve) {
    this.start = start;
    this.retrieve = retrieve;
    this.made = [];
    this.secret = undefined;
    if (options.clientSecret !== undefined) {
      this.secret = checkedSecret(options.clientSecret, 'elements(): clientSecret');
    }
    this.deferred = options.mode !== undefined;
    this.submitted = false;
  }

  create(type, options = {}) {
    if (!FORMS[type]) {
      const known = Object.keys(FORMS).join(', ');
      throw new IntegrationError(`This emulator has no Element of type ${type}, only ${known}.`);
    }
    if (type === 'payment' && !this.secret && !this.deferred) {
      throw new IntegrationError(
        'In order to create a payment element, you must pass a clientSecret or mode when creating the ' +
          'Elements group.',
      );
    }
    if (this.getElement(type)) throw new IntegrationError(`Can only create one Element of type ${type}.`);
    const element = new StripeElement(type, options, this);
    this.made.push(element);
    return element;
  }

  getElement(type) {
    return this.made.find((one) => one.type === type) ?? null;
  }

  forget(element) {
    this.made = this.made.filter((one) => one !== element);
  }

  update() {}

  async fetchUpdates() {
    return {};
  }

  /** Check the form and show what is wrong in it. */
  async submit() {
    const frame = this.form().mounted('submit');
    const { error } = await frame.ask('check');
    this.submitted = !error;
    return error ? { error } : { selectedPaymentMethod: 'card' };
  }

  form() {
    const form = this.getElement('payment') ?? this.getElement('card');
    if (!form) throw new IntegrationError('Please create and mount a payment Element first.');
    return form;
  }
}
