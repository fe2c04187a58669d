/** How sources hand out their rows page by page, and what finds out that pages go in a circle. */
package dev.millrace.ingestion.fetch.pagination;
