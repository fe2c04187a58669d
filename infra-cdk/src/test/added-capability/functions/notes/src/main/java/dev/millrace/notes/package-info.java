/** Notes: one function, one table and one route. */
package dev.millrace.notes;
