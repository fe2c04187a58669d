/** The results of quality checks as they are kept, listed and written as JSON. */
package dev.millrace.ingestion.quality.result;
