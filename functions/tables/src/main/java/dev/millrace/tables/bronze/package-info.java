/** Bronze: what arrived on the streams, byte for byte, and the manifest of its objects. */
package dev.millrace.tables.bronze;
