"""The outbox: this process's broker, and the times of claiming and looking."""

from config.settings.data import PROCESS_POD
from config.settings.environment import text, whole

OUTBOX_BROKER_URL = text(f"POD_{PROCESS_POD}_BROKER_URL" if PROCESS_POD else "DIRECTORY_BROKER_URL", "")
"""The broker of the pod that this process is pinned to, else the directory's. Only relays and workers use it."""

OUTBOX_WORKER_SLOTS = whole("PODIUM_WORKER_SLOTS", 2)
"""Deliveries that this pod's worker handles at a time; its relay keeps four messages for each in flight."""

OUTBOX_CLAIM_S = whole("PODIUM_CLAIM_S", 30)
"""How long a worker owns a delivery. Its time limits are shorter; a message not claimed by then is sent again."""

OUTBOX_POLL_SHORTEST_S = whole("PODIUM_POLL_SHORTEST_MS", 20) / 1000
OUTBOX_POLL_LONGEST_S = whole("PODIUM_POLL_LONGEST_MS", 250) / 1000
"""How long a relay waits before it looks again: the shortest while there is work, then doubling to the longest."""

OUTBOX_RETRY_FIRST_S = whole("PODIUM_RETRY_FIRST_MS", 1000) / 1000
OUTBOX_RETRY_LONGEST_S = whole("PODIUM_RETRY_LONGEST_MS", 3_600_000) / 1000
"""How long a failed delivery waits: doubling with each try."""
