package dev.millrace.features.document;

/** What a document turned out to be. */
public sealed interface ParsedDocument permits DocumentRecord, Rejection {}
