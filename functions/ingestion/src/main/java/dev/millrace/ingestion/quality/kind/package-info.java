/**
 * The kinds of quality checks. A new one is a class that is a {@link
 * dev.millrace.ingestion.quality.check.QualityCheck}, or a {@code ValueRule} where it judges each
 * value by itself, a line in {@link dev.millrace.ingestion.quality.kind.CheckKinds}, and a section
 * of docs/ingestion/QUALITY.md.
 */
package dev.millrace.ingestion.quality.kind;
