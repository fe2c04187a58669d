/** Transformation rules: what becomes of a source's row, and what of it must not be shown. */
package dev.millrace.ingestion.rule;
