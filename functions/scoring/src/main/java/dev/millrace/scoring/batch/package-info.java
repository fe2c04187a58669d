/** A batch of the stream: scored, stored, logged, quarantined or handed back. */
package dev.millrace.scoring.batch;
