-- Service events that could not be cleaned, by reason and day of arrival, over thirty days
SELECT
  CAST(arrival_time AS date) AS arrival_day,
  reason,
  count(*) AS events,
  min(detail) AS one_detail
FROM silver.rejected_events
WHERE arrival_time >= current_timestamp - INTERVAL '30' DAY
GROUP BY 1, 2
ORDER BY 1 DESC, 3 DESC, 2
