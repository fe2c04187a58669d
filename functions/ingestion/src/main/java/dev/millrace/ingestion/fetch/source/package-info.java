/** REST and GraphQL sources, read from their definitions. */
package dev.millrace.ingestion.fetch.source;
