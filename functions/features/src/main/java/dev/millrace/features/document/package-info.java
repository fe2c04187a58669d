/** From the bytes of a document to a record, or to what is wrong with it. */
package dev.millrace.features.document;
