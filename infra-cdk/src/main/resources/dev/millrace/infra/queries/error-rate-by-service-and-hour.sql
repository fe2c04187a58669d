-- Requests, error rate and latency by service and hour, over seven days up to the newest minute that is not in the future
WITH newest AS (
  SELECT max(event_ts) AS event_ts
  FROM gold.service_metrics_per_minute
  WHERE event_ts <= current_timestamp
)
SELECT
  date_trunc('hour', metrics.event_ts) AS event_hour,
  metrics.service,
  sum(metrics.request_count) AS requests,
  sum(metrics.error_rate * metrics.status_count) / nullif(sum(metrics.status_count), 0) AS error_rate,
  sum(metrics.avg_latency_ms * metrics.latency_count) / nullif(sum(metrics.latency_count), 0) AS avg_latency_ms
FROM gold.service_metrics_per_minute AS metrics
CROSS JOIN newest
WHERE metrics.event_ts > newest.event_ts - INTERVAL '7' DAY
  AND metrics.event_ts <= newest.event_ts
GROUP BY 1, 2
ORDER BY 1 DESC, 2
