/** The wanted fields of a document, picked in one pass over its bytes. */
package dev.millrace.features.field;
