/** Rows of look-up tables, read by key and cached. */
package dev.millrace.scoring.lookup;
