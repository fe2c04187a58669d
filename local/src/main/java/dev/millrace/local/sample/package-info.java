/** Samples: documents with the model that scores them and the rows that it looks up. */
package dev.millrace.local.sample;
