package dev.millrace.ingestion.fetch.http;

import java.time.Duration;

/**
 * What became of one attempt, redirects included.
 *
 * @param host that was asked first
 * @param time from the beginning to the last byte
 * @param bytes that arrived as bodies, as they were packed
 * @param status of the last answer; 0 where none came
 * @param complete whether the answer arrived whole
 */
public record FetchAttempt(String host, Duration time, long bytes, int status, boolean complete) {}
