"""The baseline of FeaturesBenchmark: the same features as one would write it first, with json and pandas.

features_pandas.py INPUT OUTPUT   reads NDJSON, writes a pickled frame
features_pandas.py --checksum OUTPUT   prints the number of rows and the sum of their checksums
"""

import json
import sys
import zlib

import pandas as pd


def features(input_path, output_path):
    rows = []
    with open(input_path, "rb") as lines:
        for line in lines:
            hit = json.loads(line)
            source = hit["_source"]
            rows.append((hit["_id"], source["createdDateTime"], source.get("zipCode")))
    frame = pd.DataFrame(rows, columns=["record_id", "event_time", "zip_code"])
    frame["event_time"] = pd.to_datetime(frame["event_time"], unit="ms", utc=True)
    frame["day_of_year"] = frame["event_time"].dt.dayofyear
    frame["day_of_week"] = frame["event_time"].dt.dayofweek
    frame["hour_of_day"] = frame["event_time"].dt.hour
    frame.to_pickle(output_path)


def checksum(output_path):
    frame = pd.read_pickle(output_path)
    frame["event_time"] = frame["event_time"].astype("int64") // 1_000_000
    columns = ["record_id", "event_time", "day_of_year", "day_of_week", "hour_of_day", "zip_code"]
    total = 0
    for row in frame[columns].itertuples(index=False):
        total += zlib.crc32("|".join(map(str, row)).encode())
    print(len(frame), total)


if sys.argv[1] == "--checksum":
    checksum(sys.argv[2])
else:
    features(sys.argv[1], sys.argv[2])
