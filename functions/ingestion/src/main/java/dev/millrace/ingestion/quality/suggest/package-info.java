/** Checks that are proposed from rows, each with its reason. */
package dev.millrace.ingestion.quality.suggest;
