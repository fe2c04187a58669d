/** From the bytes of a document to a session, or to what is wrong with it. */
package dev.millrace.features.session;
