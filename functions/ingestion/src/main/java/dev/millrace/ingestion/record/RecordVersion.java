package dev.millrace.ingestion.record;

import dev.millrace.runs.RunId;

/**
 * Which writing of a record is the later one. As text versions sort by the job, which sorts by when
 * it was made, then by page and position.
 */
record RecordVersion(RunId job, int page, int position) implements Comparable<RecordVersion> {
  static RecordVersion of(RunId job, PlacedRow row) {
    return new RecordVersion(job, row.page(), row.position());
  }

  static RecordVersion parse(String text) {
    String[] parts = text.split("/", 3);
    return new RecordVersion(
        new RunId(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }

  String text() {
    return "%s/%08d/%08d".formatted(job, page, position);
  }

  @Override
  public int compareTo(RecordVersion other) {
    return text().compareTo(other.text());
  }
}
