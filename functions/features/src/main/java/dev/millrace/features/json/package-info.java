/** JSON as documents hold it: a fast reader of plain text, numbers, and what is wrong and where. */
package dev.millrace.features.json;
