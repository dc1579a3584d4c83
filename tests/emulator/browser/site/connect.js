// What a page does with Connect.js: one session for two components, and the events of both.
const asked = new URLSearchParams(location.search);
const said = (text) => {
  document.getElementById('said').textContent += `${text} `;
};

addEventListener('DOMContentLoaded', () => {
  const instance = StripeConnect.init({
    publishableKey: 'pk_test_x',
    fetchClientSecret: async () => {
      said('fetched');
      return asked.get('secret');
    },
  });
  const banner = instance.create('notification-banner');
  banner.setOnNotificationsChange(({ total }) => said(`due:${total}`));
  const onboarding = instance.create('account-onboarding');
  onboarding.setOnExit(() => said('exit'));
  onboarding.setOnLoadError(({ error }) => said(error.type));
  document.getElementById('here').append(banner, onboarding);
});
