/** The lake: streams to bronze, silver and gold tables, their metrics, and training sets. */
package dev.millrace.lake;
