/** Secrets that sources refer to by name. */
package dev.millrace.ingestion.fetch.secret;
