/** What a quality check is: what it is given, how it sees the rows of a run, its verdict. */
package dev.millrace.ingestion.quality.check;
