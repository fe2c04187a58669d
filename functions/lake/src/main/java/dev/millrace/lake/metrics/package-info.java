/**
 * Metrics of the services by minute: computed from silver, kept in gold and in DynamoDB, served.
 */
package dev.millrace.lake.metrics;
