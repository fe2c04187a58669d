-- The prediction log by model version, status and day of arrival, each of its rows counted once, over seven days
WITH logged AS (
  SELECT
    dt,
    json_extract_scalar(data, '$.model') AS model,
    json_extract_scalar(data, '$.model_version') AS model_version,
    json_extract_scalar(data, '$.status') AS status,
    TRY_CAST(json_extract_scalar(data, '$.prediction') AS double) AS prediction,
    CAST(json_extract_scalar(data, '$.latency_ms') AS double) AS latency_ms,
    row_number() OVER (
      PARTITION BY json_extract_scalar(data, '$.log_id')
      ORDER BY arrival_time, sequence_number
    ) AS copy
  FROM bronze.predictions
  WHERE dt >= date_format(current_timestamp - INTERVAL '7' DAY, '%Y-%m-%d')
    AND coalesce(json_extract_scalar(data, '$.role'), 'active') <> 'shadow'
)
SELECT
  dt AS arrival_day,
  model,
  model_version,
  status,
  count(*) AS predictions,
  avg(prediction) AS avg_prediction,
  approx_percentile(prediction, 0.5) AS median_prediction,
  approx_percentile(latency_ms, 0.99) AS p99_latency_ms
FROM logged
WHERE copy = 1
GROUP BY 1, 2, 3, 4
ORDER BY 1 DESC, 2, 3, 4
