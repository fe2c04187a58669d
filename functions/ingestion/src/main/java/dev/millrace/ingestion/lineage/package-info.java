/** From which job, page and object a stored row came. */
package dev.millrace.ingestion.lineage;
