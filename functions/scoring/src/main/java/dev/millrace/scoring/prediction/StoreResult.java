package dev.millrace.scoring.prediction;

import java.time.Instant;

/**
 * What storing a prediction came to.
 *
 * @param prediction the candidate; for one that an earlier delivery stored, what was stored then
 * @param standing whether the candidate was stored, or what was stored before it
 * @param at when the prediction was stored, or found to be stored
 */
public record StoreResult(StoredVersion standing, Prediction prediction, Instant at) {}
