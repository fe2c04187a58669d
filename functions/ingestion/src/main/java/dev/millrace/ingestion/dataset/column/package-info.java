/** Which columns a dataset has for the fields of rows, of which types, and how values go there. */
package dev.millrace.ingestion.dataset.column;
