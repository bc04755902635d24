"""Where a shop's goods lie and how many are left: locations, levels, and a ledger of every change."""
