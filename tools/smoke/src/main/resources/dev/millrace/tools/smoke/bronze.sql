-- The events of a run, as they arrived in certain hours
SELECT data
FROM {Bronze}.service_events
WHERE ({hours})
  AND data LIKE '%"{prefix}%'
