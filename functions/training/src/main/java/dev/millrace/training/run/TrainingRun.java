package dev.millrace.training.run;

import dev.millrace.common.Json;
import dev.millrace.tables.ContentFilesJson;
import dev.millrace.training.hash.RecordHashes;
import dev.millrace.training.model.TrainingModel;
import dev.millrace.training.run.TrainingRequest.Source;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A run and how far it is.
 *
 * @param id as {@link #newId} makes it
 * @param from the first arrival
 * @param to the first arrival that is not in it
 * @param model name of the model whose features its rows hold
 * @param modelVersion the model's version
 * @param parts how many objects of bronze it reads
 * @param partsDone how many of them have their rows written
 * @param buckets into how many buckets the record ids are divided to find those that repeat; 0 for
 *     a source in which none can
 * @param bucketsDone how many of them are compared
 * @param rows in the parts that are done, likewise {@code quarantined} and {@code skewed}
 * @param repeated how many of the rows are of a record that had a row before, in the buckets that
 *     are compared; these are not in the set
 * @param quarantined records that are no session
 * @param skewed rows whose served features differ from the recomputed ones; 0 unless serving and
 *     training disagree
 * @param snapshotId of the table, from the commit on
 * @param failure why the run can never be committed, where that is so
 */
public record TrainingRun(
    String id,
    Instant from,
    Instant to,
    Source source,
    String model,
    String modelVersion,
    int parts,
    int partsDone,
    int buckets,
    int bucketsDone,
    long rows,
    long repeated,
    long quarantined,
    long skewed,
    OptionalLong snapshotId,
    Optional<String> failure) {

  private static final DateTimeFormatter BEGUN =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** A run that has just been planned. */
  public static TrainingRun planned(
      String id,
      Instant from,
      Instant to,
      Source source,
      TrainingModel model,
      int parts,
      int buckets) {
    return new TrainingRun(
        id,
        from,
        to,
        source,
        model.name(),
        model.version(),
        parts,
        0,
        buckets,
        0,
        0,
        0,
        0,
        0,
        OptionalLong.empty(),
        Optional.empty());
  }

  /** Begins with the day, by which {@link dev.millrace.lake.table.Retention} goes. */
  public static String newId(Instant now) {
    String random = UUID.randomUUID().toString();
    return BEGUN.format(now) + random.substring(random.lastIndexOf('-'));
  }

  /** When the run was begun, to the second: no file of it is older. */
  public Instant begun() {
    return BEGUN.parse(id.substring(0, id.indexOf('-')), Instant::from);
  }

  /** Whether it will not change any more. */
  public boolean isOver() {
    return snapshotId.isPresent() || failure.isPresent();
  }

  /** Whether all parts are built. */
  public boolean isBuilt() {
    return partsDone == parts;
  }

  /** Whether repeated records were looked for in all buckets. */
  public boolean isCompared() {
    return bucketsDone == buckets;
  }

  /** Whether a record that arrived at a time belongs to it. */
  public boolean covers(Instant arrival) {
    return !arrival.isBefore(from) && arrival.isBefore(to);
  }

  /** What to do when the run cannot be finished, for an operator. */
  String startAnew() {
    return "Start a new one of model %s %s: invoke BuildTrainingSet with {\"from\": \"%s\", \"to\": \"%s\", \"source\": \"%s\"}"
        .formatted(model, modelVersion, Json.time(from), Json.time(to), source.code());
  }

  /**
   * An object of bronze that a run reads.
   *
   * @param done whether its rows are written
   * @param hashes of its rows' record ids; empty before it is done, without rows, and in a run
   *     without buckets
   */
  public record Part(int number, String objectKey, boolean done, Optional<RecordHashes> hashes) {}

  /**
   * What a part gave.
   *
   * @param files its data files, as {@link ContentFilesJson} writes them
   * @param quarantineFiles those of what it could not use
   */
  public record PartResult(
      String files,
      String quarantineFiles,
      Optional<RecordHashes> hashes,
      long rows,
      long quarantined,
      long skewed) {}

  /**
   * What comparing a bucket gave.
   *
   * @param deleteFiles the file of position deletes, as {@link ContentFilesJson} writes it; none
   *     where nothing repeats
   * @param repeated how many rows they delete
   */
  public record BucketResult(String deleteFiles, long repeated) {}
}
