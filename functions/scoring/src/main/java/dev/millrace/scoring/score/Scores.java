package dev.millrace.scoring.score;

import java.util.List;
import java.util.OptionalLong;

/**
 * What scoring a batch gave.
 *
 * @param all one score a session, in order
 * @param lookUpMillis how long the look-up took; empty where memory knew all
 * @param modelMillis how long the endpoint took; empty where there was nothing to ask
 * @param cacheHits keys that the cache knew
 * @param cacheMisses keys that it did not
 * @param lookUps what the sessions' look-ups came to
 */
public record Scores(
    List<Score> all,
    OptionalLong lookUpMillis,
    OptionalLong modelMillis,
    int cacheHits,
    int cacheMisses,
    LookUps lookUps) {}
