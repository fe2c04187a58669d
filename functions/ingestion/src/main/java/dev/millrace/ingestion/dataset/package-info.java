/**
 * Datasets: Iceberg tables in silver whose columns follow the rows of sources, with the catalogue
 * that says whose they are.
 */
package dev.millrace.ingestion.dataset;
