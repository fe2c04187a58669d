/** Rows that are looked up for a document: their keys and attributes. */
package dev.millrace.features.lookup;
