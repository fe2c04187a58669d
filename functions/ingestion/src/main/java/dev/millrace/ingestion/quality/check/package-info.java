/**
 * The kinds of quality checks: each is read from its definition, sees the rows of a run once, and
 * comes to a verdict.
 */
package dev.millrace.ingestion.quality.check;
