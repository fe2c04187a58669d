/**
 * Long runs on Step Functions: each has a row that says what becomes of it, and an execution of its
 * name. A capability starts, finishes, cancels and retries its runs here, and sweeps them.
 */
package dev.millrace.runs;
