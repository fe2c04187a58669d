/** A source of a job as its row says: how far its pages and its storing are. */
package dev.millrace.ingestion.job.source;
