package dev.millrace.scoring.redrive;

import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.InvalidInput;
import dev.millrace.common.Settings;
import dev.millrace.common.stream.StreamWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Puts what failed back on its stream, once: what was sent is marked beside the object that it came
 * from.
 */
public final class Redriver {
  private static final Duration NO_TIME = Duration.ofMillis(100);
  private static final int REMEMBERED = 100_000;

  /** What a stream takes a record unless it is configured otherwise, which may be tenfold. */
  private static final int RECORD_BYTES = 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Redriver.class);

  private final S3Client s3;
  private final StreamWriter writer;
  private final String stream;
  private final int recordBytes;
  private final String quarantineBucket;
  private final String failuresBucket;
  private final LongConsumer sent;

  /**
   * A redriver for the streams and buckets of the settings.
   *
   * @param sent takes the number of records that a run has put on the stream, also when it failed
   * @throws IllegalArgumentException naming the setting that is missing
   */
  public Redriver(Settings settings, AwsClients clients, LongConsumer sent) {
    this(settings, clients.s3(), clients.kinesis(), sent);
  }

  Redriver(Settings settings, S3Client s3, KinesisClient kinesis, LongConsumer sent) {
    this.stream = settings.text("SESSIONS_STREAM");
    this.recordBytes =
        settings.integer("SESSIONS_RECORD_BYTES", RECORD_BYTES, RECORD_BYTES, 10 * RECORD_BYTES);
    this.quarantineBucket = settings.text("QUARANTINE_BUCKET");
    this.failuresBucket = settings.text("FAILURES_BUCKET");
    this.s3 = s3;
    this.writer = new StreamWriter(kinesis);
    this.sent = sent;
  }

  /**
   * Redrives what the request asks for. An object that cannot be read is counted and passed over.
   * What ends the run early is an error where the run came no further than where it began, else the
   * answer says it.
   *
   * @param sending when the last records must have been sent
   * @param marking deadline for writing the progress of the redrive; a few seconds after {@code
   *     sending}
   * @throws StreamRefused when the stream took nothing at all
   * @throws ObjectsOutOfReach when no object could be read at all
   * @throws SdkException when the objects could not be listed
   * @throws InvalidInput when the request's {@code after} is no key of the source
   */
  public RedriveAnswer run(RedriveRequest request, Deadline sending, Deadline marking) {
    RedriveTally tally = new RedriveTally(request.after());
    try {
      return run(request, tally, sending, marking);
    } finally {
      sent.accept(tally.sent());
    }
  }

  private RedriveAnswer run(
      RedriveRequest request, RedriveTally tally, Deadline sending, Deadline marking) {
    boolean complete = false;
    String stopped = "";
    try {
      complete = redrive(request, tally, sending, marking);
      if (!complete && tally.sent() == 0 && !isTimeUp(sending)) {
        throw new StreamRefused(
            "Stream %s took none of the records that were put; the log says why".formatted(stream));
      }
    } catch (SdkException | RedriveProgressTable.Failure | StreamRefused failed) {
      if (failed instanceof RedriveProgressTable.Failure || !isTimeUp(sending)) {
        if (!tally.anyGoneThrough()) {
          throw failed;
        }
        stopped = String.valueOf(failed.getMessage());
        LOG.error("The redrive went no further", failed);
      }
    }
    tally.requireAnyRead();
    RedriveAnswer answer = tally.answer(request.source(), complete, stopped);
    LOG.info(
        "Redrove {} records of {} objects of {}; {} were sent before, {} objects are unreadable",
        answer.sent(),
        answer.objects(),
        answer.source().code(),
        answer.alreadySent(),
        answer.unreadable());
    return answer;
  }

  /** Whether a call that failed may have failed for lack of time. */
  private static boolean isTimeUp(Deadline sending) {
    return sending.remaining().compareTo(NO_TIME) <= 0;
  }

  private boolean redrive(
      RedriveRequest request, RedriveTally tally, Deadline sending, Deadline marking) {
    String bucket =
        switch (request.source()) {
          case QUARANTINE -> quarantineBucket;
          case FAILURES -> failuresBucket;
        };
    String prefix = request.source() == RedriveSource.QUARANTINE ? stream + "/" : "aws/lambda/";
    if (!request.after().isEmpty() && !request.after().startsWith(prefix)) {
      throw new InvalidInput(
          "after held \"%s\", expected a key that begins with %s, as \"next\" of an answer does"
              .formatted(request.after(), prefix));
    }
    FailedObjects objects = new FailedObjects(s3, bucket);
    ObjectRedrive.Target target =
        new ObjectRedrive.Target(
            stream,
            recordBytes,
            writer,
            new RedriveProgressTable(s3, bucket),
            new SentInRun(REMEMBERED),
            sending,
            marking);
    if (request.source() == RedriveSource.QUARANTINE) {
      tellOtherStreams(objects, tally, sending);
    }
    // A listing tells times to the second: within that second an object counts as written since.
    Instant since = request.since().truncatedTo(ChronoUnit.SECONDS);
    Iterator<S3Object> listed = objects.under(prefix, request.after(), sending);
    while (listed.hasNext()) {
      if (sending.hasPassed()) {
        return false;
      }
      S3Object object = listed.next();
      if (!object.lastModified().isBefore(since)
          && !redrive(object.key(), request, objects, target, tally)) {
        return false;
      }
      tally.goneThrough(object.key());
    }
    return true;
  }

  private void tellOtherStreams(FailedObjects objects, RedriveTally tally, Deadline deadline) {
    for (String folder : objects.folders(deadline)) {
      if (!folder.equals(stream) && !folder.equals("redriven")) {
        tally.otherStream(folder, "Folder " + folder);
      }
    }
  }

  /** Whether the object is gone through, or out of reach with time left for others. */
  private static boolean redrive(
      String key,
      RedriveRequest request,
      FailedObjects objects,
      ObjectRedrive.Target target,
      RedriveTally tally) {
    tally.object();
    try {
      boolean through = read(key, request, objects, target, tally);
      tally.read();
      return through;
    } catch (SdkException | UncheckedIOException failed) {
      if (isTimeUp(target.sending())) {
        return false;
      }
      tally.outOfReach(key, why(failed), failed);
      return true;
    }
  }

  private static String why(RuntimeException failed) {
    return failed instanceof AwsServiceException refused && refused.awsErrorDetails() != null
        ? "S3 answered %d %s".formatted(refused.statusCode(), refused.awsErrorDetails().errorCode())
        : String.valueOf(failed.getMessage());
  }

  private static boolean read(
      String key,
      RedriveRequest request,
      FailedObjects objects,
      ObjectRedrive.Target target,
      RedriveTally tally) {
    try {
      RedriveProgressTable.Stored stored = target.marks().find(key, target.sending());
      if (stored.mark().complete()) {
        tally.alreadySent(stored.mark().recordIds().size());
        return true;
      }
      Optional<ObjectBody> found = objects.open(key, target.sending());
      if (found.isEmpty()) {
        tally.unreadable(key, "it was deleted after it was listed");
        return true;
      }
      try (ObjectBody body = found.get()) {
        return new ObjectRedrive(key, stored, target, tally).run(entries(request, body));
      }
    } catch (IOException notAMark) {
      tally.unreadable(key, notAMark.getMessage());
      return true;
    }
  }

  private static Iterator<RedriveEntry> entries(RedriveRequest request, ObjectBody body) {
    return switch (request.source()) {
      case QUARANTINE -> new QuarantineLines(body, request.reasons());
      case FAILURES -> FailedEvent.read(body).iterator();
    };
  }
}
