/**
 * Ingestion: events by HTTP, documents and rows from other systems, by jobs, into streams and
 * silver.
 */
package dev.millrace.ingestion;
