-- How many events of a service silver has of a minute
SELECT count(*) AS request_count
FROM {Silver}.service_events
WHERE service = '{service}'
  AND CAST(event_time AS date) = DATE '{day}'
  AND hour(event_time) = {hour}
  AND minute(event_time) = {minute}
