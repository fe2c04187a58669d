/** Service events: how they are read, and by which rules they are rejected. */
package dev.millrace.lake.events;
