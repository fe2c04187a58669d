/** What versions did, counted from the prediction log: each row once. */
package dev.millrace.models.counters;
