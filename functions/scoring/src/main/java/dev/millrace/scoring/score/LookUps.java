package dev.millrace.scoring.score;

/**
 * What the look-ups of zip codes came to, counted by session: these were scored with defaults, and
 * nobody else would notice.
 *
 * @param notFound sessions whose zip code the table does not have
 * @param invalid sessions whose zip code could not be read
 */
public record LookUps(int notFound, int invalid) {
  public static final LookUps NONE = new LookUps(0, 0);
}
