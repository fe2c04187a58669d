/**
 * Iceberg tables in the Glue catalog: opening, writing rows, and commits that name what they
 * consumed.
 */
package dev.millrace.tables;
