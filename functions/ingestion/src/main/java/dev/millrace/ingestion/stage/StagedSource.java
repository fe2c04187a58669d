package dev.millrace.ingestion.stage;

/**
 * A source of a job, whose pages are staged together.
 *
 * @param job the job's id
 * @param source its name in the job, {@code [a-z][a-z0-9_-]{0,62}}
 */
public record StagedSource(String job, String source) {
  /** Checks that both can be part of an object's key. */
  public StagedSource {
    require("job", job, "[A-Za-z0-9-]{1,100}");
    require("source", source, "[a-z][a-z0-9_-]{0,62}");
  }

  private static void require(String name, String held, String pattern) {
    if (!held.matches(pattern)) {
      throw new IllegalArgumentException(
          "%s held \"%.200s\", expected %s".formatted(name, held, pattern));
    }
  }

  /** What the keys of all its objects begin with: {@code staged/JOB/SOURCE/}. */
  public String prefix() {
    return "staged/%s/%s/".formatted(job, source);
  }

  String pageKey(int page) {
    return "%s%08d.ndjson.gz".formatted(prefix(), page);
  }
}
