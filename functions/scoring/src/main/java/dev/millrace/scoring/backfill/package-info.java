/** Scores what bronze holds of a stream again, by a named version and at a bounded rate. */
package dev.millrace.scoring.backfill;
