# psycopg2 with one connection: each line of its input is a query.
import os
import sys

import psycopg2

try:
    connection = psycopg2.connect(host=os.environ["HOST"], port=os.environ["PORT"], user="postgres", dbname="postgres")
except psycopg2.Error as error:
    sys.exit(f"failed: {error}")
connection.autocommit = True
print("ready", flush=True)
for line in sys.stdin:
    try:
        with connection.cursor() as cursor:
            cursor.execute(line)
            print("rows:", cursor.fetchall(), flush=True)
    except psycopg2.Error as error:
        print("failed:", error, flush=True)
