/** Cuts a file or a request's body into documents, before anything is parsed. */
package dev.millrace.features.input;
