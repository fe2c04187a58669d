/** The training of the demo model on sessions that follow a known law. */
package dev.millrace.samplemodel;
