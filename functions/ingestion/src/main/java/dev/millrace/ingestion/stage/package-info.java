/** Rows in S3 between fetching and storing, page by page, with the rows that were rejected. */
package dev.millrace.ingestion.stage;
