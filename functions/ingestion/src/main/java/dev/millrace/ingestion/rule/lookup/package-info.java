/** Rows of look-up tables. */
package dev.millrace.ingestion.rule.lookup;
