/**
 * From silver to the metrics of services by minute: the gold table and the table that is served.
 */
package dev.millrace.lake.aggregation;
