/** Predictions, the table that they are stored in, and their log. */
package dev.millrace.scoring.prediction;
