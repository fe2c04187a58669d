-- How many events of a service gold counts of a minute
SELECT request_count
FROM {Gold}.service_metrics_per_minute
WHERE service = '{service}'
  AND CAST(event_ts AS date) = DATE '{day}'
  AND hour(event_ts) = {hour}
  AND minute(event_ts) = {minute}
