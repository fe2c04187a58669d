/** Dates and times, in UTC. */
package dev.millrace.features.time;
