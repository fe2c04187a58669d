/** Rows in the bytes of an answer: JSON, NDJSON and CSV. */
package dev.millrace.ingestion.fetch.answer;
