package dev.millrace.training.part;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.RedriveKey;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.features.FeatureSchema;
import dev.millrace.features.FeatureVector;
import dev.millrace.features.FeatureVectors;
import dev.millrace.features.json.ParserFailure;
import dev.millrace.features.session.Reason;
import dev.millrace.features.session.Rejection;
import dev.millrace.features.session.Session;
import dev.millrace.features.session.SessionParser;
import dev.millrace.tables.RowWriter;
import dev.millrace.tables.TableState;
import dev.millrace.tables.bronze.BronzeObjects;
import dev.millrace.tables.bronze.BronzeReader;
import dev.millrace.tables.bronze.BronzeRecord;
import dev.millrace.training.RepeatedRows;
import dev.millrace.training.hash.RecordHashFile;
import dev.millrace.training.hash.RecordHashes;
import dev.millrace.training.part.QuarantinedSessions.Fault;
import dev.millrace.training.run.TrainingRequest.Source;
import dev.millrace.training.run.TrainingRun;
import dev.millrace.training.run.TrainingRun.PartResult;
import java.io.IOException;
import java.io.UncheckedIOException;
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
  private final SessionParser parser;
  private final FeatureVectors vectors;
  private final List<String> documentFeatures;

  /**
   * @param schema the model's features
   */
  public PartBuilder(BronzeObjects bronze, SessionParser parser, FeatureSchema schema) {
    this.bronze = Objects.requireNonNull(bronze);
    this.parser = Objects.requireNonNull(parser);
    this.vectors = new FeatureVectors(schema);
    this.documentFeatures = schema.documentFeatures();
  }

  /**
   * Writes the rows of an object.
   *
   * @throws UncheckedIOException when the object cannot be read
   */
  public PartResult build(
      TrainingRun run,
      String objectKey,
      TableState table,
      TableState quarantine,
      Deadline deadline) {
    try (BronzeReader records = bronze.open(objectKey, deadline);
        RowWriter writer = new RowWriter(table);
        RowWriter faults = new RowWriter(quarantine)) {
      Part part =
          run.source() == Source.DOCUMENTS
              ? new Documents(run, writer, faults)
              : new Log(run, writer, faults);
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
          PartFiles.write(table, files),
          PartFiles.write(quarantine, faults.complete()),
          part.hashes(table, files),
          part.rows,
          part.quarantined,
          part.skewed);
    }
  }

  private abstract static class Part {
    final TrainingRun run;
    final RowWriter writer;
    final RowWriter faults;
    long rows;
    long quarantined;
    long skewed;

    Part(TrainingRun run, RowWriter writer, RowWriter faults) {
      this.run = run;
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
    Documents(TrainingRun run, RowWriter writer, RowWriter faults) {
      super(run, writer, faults);
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
        case Rejection rejection ->
            quarantine(
                record.position().recordId(),
                record.arrival(),
                record.data(),
                new Fault(rejection.reason().code(), rejection.detail(), rejection.id()));
        case Session session -> {
          FeatureVector vector = vectors.of(session, Optional.empty());
          Record row = writer.newRow();
          SessionFeatures.set(
              row, run, record.position().recordId(), session.id(), session.createdDateTime());
          session.zipCode().ifPresent(zipCode -> row.setField("zip_code", zipCode));
          for (String feature : documentFeatures) {
            row.setField(feature, vector.get(feature));
          }
          write(row);
        }
      }
    }
  }

  private final class Log extends Part {
    private final Set<String> recordIds = new HashSet<>();
    private final RecordHashFile hashes = new RecordHashFile();

    Log(TrainingRun run, RowWriter writer, RowWriter faults) {
      super(run, writer, faults);
    }

    @Override
    void add(BronzeRecord record) {
      ServedVector served;
      try {
        served = ServedVector.read(record.data());
      } catch (IOException notOfTheLog) {
        quarantine(record, QuarantinedSessions.LOG_ROW_INVALID, notOfTheLog.getMessage());
        return;
      } catch (RuntimeException | StackOverflowError thrown) {
        LOG.error("Parsing a row of the prediction log failed with {}", ParserFailure.of(thrown));
        quarantine(record, Reason.PARSER_FAILED.code(), ParserFailure.detail("row"));
        return;
      }
      if (!recordIds.add(served.recordId())) {
        return;
      }
      Record row = writer.newRow();
      SessionFeatures.set(row, run, served.recordId(), served.id(), served.eventTime());
      for (Map.Entry<String, Double> feature : served.features().entrySet()) {
        if (row.struct().field(feature.getKey()) != null) {
          row.setField(feature.getKey(), feature.getValue());
        }
      }
      write(row);
      hashes.add(served.recordId());
      skewed += isSkewed(served) ? 1 : 0;
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

    /** Whether today's code gives another value for a feature of the document alone. */
    private boolean isSkewed(ServedVector served) {
      FeatureVector now =
          vectors.of(
              new Session(served.id(), served.eventTime(), Optional.empty()), Optional.empty());
      return documentFeatures.stream()
          .anyMatch(
              feature ->
                  served.features().containsKey(feature)
                      && served.features().get(feature) != now.get(feature));
    }
  }
}
