package dev.millrace.runs;

/**
 * What became of a change that was asked for.
 *
 * @param run as it is now
 * @param made whether this very call changed it; false when the run stood where it could not be
 *     changed so, the run then saying where
 */
public record RunChange(Run run, boolean made) {}
