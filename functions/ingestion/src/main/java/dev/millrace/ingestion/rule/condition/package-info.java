/** Conditions on rows: comparisons, patterns, and, or, not. */
package dev.millrace.ingestion.rule.condition;
