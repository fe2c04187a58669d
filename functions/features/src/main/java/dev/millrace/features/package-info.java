/**
 * From a document's bytes to a feature vector: the same code for the stream, the request and the
 * training set. Plain Java on Jackson's streaming parser; it knows no AWS.
 */
package dev.millrace.features;
