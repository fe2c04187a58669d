package dev.millrace.scoring.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.Problem;
import dev.millrace.features.document.DocumentParser;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.ParsedDocument;
import dev.millrace.features.document.Reason;
import dev.millrace.features.document.Rejection;
import dev.millrace.scoring.metrics.ScoringMetrics;
import dev.millrace.scoring.model.FeatureJson;
import dev.millrace.scoring.model.WhenFeaturesDiffer;
import dev.millrace.scoring.score.Score;
import dev.millrace.scoring.score.Scorer;
import dev.millrace.scoring.score.Scores;
import dev.millrace.scoring.score.Stopwatch;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code POST /predictions}: scores documents now. Nothing is stored and nothing is logged for it:
 * a document that is to be kept goes onto the stream.
 */
public final class ScoreRoute {
  /** The cause is in the log: it may name what is nobody's but the operator's. */
  private static final String UNAVAILABLE =
      "The model or the look-ups did not answer in time; it is safe to ask again";

  private final DocumentParser parser;
  private final Scorer scorer;
  private final ScoringMetrics metrics;
  private final InstantSource clock;

  /** Scores the documents of a request. */
  public ScoreRoute(
      DocumentParser parser, Scorer scorer, ScoringMetrics metrics, InstantSource clock) {
    this.parser = Objects.requireNonNull(parser);
    this.scorer = Objects.requireNonNull(scorer);
    this.metrics = Objects.requireNonNull(metrics);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * Answers {@code POST /predictions}: each document's prediction or what is wrong with it, in
   * their order.
   */
  public HttpResponse answer(HttpRequest request, Deadline deadline) {
    Stopwatch stopwatch = new Stopwatch();
    Documents documents = Documents.cut(request.body());
    Optional<String> version = Optional.ofNullable(request.query().get("version"));
    Instant arrival = clock.instant();
    List<ParsedDocument> parsed =
        documents.all().stream().map(document -> parser.parse(document, arrival)).toList();
    List<DocumentRecord> records = new ArrayList<>();
    for (ParsedDocument document : parsed) {
      if (document instanceof DocumentRecord record) {
        records.add(record);
      }
    }
    Scores scored = scorer.score(records, deadline, WhenFeaturesDiffer.ANSWER);
    metrics.record(scored, parserFailures(parsed));
    List<Score> scores = scored.all();
    version.ifPresent(asked -> requireVersion(asked, scores));
    long millis = stopwatch.lap();
    List<Json.Writer> lines = lines(parsed, scores, millis);
    if (!documents.list()) {
      return single(parsed.getFirst(), scores, lines.getFirst());
    }
    return HttpResponse.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("predictions");
          for (Json.Writer line : lines) {
            line.write(json);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static long parserFailures(List<ParsedDocument> documents) {
    return documents.stream()
        .filter(
            document ->
                document instanceof Rejection rejection
                    && rejection.reason() == Reason.PARSER_FAILED)
        .count();
  }

  private static void requireVersion(String asked, List<Score> scores) {
    for (Score score : scores) {
      if (score instanceof Score.Scored scored && !scored.modelVersion().equals(asked)) {
        throw Problem.notFound(
            "Query parameter version held \"%s\"; expected %s, the only one that is loaded"
                .formatted(asked, scored.modelVersion()));
      }
    }
  }

  private static HttpResponse single(
      ParsedDocument document, List<Score> scores, Json.Writer line) {
    if (document instanceof Rejection rejection) {
      throw invalid(rejection.reason(), rejection.detail());
    }
    return switch (scores.getFirst()) {
      case Score.Scored scored -> HttpResponse.json(200, line);
      case Score.Refused(DocumentRecord record, Reason reason, String detail) ->
          throw invalid(reason, detail);
      case Score.Unavailable(DocumentRecord record, String cause) ->
          throw Problem.unavailable(UNAVAILABLE);
    };
  }

  private static Problem invalid(Reason reason, String detail) {
    int status = reason == Reason.MALFORMED_JSON ? 400 : 422;
    return new Problem(status, "Invalid document", detail)
        .with("reason", json -> json.writeString(reason.code()));
  }

  private static List<Json.Writer> lines(
      List<ParsedDocument> documents, List<Score> scores, long millis) {
    List<Json.Writer> lines = new ArrayList<>(documents.size());
    int next = 0;
    for (ParsedDocument document : documents) {
      lines.add(
          switch (document) {
            case Rejection(Optional<String> id, Reason reason, String detail) ->
                line(id.orElse(null), "invalid", reason.code(), detail);
            case DocumentRecord record -> line(scores.get(next++), millis);
          });
    }
    return lines;
  }

  private static Json.Writer line(Score score, long millis) {
    return switch (score) {
      case Score.Scored scored -> json -> writeScored(json, scored, millis);
      case Score.Refused(DocumentRecord record, Reason reason, String detail) ->
          line(record.id(), "invalid", reason.code(), detail);
      case Score.Unavailable(DocumentRecord record, String cause) ->
          line(record.id(), "unavailable", "unavailable", UNAVAILABLE);
    };
  }

  private static Json.Writer line(String id, String status, String reason, String detail) {
    return json -> {
      json.writeStartObject();
      json.writeStringField("id", id);
      json.writeStringField("status", status);
      json.writeStringField("reason", reason);
      json.writeStringField("detail", detail);
      json.writeEndObject();
    };
  }

  private static void writeScored(JsonGenerator json, Score.Scored scored, long millis)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("id", scored.document().id());
    json.writeStringField("status", "predicted");
    json.writeFieldName("features");
    FeatureJson.write(json, scored.features());
    scored.prediction().write(json);
    json.writeStringField("model", scored.model());
    json.writeStringField("model_version", scored.modelVersion());
    json.writeNumberField("latency_ms", millis);
    json.writeEndObject();
  }
}
