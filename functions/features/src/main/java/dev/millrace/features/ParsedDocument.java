package dev.millrace.features;

/** What a document turned out to be. */
public sealed interface ParsedDocument permits Session, Rejection {}
