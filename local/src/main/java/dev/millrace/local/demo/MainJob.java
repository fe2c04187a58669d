package dev.millrace.local.demo;

import dev.millrace.local.LocalStack;
import dev.millrace.local.lambda.LambdaFunction;
import dev.millrace.local.stream.EventSourceMapping;
import dev.millrace.local.support.StackException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The main job: puts the documents of a file on the sessions stream and follows each until it is
 * accounted for.
 */
public final class MainJob {
  private static final String FUNCTION = "ScoreSessions";
  private static final long POLL_MILLIS = 50;
  private static final long PROGRESS_NANOS = 1_000_000_000L;
  private static final long GIVE_UP_NANOS = 60_000_000_000L;

  private final LocalStack stack;
  private final Ledger ledger;
  private final Consumer<String> report;
  private double seconds;

  private MainJob(LocalStack stack, Ledger ledger, Consumer<String> report) {
    this.stack = stack;
    this.ledger = ledger;
    this.report = report;
  }

  /**
   * Reads the input; starts nothing.
   *
   * @throws StackException when it cannot be read or holds no document
   */
  public static Input read(Path input) throws IOException {
    return new Input(InputDocuments.read(input));
  }

  /** The documents of a file. */
  public static final class Input {
    private final InputDocuments documents;

    private Input(InputDocuments documents) {
      this.documents = documents;
    }

    /** How many there are. */
    public int size() {
      return documents.all().size();
    }

    /** How many updates of bulk requests have been passed over: they are no documents. */
    public long skippedUpdates() {
      return documents.skippedUpdates();
    }
  }

  /** Runs until every document is accounted for, or for a minute nothing has moved. */
  public static MainJob run(LocalStack stack, Input input, Consumer<String> report)
      throws IOException, InterruptedException {
    LambdaFunction function =
        stack
            .functions()
            .find(FUNCTION)
            .orElseThrow(() -> new StackException("The template has no function " + FUNCTION));
    DocumentIds ids = DocumentIds.of(function, stack.clients().dynamoDb());
    List<Document> documents =
        input.documents.all().stream().map(document -> document.identified(ids)).toList();
    MainJob job = new MainJob(stack, new Ledger(documents), report);
    job.run(function);
    return job;
  }

  private void run(LambdaFunction function) throws IOException, InterruptedException {
    EventSourceMapping mapping =
        stack.mappings().stream()
            .filter(
                candidate ->
                    stack
                        .functions()
                        .find(candidate.function())
                        .equals(java.util.Optional.of(function)))
            .findFirst()
            .orElseThrow(() -> new StackException("No stream triggers " + FUNCTION));
    OutcomeReader.Places places =
        new OutcomeReader.Places(
            mapping.stream(),
            function.environment().get("DEFAULT_MODEL"),
            function.environment().get("PREDICTIONS_STREAM"),
            function.environment().get("QUARANTINE_BUCKET"),
            mapping
                .failuresBucket()
                .orElseThrow(() -> new StackException("Failures of " + FUNCTION + " go nowhere")));
    OutcomeReader reader =
        new OutcomeReader(stack.clients().kinesis(), stack.clients().s3(), places, ledger);
    long start = System.nanoTime();
    StreamFeed feed = new StreamFeed(stack.clients().kinesis(), mapping.stream(), ledger);
    try (Feeding feeding = new Feeding(feed::run)) {
      follow(reader, feeding);
    }
    seconds = (System.nanoTime() - start) / 1e9;
  }

  private void follow(OutcomeReader reader, Feeding feeding)
      throws IOException, InterruptedException {
    long changes = -1;
    long lastChange = System.nanoTime();
    long lastProgress = 0;
    while (true) {
      reader.read();
      int missing = ledger.missing().size();
      long now = System.nanoTime();
      if (ledger.changes() != changes) {
        changes = ledger.changes();
        lastChange = now;
      }
      boolean complete = feeding.isDone() && missing == 0;
      if (complete || now - lastProgress > PROGRESS_NANOS) {
        lastProgress = now;
        int total = ledger.documents().size();
        report.accept(
            "%d of %d documents are on the stream, %d accounted for"
                .formatted(ledger.sent(), total, total - missing));
      }
      if (complete || now - lastChange > GIVE_UP_NANOS) {
        return;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Lines of the input that nothing is known of, the first 20 at most. */
  public List<Integer> missingLines() {
    return ledger.missing().stream().limit(20).map(Document::line).toList();
  }

  /** The table that sums the job up. */
  public String summary() {
    return new Summary(ledger, stack.deliveries().retried(), seconds).text();
  }

  /** The first lines of the output. */
  public List<String> sample(int most) {
    return ledger.documents().stream().limit(most).map(this::line).toList();
  }

  /** Writes a line for each document, in input order. */
  public void write(Path output) throws IOException {
    if (output.toAbsolutePath().getParent() != null) {
      Files.createDirectories(output.toAbsolutePath().getParent());
    }
    try (BufferedWriter writer = Files.newBufferedWriter(output)) {
      for (Document document : ledger.documents()) {
        writer.write(line(document));
        writer.newLine();
      }
    }
  }

  private String line(Document document) {
    return ledger
        .outcome(document)
        .map(outcome -> outcome.line(document).toString())
        .orElseGet(
            () ->
                Outcome.JSON
                    .createObjectNode()
                    .put("id", document.id().orElse(null))
                    .put("line", document.line())
                    .put("status", "missing")
                    .toString());
  }
}
