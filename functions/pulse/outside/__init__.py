"""The implementations of the ports. Only these files import the libraries of Stripe, Google and Slack."""
