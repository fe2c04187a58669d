/** Servers of the tests that fetch: scripted ones, and other people's on Node. */
package dev.millrace.ingestion.fetch.server;
