/** JSONata expressions over a row: what they read, their bounds, and how values get in and out. */
package dev.millrace.ingestion.rule.expression;
