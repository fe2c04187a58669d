package dev.millrace.scoring.prediction;

import java.time.Instant;

/**
 * What storing a prediction came to.
 *
 * @param prediction the candidate; for one that an earlier delivery stored, what was stored then
 * @param at when that was known
 */
public record Stored(Standing standing, Prediction prediction, Instant at) {}
