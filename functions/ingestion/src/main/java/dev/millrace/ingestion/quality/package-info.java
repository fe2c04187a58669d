/** Quality checks: read as data, evaluated in one pass over the rows of a run. */
package dev.millrace.ingestion.quality;
