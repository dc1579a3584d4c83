"""Connected accounts by `/v2/core`: the accounts of `resources/accounts`, in v2's words."""
