package dev.millrace.scoring.score;

import java.util.List;
import java.util.OptionalLong;

/**
 * What scoring a batch gave.
 *
 * @param all one score a session, in order
 * @param zipCodesMillis how long the zip codes' look-up took; empty where memory knew all
 * @param modelMillis how long the endpoint took; empty where there was nothing to ask
 * @param cacheHits zip codes that the cache knew
 * @param cacheMisses zip codes that it did not
 * @param lookUps what the sessions' look-ups came to
 */
public record Scores(
    List<Score> all,
    OptionalLong zipCodesMillis,
    OptionalLong modelMillis,
    int cacheHits,
    int cacheMisses,
    LookUps lookUps) {}
