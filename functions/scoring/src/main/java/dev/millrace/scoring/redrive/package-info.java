/** Puts quarantined and failed records back on their stream, once. */
package dev.millrace.scoring.redrive;
