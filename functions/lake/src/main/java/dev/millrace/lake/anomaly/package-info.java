/** Minutes of services that are far from their hour before. */
package dev.millrace.lake.anomaly;
