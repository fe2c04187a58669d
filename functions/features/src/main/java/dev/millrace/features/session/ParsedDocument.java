package dev.millrace.features.session;

/** What a document turned out to be. */
public sealed interface ParsedDocument permits Session, Rejection {}
