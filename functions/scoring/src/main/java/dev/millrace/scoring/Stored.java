package dev.millrace.scoring;

import java.time.Instant;

/**
 * What storing a prediction came to.
 *
 * @param prediction the candidate; for one that an earlier delivery stored, what was stored then
 * @param at when that was known
 */
record Stored(Standing standing, Prediction prediction, Instant at) {}
