package dev.millrace.ingestion.fetch.source;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.fetch.DecodedPage;
import dev.millrace.ingestion.fetch.IncrementalField;
import dev.millrace.ingestion.fetch.PageSource;
import dev.millrace.ingestion.fetch.RawPage;
import dev.millrace.ingestion.fetch.RequestRate;
import dev.millrace.ingestion.fetch.RetryableFetch;
import dev.millrace.ingestion.fetch.SourceFailures;
import dev.millrace.ingestion.fetch.answer.AnswerPlace;
import dev.millrace.ingestion.fetch.answer.JsonAnswer;
import dev.millrace.ingestion.fetch.http.AnswerStatus;
import dev.millrace.ingestion.fetch.http.HttpAnswer;
import dev.millrace.ingestion.fetch.pagination.AnswerNumber;
import dev.millrace.ingestion.fetch.pagination.AnsweredPage;
import dev.millrace.ingestion.fetch.pagination.PageCursor;
import dev.millrace.ingestion.fetch.pagination.Pagination;
import dev.millrace.ingestion.fetch.pagination.RequestPlace;
import dev.millrace.ingestion.row.Row;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A source that answers a GraphQL query. Immutable.
 *
 * @param variables of the query, before those of a page
 * @param acceptsPartialData whether an answer with errors is taken for what it has
 * @param since what an incremental run says; empty where everything is asked for
 */
record GraphQlSource(
    SourceRequests requests,
    Map<String, Object> variables,
    GraphQlRows rows,
    boolean acceptsPartialData,
    Optional<AnswerPlace> total,
    Optional<RequestRate> requestRate,
    Optional<IncrementalRequest> increment,
    Optional<String> since)
    implements PageSource {
  private static final RequestPlace VARIABLES = new RequestPlace("variables", true);

  @Override
  public RawPage fetch(String cursor, Deadline deadline) throws RetryableFetch {
    PageCursor page = PageCursor.read(cursor);
    HttpAnswer answer =
        requests.send(
            () -> requests.template().call(settings(page), requests.services().secrets(), deadline),
            deadline);
    List<GraphQlError> errors = GraphQlError.read(answer.body());
    if (errors.stream().anyMatch(GraphQlError::isTransient)) {
      // Limits come with the status 200 too, so the answer is asked for again, not kept.
      throw new RetryableFetch(
          new RunError(FailureCategory.SOURCE, GraphQlError.sentence(errors)),
          AnswerStatus.wait(answer, requests.services().clock().instant()));
    }
    boolean isRequestRefused =
        !answer.isSuccess() && !AnswerStatus.isTransient(answer) && !AnswerStatus.isRefusal(answer);
    if (isRequestRefused && !errors.isEmpty()) {
      throw SourceFailures.source(GraphQlError.sentence(errors));
    }
    requests.requireSuccess(answer);
    return new RawPage(answer.body(), KeptHeaders.of(answer, Set.of(), Set.of()), answer.status());
  }

  private List<Pagination.Setting> settings(PageCursor page) {
    List<Pagination.Setting> said = new ArrayList<>(rows.pagination().settings(page));
    increment.flatMap(field -> field.setting(since)).ifPresent(said::add);
    Map<String, Object> merged = new LinkedHashMap<>(variables);
    said.forEach(setting -> merged.put(setting.place().name(), setting.value()));
    return List.of(new Pagination.Setting(VARIABLES, merged));
  }

  @Override
  public DecodedPage decode(String cursor, RawPage raw) {
    Object document = JsonAnswer.document(raw);
    List<GraphQlError> errors =
        document instanceof Map<?, ?> members ? GraphQlError.of(members.get("errors")) : List.of();
    boolean hasData = document instanceof Map<?, ?> members && members.get("data") != null;
    if (!errors.isEmpty() && !(acceptsPartialData && hasData)) {
      throw SourceFailures.source(
          GraphQlError.sentence(errors)
              + (hasData ? "; `partial_data` says whether the rest is taken" : ""));
    }
    List<Row> read = rows.of(document, !errors.isEmpty());
    OptionalLong all =
        total.isPresent()
            ? OptionalLong.of(AnswerNumber.required(total.get(), document, raw))
            : OptionalLong.empty();
    AnsweredPage answered = new AnsweredPage(PageCursor.read(cursor), read, document, raw, all);
    return new DecodedPage(read, all, rows.pagination().next(answered).map(PageCursor::text));
  }

  @Override
  public PageSource since(String checkpoint) {
    String from =
        incremental()
            .orElseThrow(() -> new IllegalStateException("The source is not incremental"))
            .from(checkpoint);
    return new GraphQlSource(
        requests,
        variables,
        rows,
        acceptsPartialData,
        total,
        requestRate,
        increment,
        Optional.of(from));
  }

  @Override
  public Optional<IncrementalField> incremental() {
    return increment.map(IncrementalRequest::field);
  }

  @Override
  public Duration longestAttempt() {
    return requests.template().limits().timeout();
  }
}
