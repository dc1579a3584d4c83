"""An account's balance: what it holds, payouts from it, top-ups to it."""
