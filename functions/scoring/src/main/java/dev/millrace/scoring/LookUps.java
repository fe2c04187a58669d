package dev.millrace.scoring;

/**
 * What the look-ups of zip codes came to, counted by session: these were scored with defaults, and
 * nobody else would notice.
 *
 * @param notFound sessions whose zip code the table does not have
 * @param invalid sessions whose zip code could not be read
 */
record LookUps(int notFound, int invalid) {
  static final LookUps NONE = new LookUps(0, 0);
}
