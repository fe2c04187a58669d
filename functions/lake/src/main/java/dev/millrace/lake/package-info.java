/** The lake: streams to bronze, silver and gold tables, and their metrics. */
package dev.millrace.lake;
