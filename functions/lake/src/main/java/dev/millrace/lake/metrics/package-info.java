/** Metrics of the services by minute, as they are stored in DynamoDB and served. */
package dev.millrace.lake.metrics;
