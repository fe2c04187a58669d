/** Scores sessions: from the stream, on request, and again after a failure. */
package dev.millrace.scoring;
