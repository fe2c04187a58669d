/** Jobs: which sources one has, how far each came, and the steps that fetch, store and end them. */
package dev.millrace.ingestion.job;
