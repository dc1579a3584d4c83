/** How Stripe.js says that the page's code is wrong: it throws, or the promise is rejected. */
class IntegrationError extends Error {
  constructor(message) {
    super(message);
    this.name = 'IntegrationError';
  }
}

const CLIENT_SECRET = /^pi_[^_]+_secret_.+$/;

function checkedSecret(secret, where) {
  if (typeof secret !== 'string' || !CLIENT_SECRET.test(secret)) {
    const given = typeof secret === 'string' ? secret : JSON.stringify(secret);
    throw new IntegrationError(
      `Invalid value for ${where}: value should be a client secret of the form \${id}_secret_\${secret}. ` +
        `You specified: ${given}.`,
    );
  }
  return secret;
}

function checkedKey(key) {
  if (typeof key !== 'string' || key === '') {
    throw new IntegrationError(
      'Missing value for Stripe(): apiKey should be a string.',
    );
  }
  if (/^(sk|rk)_/.test(key)) {
    throw new IntegrationError(
      'You should not use your secret key with Stripe.js.\n\nPlease pass a publishable key instead.',
    );
  }
  if (!key.startsWith('pk_test_')) {
    throw new IntegrationError(
      'This is an emulator of Stripe and it takes publishable test keys only: they begin with pk_test_.',
    );
  }
  return key;
}

/** What can be sent to a frame: a copy without functions and undefined values. */
function plain(value) {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
