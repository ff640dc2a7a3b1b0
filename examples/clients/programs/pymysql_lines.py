# PyMySQL with one connection: each line of its input is a query.
import os
import sys

import pymysql

try:
    connection = pymysql.connect(host=os.environ["HOST"], port=int(os.environ["PORT"]), user="client")
except pymysql.MySQLError as error:
    sys.exit(f"failed: {error}")
print("ready", flush=True)
for line in sys.stdin:
    try:
        with connection.cursor() as cursor:
            cursor.execute(line)
            print("rows:", cursor.fetchall(), flush=True)
    except pymysql.MySQLError as error:
        print("failed:", error, flush=True)
