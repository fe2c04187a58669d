/** {@code POST /events}: lines that are put on a stream, byte for byte. */
package dev.millrace.ingestion.event;
