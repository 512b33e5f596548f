"""Makes deployments and waits for all of them, each in a thread: python ready.py COUNT SPEED MODEL SHAPE"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

from fireworks.training.sdk import DeploymentConfig, DeploymentManager

count, speed, model, shape = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3], sys.argv[4]
manager = DeploymentManager(api_key=os.environ["FIREWORKS_API_KEY"], base_url=os.environ["FIREWORKS_BASE_URL"])


def ready(n):
    name = f"item-{n}"
    manager.create_or_get(DeploymentConfig(deployment_id=name, base_model=model, deployment_shape=shape))
    # Its own interval, in a time that runs faster.
    return manager.wait_for_ready(name, poll_interval_s=15 / speed).state


with ThreadPoolExecutor(count) as threads:
    states = set(threads.map(ready, range(count)))
if states != {"READY"}:
    sys.exit(f"ended as {states}")
