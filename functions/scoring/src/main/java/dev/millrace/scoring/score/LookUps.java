package dev.millrace.scoring.score;

/**
 * What the look-ups came to, counted by session: these were scored with defaults, and nobody else
 * would notice.
 *
 * @param notFound sessions whose key the look-up table does not have
 * @param invalid sessions whose key could not be read
 */
public record LookUps(int notFound, int invalid) {
  public static final LookUps NONE = new LookUps(0, 0);
}
