/** The history of look-up tables: which row a key had at a time. */
package dev.millrace.tables.lookup;
