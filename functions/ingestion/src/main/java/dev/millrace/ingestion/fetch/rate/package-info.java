/** A rate of requests that all runs of a source keep together. */
package dev.millrace.ingestion.fetch.rate;
