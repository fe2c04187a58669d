/** The routes of the metrics API. */
package dev.millrace.lake.http;
