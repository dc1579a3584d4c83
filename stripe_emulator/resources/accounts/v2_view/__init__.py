"""How an account looks to `/v2`: the same account, with v2's names, capabilities and requirements."""
