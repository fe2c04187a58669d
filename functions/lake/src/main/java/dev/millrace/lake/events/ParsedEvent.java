package dev.millrace.lake.events;

/** What the bytes of an event came to. */
public sealed interface ParsedEvent permits ServiceEvent, RejectedEvent {}
