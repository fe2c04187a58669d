/** A rollout as it happens: versions that are registered, given traffic and judged. */
package dev.millrace.local.rollout;
