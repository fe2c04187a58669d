/** The records table, read by source, category and time; and where a row of a dataset came from. */
package dev.millrace.ingestion.record;
