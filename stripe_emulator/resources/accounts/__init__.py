"""Connected accounts: how they are opened, onboarded, checked, and where their payouts go."""
