"""Money between the platform and its connected accounts: transfers, reversals, application fees."""
