"""Products as Shopify's CSV: read with every fault named by line and column, written harmless and exact.

Pure: no database, and no Django but for the sentences. What a shop does with what was read is decided elsewhere.
"""
