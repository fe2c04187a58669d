package dev.millrace.ingestion.fetch.source;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.fetch.DecodedPage;
import dev.millrace.ingestion.fetch.IncrementalField;
import dev.millrace.ingestion.fetch.PageSource;
import dev.millrace.ingestion.fetch.RawPage;
import dev.millrace.ingestion.fetch.RequestRate;
import dev.millrace.ingestion.fetch.RetryableFetch;
import dev.millrace.ingestion.fetch.answer.AnswerFormat;
import dev.millrace.ingestion.fetch.answer.AnswerPlace;
import dev.millrace.ingestion.fetch.http.HttpAnswer;
import dev.millrace.ingestion.fetch.http.HttpCall;
import dev.millrace.ingestion.fetch.pagination.AnswerNumber;
import dev.millrace.ingestion.fetch.pagination.AnsweredPage;
import dev.millrace.ingestion.fetch.pagination.NextAddress;
import dev.millrace.ingestion.fetch.pagination.PageCursor;
import dev.millrace.ingestion.fetch.pagination.Pagination;
import dev.millrace.ingestion.fetch.secret.SourceSecrets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A source that answers requests with pages of rows. Immutable.
 *
 * @param total where an answer says how many rows there are
 * @param since what an incremental run says; empty where everything is asked for
 */
record RestSource(
    SourceRequests requests,
    AnswerFormat format,
    Pagination pagination,
    Optional<AnswerPlace> total,
    NextAddress nextAddress,
    Optional<RequestRate> requestRate,
    Optional<IncrementalRequest> increment,
    Optional<String> since)
    implements PageSource {
  private static final int NO_CONTENT = 204;

  @Override
  public RawPage fetch(String cursor, Deadline deadline) throws RetryableFetch {
    PageCursor page = PageCursor.read(cursor);
    HttpAnswer answer = requests.send(() -> call(page, deadline), deadline);
    if (!page.isFirst() && pagination.isEnd(answer.status())) {
      return new RawPage(new byte[0], Map.of(), answer.status());
    }
    requests.requireSuccess(answer);
    return new RawPage(
        answer.body(),
        KeptHeaders.of(answer, headers(), requests.template().secretParameters()),
        answer.status());
  }

  private HttpCall call(PageCursor page, Deadline deadline) throws RetryableFetch {
    SourceSecrets secrets = requests.services().secrets();
    if (pagination.isByAddress() && !page.isFirst()) {
      return requests.template().call(nextAddress.checked(page.at()), secrets, deadline);
    }
    List<Pagination.Setting> settings = new ArrayList<>();
    increment.flatMap(field -> field.setting(since)).ifPresent(settings::add);
    settings.addAll(pagination.settings(page));
    return requests.template().call(settings, secrets, deadline);
  }

  private Set<String> headers() {
    Set<String> headers = new HashSet<>(pagination.headers());
    headers.addAll(AnswerNumber.headers(total));
    return headers;
  }

  @Override
  public DecodedPage decode(String cursor, RawPage raw) {
    PageCursor page = PageCursor.read(cursor);
    if (raw.status() == NO_CONTENT || (!page.isFirst() && pagination.isEnd(raw.status()))) {
      return new DecodedPage(List.of(), OptionalLong.empty(), Optional.empty());
    }
    AnswerFormat.Contents contents = format.read(raw);
    OptionalLong rows =
        total.isPresent()
            ? OptionalLong.of(AnswerNumber.required(total.get(), contents.document(), raw))
            : OptionalLong.empty();
    AnsweredPage answered = new AnsweredPage(page, contents.rows(), contents.document(), raw, rows);
    return new DecodedPage(contents.rows(), rows, pagination.next(answered).map(PageCursor::text));
  }

  @Override
  public PageSource since(String checkpoint) {
    String from =
        incremental()
            .orElseThrow(() -> new IllegalStateException("The source is not incremental"))
            .from(checkpoint);
    return new RestSource(
        requests,
        format,
        pagination,
        total,
        nextAddress,
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
