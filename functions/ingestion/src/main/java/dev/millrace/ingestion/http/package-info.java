/** The routes of ingestion. */
package dev.millrace.ingestion.http;
