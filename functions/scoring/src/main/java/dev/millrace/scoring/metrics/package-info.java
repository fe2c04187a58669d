/** What became of batches, requests and redrives, as metrics. */
package dev.millrace.scoring.metrics;
