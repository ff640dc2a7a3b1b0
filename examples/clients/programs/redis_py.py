# redis-py: each line of its input is a command.
import os
import sys

import redis

client = redis.Redis(host=os.environ["HOST"], port=int(os.environ["PORT"]))
for line in sys.stdin:
    try:
        print("reply:", client.execute_command(*line.split()), flush=True)
    except redis.RedisError as error:
        print("failed:", error, flush=True)
