/** Fixtures of long runs: their tables, Step Functions, and calls that fail at a chosen place. */
package dev.millrace.testsupport.runs;
