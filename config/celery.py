"""The Celery app of this process: `celery --app config.celery worker` handles the deliveries of one broker.

PODIUM_PROCESS_POD says whose: a pod's, or without it the directory's (the control worker).
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from pods.outbox.broker import make_app

app = make_app()
