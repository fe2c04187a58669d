-- When each table that the schedules write was last committed to, how many rows it has, and in how many files
SELECT
  'silver.service_events' AS table_name,
  max(committed_at) AS committed_at,
  date_diff('second', max(committed_at), current_timestamp) AS seconds_ago,
  max_by(
    CAST(element_at(summary, 'total-records') AS bigint)
      - CAST(coalesce(element_at(summary, 'total-position-deletes'), '0') AS bigint),
    committed_at
  ) AS table_rows,
  max_by(CAST(element_at(summary, 'total-data-files') AS bigint), committed_at) AS data_files
FROM silver."service_events$snapshots"
UNION ALL
SELECT
  'silver.rejected_events',
  max(committed_at),
  date_diff('second', max(committed_at), current_timestamp),
  max_by(
    CAST(element_at(summary, 'total-records') AS bigint)
      - CAST(coalesce(element_at(summary, 'total-position-deletes'), '0') AS bigint),
    committed_at
  ),
  max_by(CAST(element_at(summary, 'total-data-files') AS bigint), committed_at)
FROM silver."rejected_events$snapshots"
UNION ALL
SELECT
  'gold.service_metrics_per_minute',
  max(committed_at),
  date_diff('second', max(committed_at), current_timestamp),
  max_by(
    CAST(element_at(summary, 'total-records') AS bigint)
      - CAST(coalesce(element_at(summary, 'total-position-deletes'), '0') AS bigint),
    committed_at
  ),
  max_by(CAST(element_at(summary, 'total-data-files') AS bigint), committed_at)
FROM gold."service_metrics_per_minute$snapshots"
ORDER BY 1
