package dev.millrace.lake.aggregation;

import dev.millrace.lake.metrics.Bucket;
import dev.millrace.lake.metrics.ServiceMinute;
import java.util.List;
import java.util.SortedMap;
import org.apache.iceberg.DataFile;

/** One day of the gold table: its rows, and the files that hold them. */
record GoldDay(SortedMap<Bucket, ServiceMinute> rows, List<DataFile> files) {}
