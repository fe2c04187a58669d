package dev.millrace.training.part;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.RedriveKey;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.features.definition.FeatureDefinition;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.document.DocumentParser;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Reason;
import dev.millrace.features.document.Rejection;
import dev.millrace.features.json.ParserFailure;
import dev.millrace.features.lookup.HeldKey;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import dev.millrace.features.plan.FeatureOutcome;
import dev.millrace.features.plan.FeaturePlan;
import dev.millrace.features.plan.FeatureVector;
import dev.millrace.features.plan.ModelFeatures;
import dev.millrace.tables.ContentFilesJson;
import dev.millrace.tables.RowWriter;
import dev.millrace.tables.TableState;
import dev.millrace.tables.bronze.BronzeObjects;
import dev.millrace.tables.bronze.BronzeReader;
import dev.millrace.tables.bronze.BronzeRecord;
import dev.millrace.training.RepeatedRows;
import dev.millrace.training.hash.RecordHashFile;
import dev.millrace.training.hash.RecordHashes;
import dev.millrace.training.model.FeatureTables.ModelTable;
import dev.millrace.training.part.QuarantinedSessions.Fault;
import dev.millrace.training.run.TrainingRequest.Source;
import dev.millrace.training.run.TrainingRun;
import dev.millrace.training.run.TrainingRun.PartResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.data.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns one object of bronze into rows of the training set, and of its quarantine, in data files
 * that no snapshot names yet.
 *
 * <p>A redriven record is left out: what arrived first is in bronze too, and is its own row. Of a
 * prediction log's rows of one record the first of an object counts; {@link RepeatedRows} sees to
 * those of several, by the hashes that are written beside the rows.
 */
public final class PartBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(PartBuilder.class);

  private final BronzeObjects bronze;
  private final LookupHistories lookups;
  private final Duration maximumAheadOfArrival;

  /**
   * Builds parts of any run.
   *
   * @param maximumAheadOfArrival how far an event time may lie after its document's arrival
   */
  public PartBuilder(
      BronzeObjects bronze, LookupHistories lookups, Duration maximumAheadOfArrival) {
    this.bronze = Objects.requireNonNull(bronze);
    this.lookups = Objects.requireNonNull(lookups);
    this.maximumAheadOfArrival = Objects.requireNonNull(maximumAheadOfArrival);
  }

  /**
   * Writes the rows of an object.
   *
   * @param model the definition that the run was begun with
   * @param table the model's
   * @throws UncheckedIOException when the object cannot be read
   */
  public PartResult build(
      TrainingRun run,
      ModelDefinition model,
      String objectKey,
      ModelTable table,
      TableState quarantine,
      Deadline deadline) {
    RowFeatures features = new RowFeatures(run, table.columns());
    try (BronzeReader records = bronze.open(objectKey, deadline);
        RowWriter writer = new RowWriter(table.state());
        RowWriter faults = new RowWriter(quarantine)) {
      Part part =
          switch (run.source()) {
            case DOCUMENTS -> new Documents(run, model, features, writer, faults);
            case LOG, LOG_WITH_REQUESTS -> new Log(run, model, features, writer, faults);
          };
      while (records.hasNext()) {
        if (deadline.hasPassed()) {
          throw new IllegalStateException(
              "The time ran out in %s: give BuildTrainingSetPart more memory (buildTrainingSetPartMemory), and with it more CPU"
                  .formatted(objectKey));
        }
        BronzeRecord record = records.next();
        if (run.covers(record.arrival())) {
          part.add(record);
        }
      }
      List<DataFile> files = writer.complete();
      return new PartResult(
          ContentFilesJson.write(table.state().table(), files),
          ContentFilesJson.write(quarantine.table(), faults.complete()),
          part.hashes(table.state(), files),
          part.rows,
          part.quarantined,
          part.skewed);
    }
  }

  private abstract static class Part {
    final TrainingRun run;
    final RowFeatures features;
    final RowWriter writer;
    final RowWriter faults;
    long rows;
    long quarantined;
    long skewed;

    Part(TrainingRun run, RowFeatures features, RowWriter writer, RowWriter faults) {
      this.run = run;
      this.features = features;
      this.writer = writer;
      this.faults = faults;
    }

    abstract void add(BronzeRecord record);

    /** Writes the hashes of the rows' record ids, where they are asked for. */
    Optional<RecordHashes> hashes(TableState table, List<DataFile> files) {
      return Optional.empty();
    }

    final void write(Record row) {
      writer.write(row);
      rows++;
    }

    final void quarantine(String recordId, Instant arrival, byte[] data, Fault fault) {
      Record row = faults.newRow();
      QuarantinedSessions.fill(row, run, recordId, arrival, data, fault);
      faults.write(row);
      quarantined++;
    }
  }

  private final class Documents extends Part {
    private final ModelFeatures model;
    private final DocumentParser parser;
    private final RowsAsOf rowsAsOf;

    Documents(
        TrainingRun run,
        ModelDefinition model,
        RowFeatures features,
        RowWriter writer,
        RowWriter faults) {
      super(run, features, writer, faults);
      FeaturePlan plan = FeaturePlan.of(List.of(model), maximumAheadOfArrival);
      this.model = plan.versions().getFirst();
      this.parser = plan.parser(failure -> LOG.error("Parsing a document failed with {}", failure));
      this.rowsAsOf = lookups.of(model, run.to());
    }

    @Override
    void add(BronzeRecord record) {
      if (RedriveKey.parse(record.partitionKey(), record.stream()).isPresent()) {
        return;
      }
      record.records().forEach(this::add);
    }

    private void add(StreamRecord record) {
      switch (parser.parse(record.data(), record.arrival())) {
        case Rejection(Optional<String> id, Reason reason, String detail) ->
            quarantine(record, new Fault(reason.code(), detail, id));
        case DocumentRecord document -> add(record, document);
      }
    }

    private void add(StreamRecord record, DocumentRecord document) {
      List<HeldKey> keys = model.keys(document);
      Map<LookupKey, Optional<LookupRow>> rows =
          rowsAsOf.find(model.lookupKeys(keys), document.eventTime());
      switch (model.compute(document, keys, rows)) {
        case FeatureOutcome.Refused(Reason reason, String detail) ->
            quarantine(record, new Fault(reason.code(), detail, Optional.of(document.id())));
        case FeatureOutcome.Computed(FeatureVector vector) -> {
          Record row = writer.newRow();
          features.set(row, record.position().recordId(), document.id(), document.eventTime());
          features.set(row, vector);
          write(row);
        }
      }
    }

    private void quarantine(StreamRecord record, Fault fault) {
      quarantine(record.position().recordId(), record.arrival(), record.data(), fault);
    }
  }

  private static final class Log extends Part {
    private final List<FeatureDefinition> served;
    private final EventTimeFeatures ofEventTime;
    private final Set<String> recordIds = new HashSet<>();
    private final RecordHashFile hashes = new RecordHashFile();

    Log(
        TrainingRun run,
        ModelDefinition model,
        RowFeatures features,
        RowWriter writer,
        RowWriter faults) {
      super(run, features, writer, faults);
      this.served = model.features();
      this.ofEventTime = EventTimeFeatures.of(model);
    }

    @Override
    void add(BronzeRecord record) {
      ServedVector vector;
      Record row = writer.newRow();
      try {
        vector = ServedVector.read(record.data());
        if (!isWanted(vector)) {
          return;
        }
        for (int i = 0; i < served.size(); i++) {
          features.set(row, i, vector.value(served.get(i)));
        }
      } catch (IOException notOfTheLog) {
        quarantine(record, QuarantinedSessions.LOG_ROW_INVALID, notOfTheLog.getMessage());
        return;
      } catch (RuntimeException | StackOverflowError thrown) {
        LOG.error("Parsing a row of the prediction log failed with {}", ParserFailure.of(thrown));
        quarantine(record, Reason.PARSER_FAILED.code(), ParserFailure.detail("row"));
        return;
      }
      if (!recordIds.add(vector.recordId())) {
        return;
      }
      features.set(row, vector.recordId(), vector.id(), vector.eventTime());
      write(row);
      hashes.add(vector.recordId());
      skewed += ofEventTime.differ(vector) ? 1 : 0;
    }

    /** Rows of records, once each: of a record that is scored again the first row counts. */
    private boolean isWanted(ServedVector vector) {
      return !vector.isShadow()
          && vector.model().filter(model -> !model.equals(run.model())).isEmpty()
          && switch (vector.origin()) {
            case "stream" -> true;
            case "request" -> run.source() == Source.LOG_WITH_REQUESTS;
            default -> false;
          };
    }

    private void quarantine(BronzeRecord record, String reason, String detail) {
      quarantine(
          new StreamPosition(record.stream(), record.shardId(), record.sequenceNumber(), 0)
              .recordId(),
          record.arrival(),
          record.data(),
          new Fault(reason, detail, Optional.empty()));
    }

    /** A run is one partition, whose rows a writer puts into one file, in their order. */
    @Override
    Optional<RecordHashes> hashes(TableState table, List<DataFile> files) {
      if (files.size() > 1) {
        throw new IllegalStateException(
            "A part of run %s has %d data files, expected one".formatted(run.id(), files.size()));
      }
      return files.stream()
          .findAny()
          .map(file -> hashes.write(table.table().io(), file.location(), run.buckets()));
    }
  }
}
