-- The ids of a run's events of a minute
SELECT event_id
FROM {Silver}.service_events
WHERE service = '{service}'
  AND event_id LIKE '{prefix}%'
  AND CAST(event_time AS date) = DATE '{day}'
  AND hour(event_time) = {hour}
  AND minute(event_time) = {minute}
