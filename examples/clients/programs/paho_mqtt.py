# paho-mqtt: subscribes to a topic, and publishes each line of its input to it.
import os
import sys

import paho.mqtt.client as mqtt

client = mqtt.Client()
client.on_connect = lambda *_: client.subscribe("topic")
client.on_subscribe = lambda *_: print("subscribed", flush=True)
client.on_message = lambda _client, _data, message: print("message:", message.payload.decode(), flush=True)
client.on_disconnect = lambda _client, _data, code: print("disconnected:", mqtt.error_string(code), flush=True)
try:
    client.connect(os.environ["HOST"], int(os.environ["PORT"]))
except OSError as error:
    sys.exit(f"failed: {error}")
client.loop_start()
for line in sys.stdin:
    client.publish("topic", line.strip(), qos=1)
