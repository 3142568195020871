"""Marketing copy from briefs: its facts, its ledger of claims, channels, brands and the writer."""
