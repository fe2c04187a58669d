/** A row of a source, and how its values are read from JSON and written as JSON. */
package dev.millrace.ingestion.row;
