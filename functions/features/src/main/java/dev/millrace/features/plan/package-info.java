/**
 * From a document's bytes to a feature vector, by the versions of a model, compiled into one pass:
 * the same code for the stream, the request, the training set and the command. Plain Java on
 * Jackson's streaming parser; it knows no AWS.
 */
package dev.millrace.features.plan;
