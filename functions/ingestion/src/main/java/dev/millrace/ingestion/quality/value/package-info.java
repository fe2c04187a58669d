/** How quality checks compare values, exactly, and remember them, as hashes within a bound. */
package dev.millrace.ingestion.quality.value;
