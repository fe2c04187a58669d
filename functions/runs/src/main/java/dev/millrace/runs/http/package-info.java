/** Runs over HTTP, alike in every capability: lists, one run, cancelling and retrying. */
package dev.millrace.runs.http;
