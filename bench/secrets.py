"""Makes secrets by the official SDK, several at once, and prints how many milliseconds the requests took."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

from fireworks import Fireworks

count, threads = int(sys.argv[1]), int(sys.argv[2])
client = Fireworks()


def create(n):
    client.secrets.create(name=f"setting-{n}", key_name=f"SETTING_{n}", value=f"the value of {n}")


began = time.perf_counter()
with ThreadPoolExecutor(threads) as pool:
    list(pool.map(create, range(count)))
print(round((time.perf_counter() - began) * 1000, 1))
