package dev.millrace.training.run;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromB;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.tables.ContentFilesJson;
import dev.millrace.training.hash.RecordHashes;
import dev.millrace.training.model.TrainingModel;
import dev.millrace.training.run.TrainingRun.BucketResult;
import dev.millrace.training.run.TrainingRun.Part;
import dev.millrace.training.run.TrainingRun.PartResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The runs, their models, parts and buckets: items {@code run}, {@code model}, {@code part/000000},
 * {@code files/000000}, {@code bucket/000} and so on under the run's id. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when the table cannot be reached in time.
 */
public final class TrainingRuns {
  private static final String RUN = "run";
  private static final String MODEL = "model";
  private static final String PART = "part/";
  private static final String FILES = "files/";
  private static final String BUCKET = "bucket/";

  private final RunItems items;

  /** Runs whose items are kept there. Thread-safe. */
  public TrainingRuns(RunItems items) {
    this.items = Objects.requireNonNull(items);
  }

  /** Puts the model and the parts, and last the run: one that can be found is whole. */
  public void put(TrainingRun run, TrainingModel model, List<String> objectKeys, Deadline deadline)
      throws InterruptedException {
    Map<String, AttributeValue> definition = new HashMap<>(RunItems.key(run.id(), MODEL));
    definition.put("definition", fromS(model.packed()));
    items.put(definition, deadline);
    List<Map<String, AttributeValue>> parts = new ArrayList<>(objectKeys.size());
    for (int number = 0; number < objectKeys.size(); number++) {
      Map<String, AttributeValue> part = new HashMap<>(RunItems.key(run.id(), part(number)));
      part.put("object_key", fromS(objectKeys.get(number)));
      parts.add(part);
    }
    items.putAll(parts, deadline);
    Map<String, AttributeValue> item = new HashMap<>(RunItems.key(run.id(), RUN));
    item.putAll(TrainingRunItem.of(run));
    items.put(item, deadline);
  }

  /** A run by its id, read consistently; empty where there is none. */
  public Optional<TrainingRun> find(String runId, Deadline deadline) {
    return items.get(runId, RUN, deadline).map(item -> TrainingRunItem.read(runId, item));
  }

  /** The model that the run was begun with, whatever the deployment serves by now. */
  public TrainingModel model(TrainingRun run, Deadline deadline) {
    return items
        .get(run.id(), MODEL, deadline)
        .map(item -> TrainingModel.unpack(item.get("definition").s()))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Run %s has no definition of its model %s, expected the one that it was begun with"
                        .formatted(run.id(), run.model())));
  }

  /** The part; empty when the run has none of that number. */
  public Optional<Part> part(String runId, int number, Deadline deadline) {
    return items.get(runId, part(number), deadline).map(TrainingRuns::part);
  }

  /** The run's parts, in order. */
  public List<Part> parts(TrainingRun run, Deadline deadline) throws InterruptedException {
    return items.numbered(run.id(), TrainingRuns::part, run.parts(), TrainingRuns::part, deadline);
  }

  /**
   * Notes what a part gave, and counts it in the run, together.
   *
   * @return whether it was the first to do so; another's files are the part's, ours are orphans
   */
  public boolean complete(String runId, int number, PartResult result, Deadline deadline)
      throws InterruptedException {
    Map<String, AttributeValue> totals =
        Map.of(
            ":rows", number(result.rows()),
            ":quarantined", number(result.quarantined()),
            ":skewed", number(result.skewed()));
    Map<String, AttributeValue> done = new HashMap<>(totals);
    String set = "SET row_count = :rows, quarantined_count = :quarantined, skewed_count = :skewed";
    if (result.hashes().isPresent()) {
      RecordHashes hashes = result.hashes().get();
      set += ", data_file = :file, bucket_ends = :ends";
      done.put(":file", fromS(hashes.dataFile()));
      done.put(":ends", fromB(SdkBytes.fromByteArray(hashes.encodedEnds())));
    }
    Map<String, AttributeValue> run = new HashMap<>(totals);
    run.put(":one", number(1));
    return items.write(
        List.of(
            items.update(
                runId, part(number), set, Optional.of("attribute_not_exists(row_count)"), done),
            items.update(
                runId,
                files(number),
                "SET data_files = :files, quarantine_files = :quarantine",
                Optional.empty(),
                Map.of(
                    ":files", fromS(result.files()),
                    ":quarantine", fromS(result.quarantineFiles()))),
            items.update(
                runId,
                RUN,
                "ADD parts_done :one, row_count :rows, quarantined_count :quarantined, skewed_count :skewed",
                Optional.empty(),
                run)),
        deadline);
  }

  /**
   * The files of one part that is done, as {@link #files(TrainingRun, Function, Deadline)} gives
   * them.
   */
  public FileLists files(String runId, int number, Deadline deadline) {
    return items
        .get(runId, files(number), deadline)
        .map(TrainingRuns::fileLists)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Run %s has no files of part %d, expected those of a part that is done"
                        .formatted(runId, number)));
  }

  /**
   * The files of the parts that are done, in order.
   *
   * @param <T> what is kept of them
   */
  public <T> List<T> files(TrainingRun run, Function<FileLists, T> reading, Deadline deadline)
      throws InterruptedException {
    return items.numbered(
        run.id(),
        TrainingRuns::files,
        run.parts(),
        item -> reading.apply(fileLists(item)),
        deadline);
  }

  /**
   * The files that a part wrote, as {@link ContentFilesJson} writes them.
   *
   * @param quarantine of what it could not use
   */
  public record FileLists(String data, String quarantine) {}

  /** What the buckets gave that are compared, by their numbers. */
  public SortedMap<Integer, BucketResult> buckets(TrainingRun run, Deadline deadline)
      throws InterruptedException {
    SortedMap<Integer, BucketResult> buckets = new TreeMap<>();
    items
        .numbered(run.id(), TrainingRuns::bucket, run.buckets(), item -> item, deadline)
        .forEach(
            item ->
                buckets.put(
                    Integer.parseInt(item.get("item").s().substring(BUCKET.length())),
                    new BucketResult(
                        item.get("delete_files").s(), number(item, "repeated_count"))));
    return buckets;
  }

  /** Notes what a bucket gave, and counts it in the run, as {@link #complete} does of a part. */
  public boolean completeBucket(String runId, int number, BucketResult result, Deadline deadline)
      throws InterruptedException {
    return items.write(
        List.of(
            items.update(
                runId,
                bucket(number),
                "SET delete_files = :files, repeated_count = :repeated",
                Optional.of("attribute_not_exists(repeated_count)"),
                Map.of(
                    ":files", fromS(result.deleteFiles()),
                    ":repeated", number(result.repeated()))),
            items.update(
                runId,
                RUN,
                "ADD buckets_done :one, repeated_count :repeated",
                Optional.empty(),
                Map.of(":one", number(1), ":repeated", number(result.repeated())))),
        deadline);
  }

  /** Notes the snapshot of the run's commit. */
  public void committed(String runId, long snapshotId, Deadline deadline)
      throws InterruptedException {
    items.write(
        List.of(
            items.update(
                runId,
                RUN,
                "SET snapshot_id = :snapshot",
                Optional.empty(),
                Map.of(":snapshot", number(snapshotId)))),
        deadline);
  }

  /**
   * Notes why the run can never be committed.
   *
   * @return false when it is committed, or that has been noted before
   */
  public boolean fail(String runId, String why, Deadline deadline) throws InterruptedException {
    return items.write(
        List.of(
            items.update(
                runId,
                RUN,
                "SET failure = :why",
                Optional.of("attribute_not_exists(snapshot_id) AND attribute_not_exists(failure)"),
                Map.of(":why", fromS(why)))),
        deadline);
  }

  private static Part part(Map<String, AttributeValue> item) {
    return new Part(
        Integer.parseInt(item.get("item").s().substring(PART.length())),
        item.get("object_key").s(),
        item.containsKey("row_count"),
        Optional.ofNullable(item.get("bucket_ends"))
            .map(
                ends ->
                    RecordHashes.decoded(item.get("data_file").s(), ends.b().asByteArrayUnsafe())));
  }

  private static FileLists fileLists(Map<String, AttributeValue> item) {
    return new FileLists(item.get("data_files").s(), item.get("quarantine_files").s());
  }

  private static String part(int number) {
    return PART + String.format(Locale.ROOT, "%06d", number);
  }

  private static String files(int number) {
    return FILES + String.format(Locale.ROOT, "%06d", number);
  }

  private static String bucket(int number) {
    return BUCKET + String.format(Locale.ROOT, "%03d", number);
  }

  private static AttributeValue number(long value) {
    return fromN(Long.toString(value));
  }

  private static long number(Map<String, AttributeValue> item, String name) {
    return Long.parseLong(item.get(name).n());
  }
}
