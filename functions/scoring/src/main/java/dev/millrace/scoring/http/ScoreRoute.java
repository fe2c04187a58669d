package dev.millrace.scoring.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.Problem;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.ParsedDocument;
import dev.millrace.features.document.Reason;
import dev.millrace.features.document.Rejection;
import dev.millrace.scoring.metrics.ScoringMetrics;
import dev.millrace.scoring.model.FeatureJson;
import dev.millrace.scoring.prediction.LogRow;
import dev.millrace.scoring.route.RoutedModel;
import dev.millrace.scoring.route.RoutedModels;
import dev.millrace.scoring.route.UnroutedModel;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * {@code POST /predictions}: scores documents now. Nothing is stored for it: a document that is to
 * be kept goes onto the stream. What was predicted is logged.
 */
public final class ScoreRoute {
  /** The cause is in the log: it may name what is nobody's but the operator's. */
  private static final String UNAVAILABLE =
      "The model or the look-ups did not answer in time; it is safe to ask again";

  private static final Logger LOG = LoggerFactory.getLogger(ScoreRoute.class);

  private final String defaultModel;
  private final RoutedModels models;
  private final Scorer scorer;
  private final RequestLog log;
  private final ScoringMetrics metrics;
  private final InstantSource clock;

  /**
   * Scores the documents of a request. For one thread at a time.
   *
   * @param defaultModel the model of requests that name none
   */
  public ScoreRoute(
      String defaultModel,
      RoutedModels models,
      Scorer scorer,
      RequestLog log,
      ScoringMetrics metrics,
      InstantSource clock) {
    this.defaultModel = Objects.requireNonNull(defaultModel);
    this.models = Objects.requireNonNull(models);
    this.scorer = Objects.requireNonNull(scorer);
    this.log = Objects.requireNonNull(log);
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
    RoutedModel model = model(request, deadline);
    Instant arrival = clock.instant();
    List<ParsedDocument> parsed =
        documents.all().stream().map(document -> model.parser().parse(document, arrival)).toList();
    List<DocumentRecord> records = new ArrayList<>();
    for (ParsedDocument document : parsed) {
      if (document instanceof DocumentRecord record) {
        records.add(record);
      }
    }
    Scores scored = scorer.score(model, records, deadline, () -> false);
    List<Score> scores = scored.all();
    long millis = stopwatch.lap();
    List<LogRow> rows =
        RequestLog.rows(request.requestId(), parsed, scored, arrival, clock.instant());
    metrics.record(scored, parserFailures(parsed), rows, log.put(rows, deadline));
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

  private RoutedModel model(HttpRequest request, Deadline deadline) {
    String model = request.query().getOrDefault("model", defaultModel);
    String version = request.query().get("version");
    try {
      return version == null
          ? models.routed(model, deadline)
          : models.named(model, version, deadline);
    } catch (UnroutedModel unrouted) {
      throw switch (unrouted.kind()) {
        case UNKNOWN -> Problem.notFound(unrouted.getMessage());
        case NOT_ROUTED -> Problem.conflict(unrouted.getMessage());
        case LOADING -> Problem.unavailable(unrouted.getMessage());
        case UNUSABLE -> new Problem(500, "Internal error", unrouted.getMessage());
      };
    } catch (SdkException unreadable) {
      LOG.warn("The routes of {} cannot be read: {}", model, unreadable.getMessage());
      throw Problem.unavailable(
          "Which version answers cannot be found out at the moment; it is safe to ask again");
    }
  }

  private static long parserFailures(List<ParsedDocument> documents) {
    return documents.stream()
        .filter(
            document ->
                document instanceof Rejection rejection
                    && rejection.reason() == Reason.PARSER_FAILED)
        .count();
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
    if (scored.by().fallback().isPresent()) {
      json.writeObjectFieldStart("fallback_from");
      json.writeStringField("version", scored.by().fallback().get().version());
      json.writeStringField("error", scored.by().fallback().get().error());
      json.writeEndObject();
    }
    json.writeNumberField("latency_ms", millis);
    json.writeEndObject();
  }
}
