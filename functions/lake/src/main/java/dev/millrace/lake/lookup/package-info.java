/** Loading a look-up table from a CSV file: checked, kept as history, and served. */
package dev.millrace.lake.lookup;
