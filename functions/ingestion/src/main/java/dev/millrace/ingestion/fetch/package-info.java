/**
 * Pages of other people's APIs: what a page is, when to try again, where an incremental run goes
 * on.
 */
package dev.millrace.ingestion.fetch;
