/** Values that are cast to a declared type, and compared. */
package dev.millrace.ingestion.rule.value;
