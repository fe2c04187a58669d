-- What was predicted for each session that arrived today or yesterday (UTC), beside the session as it arrived
WITH logged AS (
  SELECT
    json_extract_scalar(data, '$.shard_id') AS shard_id,
    json_extract_scalar(data, '$.sequence_number') AS sequence_number,
    json_extract_scalar(data, '$.id') AS id,
    json_extract_scalar(data, '$.event_time') AS event_time,
    json_extract_scalar(data, '$.status') AS status,
    json_extract_scalar(data, '$.model') AS model,
    json_extract_scalar(data, '$.model_version') AS model_version,
    TRY_CAST(json_extract_scalar(data, '$.prediction') AS double) AS prediction,
    json_format(json_extract(data, '$.features')) AS features,
    row_number() OVER (
      PARTITION BY json_extract_scalar(data, '$.log_id')
      ORDER BY arrival_time, sequence_number
    ) AS copy
  FROM bronze.predictions
  WHERE dt >= date_format(current_timestamp - INTERVAL '1' DAY, '%Y-%m-%d')
    AND coalesce(json_extract_scalar(data, '$.role'), 'active') <> 'shadow'
)
SELECT
  sessions.arrival_time,
  logged.id,
  logged.event_time,
  logged.status,
  logged.model,
  logged.model_version,
  logged.prediction,
  logged.features,
  sessions.data AS session,
  sessions.data_base64 AS session_base64
FROM bronze.sessions AS sessions
JOIN logged
  ON logged.shard_id = sessions.shard_id
  AND logged.sequence_number = sessions.sequence_number
WHERE sessions.dt >= date_format(current_timestamp - INTERVAL '1' DAY, '%Y-%m-%d')
  AND logged.copy = 1
ORDER BY sessions.arrival_time DESC
LIMIT 1000
